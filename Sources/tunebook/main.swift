import CellLanguage
import Console
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

let program = Program(version: "0.1.0", prepare: Workbench.install)
let arguments = Array(CommandLine.arguments.dropFirst())
exit((try? runOnLargeStack { program.run(arguments) }) ?? 1)
