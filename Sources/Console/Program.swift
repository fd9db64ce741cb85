import CellLanguage
import Cluster
import Display
import Files
import Notebook
import SourceText

#if canImport(Glibc)
  import Glibc
#endif

/// The command `tunebook`: arguments in, an exit code out.
///
/// What it runs cells on is given by whoever wires the house together.
public struct Program {
  /// How a run ends, as the shell sees it.
  enum ExitCode: Equatable {
    /// All went well.
    case done
    /// A cell failed.
    case failed
    /// The command line is wrong or a file cannot be read.
    case usage
    /// `check` found a difference.
    case different
    /// The person pressed Ctrl-C.
    case interrupted
    /// A cell ended the run by `exit(...)`.
    case chosen(Int)

    /// The number that the shell gets.
    var number: Int32 {
      switch self {
      case .done: 0
      case .failed: 1
      case .usage: 2
      case .different: 3
      case .interrupted: 130
      case .chosen(let code): Int32(truncatingIfNeeded: code)
      }
    }

    /// How a run ends whose last cell ended so.
    init(_ outcome: ExecutedCell.Outcome?) {
      self =
        switch outcome {
        case .failed: .failed
        case .interrupted: .interrupted
        case .exited(let code): code == 0 ? .done : .chosen(code)
        case .done, nil: .done
        }
    }
  }

  /// What `--version` shows.
  public var version: String

  /// Gives an interpreter the names that cells start with.
  public typealias Preparation = (Interpreter, any DisplaySink) throws -> Void

  /// Gives each session's interpreter the names that cells start with.
  public var prepare: Preparation

  /// What `doctor` shows beyond what the Console knows: name and finding.
  public var findings: () -> [(name: String, finding: String)] = { [] }

  /// What `bench` runs; nil where this build has none.
  public var benchmarks: Benchmarks?

  /// The project's benchmarks, as whoever wires the house together lends them.
  public struct Benchmarks {
    let list: () -> String
    let run: (_ names: [String], _ isJSON: Bool, _ write: @escaping (String) -> Void) throws -> Void

    /// Takes benchmarks.
    ///
    /// - Parameters:
    ///   - list: the names with what they measure, a line each.
    ///   - run: runs those of some names, all where there is none; writes each line as soon as it is known.
    public init(
      list: @escaping () -> String,
      run: @escaping (_ names: [String], _ isJSON: Bool, _ write: @escaping (String) -> Void) throws -> Void
    ) {
      self.list = list
      self.run = run
    }
  }

  /// What `name?` shows.
  public var help: (_ session: Session, _ name: String) -> StyledText? = { _, _ in nil }

  /// What `tunebook kernel` does, by whoever speaks Jupyter's protocol; nil where nobody does.
  public var kernel: KernelCommands?

  /// What takes the place of the terminal where another rank of the run shows everything.
  private let silent = Cluster.current.isFirst ? nil : SilentSink()

  let output: OutputChannel
  let errors: OutputChannel
  let environment: (String) -> String?

  /// Makes the command on the process's own outputs and environment.
  public init(version: String, prepare: @escaping Preparation = { _, _ in }) {
    let environment = environmentVariable
    self.init(
      version: version, output: OutputChannel(descriptor: STDOUT_FILENO, environment: environment),
      errors: OutputChannel(descriptor: STDERR_FILENO, environment: environment), environment: environment,
      prepare: prepare)
  }

  init(
    version: String, output: OutputChannel, errors: OutputChannel, environment: @escaping (String) -> String?,
    prepare: @escaping Preparation = { _, _ in }
  ) {
    self.version = version
    self.output = output
    self.errors = errors
    self.environment = environment
    self.prepare = prepare
  }

  /// Does what the arguments after the program's name ask for.
  ///
  /// - Returns: the exit code: 0 done, 1 a cell failed, 2 wrong usage or unreadable file, 3 `check` found a difference,
  ///   130 interrupted.
  public func run(_ arguments: [String]) -> Int32 {
    Signals.install()
    Signals.clear(endsAtSecond: true)
    var failure: String?
    let code: ExitCode
    do {
      code = try execute(arguments)
      if code != .done, code != .different { failure = silent?.failure.map { "\($0.kind): \($0.message)" } ?? "" }
    } catch {
      failure = "\(error)"
      code = .usage
      _ = refuse(silent == nil ? "\(error)" : "")
    }
    Cluster.current.leave(failure: failure)
    return code.number
  }

  /// Tells why nothing can be done, where this process is the one that tells.
  ///
  /// - Returns: the exit code.
  public func refuse(_ problem: String) -> Int32 {
    if !problem.isEmpty { errors.write(Palette.text("error: ", .error, colored: errors.takesColors) + "\(problem)\n") }
    return ExitCode.usage.number
  }

  private func execute(_ arguments: [String]) throws -> ExitCode {
    let invocation = try Invocation.parse(arguments)
    switch invocation {
    case .run(let options): return try runScript(options)
    case .code(let code, let options): return try runCode(code, options)
    case .interactive where Cluster.current.isShared: throw ClusterError.noScript
    case .bench(let names, let isJSON):
      try benchmarks?.run(names, isJSON) { [output, silent] in if silent == nil { output.write($0) } }
    case _ where silent != nil: return .done
    case .interactive: return try ReadEvalLoop(program: self).run()
    case .describe(let file): return try describe(file)
    case .check(let options, let tolerance): return try check(options, tolerance: tolerance)
    case .convert(let input, let output): return try convert(input, to: output)
    case .kernel(let request): try run(request)
    case .doctor: return doctor()
    case .benchList: output.write(benchmarks?.list() ?? "")
    case .help(let name): output.write(HelpPage.text(name))
    case .version: output.write("tunebook \(version)\n")
    }
    return .done
  }

  /// The sink that a run's options ask for.
  func sink(_ options: RunOptions) -> any DisplaySink {
    if let silent { return silent }
    return options.isJSON
      ? JSONSink(output: output)
      : TerminalSink(
        output: output, errors: errors, isQuiet: options.isQuiet, environment: environment)
  }

  func session(_ sink: any DisplaySink) throws -> Session {
    let session = try Session(sink: sink, prepare: prepare)
    Signals.raise(session.interpreter.interrupt)
    if isatty(STDIN_FILENO) == 1 {
      let reader = PlainReader(output: output)
      session.interpreter.readLine = { prompt in
        guard case .cell(let text) = reader.readText(prompt) else { return nil }
        return text
      }
    }
    return session
  }

  /// A session that answers `name?`.
  func askableSession(_ sink: any DisplaySink) throws -> Session {
    let session = try session(sink)
    session.help = { [weak session, help] name, value in
      guard let session else { return nil }
      return help(session, name) ?? session.plainHelp(name, value)
    }
    return session
  }
}
