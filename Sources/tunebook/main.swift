import Benchmarks
import CellLanguage
import Console
import Jupyter
import Workbench

#if canImport(Glibc)
  import Glibc
#endif

// Before anything else: other ranks wait for this one.
let problem = Workbench.joinRanks()
let version = "0.1.0"
var program = Program(version: version, prepare: Workbench.install)
program.findings = { Workbench.findings() + JupyterKernel.findings() + BenchmarkRun.findings() }
program.benchmarks = .init(list: BenchmarkReport.list) { names, isJSON, write in
  var report = BenchmarkReport(isJSON: isJSON, write: write)
  try report.run(names)
}
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
