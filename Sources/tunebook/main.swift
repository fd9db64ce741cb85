import CellLanguage
import Console
import Jupyter
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

<<<<<<< HEAD
let version = "0.1.0"
var program = Program(version: version, prepare: Workbench.install)
program.findings = { Workbench.findings() + JupyterKernel.findings() }
=======
let problem = Workbench.joinRanks()
var program = Program(version: "0.1.0", prepare: Workbench.install)
program.findings = Workbench.findings
>>>>>>> d9d87f8 (mpirun -n 4 tunebook run: ranks share steps, evaluations, answers and tokenising, and end in the bits of one process)
program.help = { session, name in Workbench.help(name, in: session.interpreter) }
program.kernel = KernelCommands(
  serve: { file, log, makeSession in
    try JupyterKernel.serve(connectionFile: file, version: version, log: log, makeSession: makeSession)
  },
  install: { prefix, environment in
    try KernelSpecification().install(prefix: prefix, environment: environment)
  })
let tunebook = program
let arguments = Array(CommandLine.arguments.dropFirst())
if let problem { exit(tunebook.refuse(problem)) }
exit((try? runOnLargeStack { tunebook.run(arguments) }) ?? 1)
