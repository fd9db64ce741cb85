import CellLanguage
import Console
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

var program = Program(version: "0.1.0", prepare: Workbench.install)
program.findings = Workbench.findings
program.help = { session, name in Workbench.help(name, in: session.interpreter) }
let tunebook = program
let arguments = Array(CommandLine.arguments.dropFirst())
exit((try? runOnLargeStack { tunebook.run(arguments) }) ?? 1)
