import CellLanguage
import Display
import PythonValues
import SourceText

/// Runs cells one after the other on one interpreter, numbers them, and keeps what they show.
///
/// A session belongs to one thread. Nothing a cell does makes it throw: errors are shown and kept in the transcript.
public final class Session {
  /// What the cells run on.
  public let interpreter: Interpreter

  /// Where everything goes that cells show.
  public let sink: SessionSink

  /// The cells that were run, in order.
  public private(set) var cells: [ExecutedCell] = []

  /// What answers `!command`; nil where there is no terminal, as in a script: it is passed over with a notice.
  public var shell: ((String) -> Void)?

  /// What answers `name?`; nil where nobody asks, as in a script.
  public var help: ((_ name: String, _ value: Value?) -> StyledText?)?

  /// Shows what `name?` answers in a place of its own; nil where it stands among the cell's outputs.
  public var page: ((StyledText) -> Void)?

  private let clock: () -> Double
  private var nextNumber = 1
  private var depth = 0

  /// The cells that may run inside of each other by `%run`.
  static let depthLimit = 20

  /// Starts a session of the bare language.
  ///
  /// - Parameter target: where everything goes that cells show.
  public init(sink target: any DisplaySink, clock: @escaping () -> Double = monotonicSeconds) {
    let sink = SessionSink(target)
    interpreter = Interpreter { sink.write($0) }
    interpreter.errorOutput = { sink.show(.errorText($0)) }
    interpreter.onWarning = { sink.warn($0) }
    self.sink = sink
    self.clock = clock
  }

  /// Starts a session.
  ///
  /// - Parameters:
  ///   - target: where everything goes that cells show.
  ///   - prepare: gives the interpreter the names that cells start with; what these show goes to the sink given.
  /// - Throws: what `prepare` throws.
  public convenience init(
    sink target: any DisplaySink, prepare: (Interpreter, any DisplaySink) throws -> Void
  ) rethrows {
    self.init(sink: target)
    try prepare(interpreter, sink)
  }

  /// The number that the next cell gets.
  public var nextCellNumber: Int { nextNumber }

  /// Runs a cell and shows what it gives.
  ///
  /// - Parameters:
  ///   - source: the cell's text; its name and first line are what errors show.
  ///   - number: the cell's number; nil for the next one.
  ///   - isKept: whether the cell takes its number and a place in `cells`.
  /// - Returns: the cell as it is kept in `cells`.
  @discardableResult public func run(
    _ source: Source, title: String = "", number: Int? = nil, isKept: Bool = true
  ) -> ExecutedCell {
    let number = number ?? nextNumber
    if isKept { nextNumber = max(nextNumber, number + 1) }
    sink.startRecording()
    let start = clock()
    let place =
      ["cell \(number)", "-c"].contains(source.name) ? nil : "in cell \(number)" + (title.isEmpty ? "" : " (\(title))")
    let outcome = outcome(number: number, place: place) { try runSegments(of: source, number: number) }
    let cell = ExecutedCell(
      number: number, title: title, code: String(decoding: source.bytes, as: UTF8.self), events: sink.endRecording(),
      seconds: clock() - start, outcome: outcome)
    if isKept { cells.append(cell) }
    return cell
  }

  /// Starts anew: no names of the cells', no cells, no notices shown yet.
  public func reset() {
    interpreter.reset()
    cells = []
    nextNumber = 1
    sink.forgetNotices()
  }

  private func outcome(number: Int, place: String?, _ body: () throws -> Void) -> ExecutedCell.Outcome {
    do {
      try body()
      return .done
    } catch let error as CellError where error.kind == .systemExit {
      return .exited(exitCode(error.message))
    } catch {
      var failure = CellFailure(error, cellNumber: number)
      if let place { failure.report += "\n" + place }
      sink.show(.failure(failure))
      return failure.kind == "KeyboardInterrupt" ? .interrupted(failure) : .failed(failure)
    }
  }

  /// The exit code that `exit(...)` was given: text is shown and means 1, as in Python.
  private func exitCode(_ text: String) -> Int {
    if text.isEmpty || text == "None" { return 0 }
    if let code = Int(text) { return code }
    sink.show(.errorText(text + "\n"))
    return 1
  }

  /// Runs code and commands in their order; the value of the last code is shown.
  func runSegments(of source: Source, number: Int) throws {
    guard depth < Self.depthLimit else { throw SessionError.tooDeep }
    depth += 1
    defer { depth -= 1 }
    let segments = CellSegment.split(source.bytes)
    for (index, segment) in segments.enumerated() {
      switch segment {
      case .code(let span):
        let value = try runCode(source.part(span))
        if index == segments.count - 1 { try show(value, number: number) }
      case .command(let name, let argument, let span):
        let rest = source.part(SourceSpan(span.end, source.bytes.count))
        let call = CommandCall(argument: argument, place: (source, span), rest: rest, number: number)
        let command = try NotebookCommand.named(name, at: source, span)
        try command.run(self, call)
        if command.takesRest(name) { return }
      case .shell(let line, _): runShell(line)
      case .help(let name, _): try showHelp(name)
      }
    }
  }

  /// Runs code of the language.
  func runCode(_ source: Source) throws -> Value? { try interpreter.runCell(source) }

  /// Shows a cell's value, unless it is `None`, and keeps it as `_`.
  func show(_ value: Value?, number: Int) throws {
    guard let value, !value.isNone else { return }
    interpreter.setGlobal("_", value)
    sink.show(.value(ShownValue(try value.repr(), html: value.html(interpreter), cellNumber: number)))
    for event in (value.object as? any SelfShowing)?.shownBelow ?? [] { sink.show(event) }
  }

  private func runShell(_ line: String) {
    guard let shell else {
      return sink.notice("passed over, because shell commands belong to the terminal: !\(line)", once: true)
    }
    shell(line)
  }

  private func showHelp(_ name: String) throws {
    guard let help else {
      return sink.notice("passed over, because help belongs to the terminal: \(name)?", once: true)
    }
    let value = try interpreter.value(path: name)
    guard let text = help(name, value) else { throw SessionError.noHelp(name) }
    if let page { page(text) } else { sink.show(.value(ShownValue(text.plain, styled: text))) }
  }
}

extension Source {
  /// A part that begins at a line, named and counted as the whole.
  func part(_ span: SourceSpan) -> Source {
    let lines = bytes[..<span.start].count { $0 == 0x0A }
    return Source(name: name, bytes: Array(bytes[span.start..<span.end]), firstLine: firstLine + lines)
  }
}
