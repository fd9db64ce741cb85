/// What the command line asks for.
enum Invocation: Equatable {
  /// `tunebook`: the notebook in the terminal.
  case interactive
  /// `tunebook run FILE`.
  case run(RunOptions)
  /// `tunebook run FILE --help`: what the file's parameters are.
  case describe(file: String)
  /// `tunebook -c CODE`.
  case code(String, RunOptions)
  /// `tunebook check FILE`.
  case check(RunOptions, tolerance: Double)
  /// `tunebook convert IN OUT`.
  case convert(input: String, output: String)
  /// `tunebook kernel`.
  case kernel(KernelRequest)
  /// `tunebook bench NAME...`; all benchmarks where no name is given.
  case bench([String], isJSON: Bool)
  /// `tunebook bench --list`.
  case benchList
  /// `tunebook doctor`.
  case doctor
  /// `tunebook --help`, or of one subcommand.
  case help(String?)
  /// `tunebook --version`.
  case version
}

/// What is asked of the kernel.
enum KernelRequest: Equatable {
  /// `tunebook kernel -f FILE`: serve the front that wrote the connection file.
  case serve(connectionFile: String)
  /// `tunebook kernel install [--user | --prefix PREFIX]`.
  case install(prefix: String?)
}

/// How a script is run.
struct RunOptions: Equatable {
  /// The script; empty for `-c`.
  var file = ""
  /// What `-p NAME=VALUE` overrides, in order.
  var parameters: [Assignment] = []
  /// The first cell that is run, from 1.
  var from: Int?
  /// The last cell that is run, from 1.
  var until: Int?
  /// The file that the cells and their outputs are written to.
  var save: String?
  /// Whether progress and notices are left out.
  var isQuiet = false
  /// Whether events are written as JSON lines instead of text.
  var isJSON = false

  /// One `NAME=VALUE`.
  struct Assignment: Equatable {
    /// The name.
    var name: String
    /// The value as written.
    var value: String
  }
}
