import CellLanguage
import Console

#if canImport(Glibc)
  import Glibc
#endif

let program = Program(version: "0.1.0")
let arguments = Array(CommandLine.arguments.dropFirst())
exit((try? runOnLargeStack { program.run(arguments) }) ?? 1)
