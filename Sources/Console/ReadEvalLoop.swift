import Display
import Files
import Notebook
import SourceText

#if canImport(Glibc)
  import Glibc
#endif

/// The notebook in the terminal: reads a cell, runs it, shows what it gives, and again.
final class ReadEvalLoop {
  private let program: Program
  private let sink: TerminalSink
  private let session: Session
  private let history: HistoryFile?

  init(program: Program) throws {
    self.program = program
    let isTerminal = isatty(STDIN_FILENO) == 1
    sink = TerminalSink(
      output: program.output, errors: program.errors, showsOutputPrompts: isTerminal, environment: program.environment)
    session = try program.askableSession(sink)
    history = isTerminal ? HistoryFile.standard(environment: program.environment) : nil
  }

  /// Runs until the person leaves, or until the input ends.
  func run() throws -> Program.ExitCode {
    guard isatty(STDIN_FILENO) == 1 else { return try runInput() }
    prepareSession()
    program.output.write("Tunebook \(program.version)   %help lists commands, name? explains, Ctrl-D leaves\n")
    let reader = makeReader()
    session.interpreter.readLine = { prompt in
      guard case .cell(let text) = reader.readText(prompt) else { return nil }
      return text
    }
    while true {
      switch reader.read("In [\(session.nextCellNumber)]: ") {
      case .cell(let text):
        if text.allSatisfy(\.isWhitespace) { continue }
        reader.remember(text)
        history?.append(text)
        if ["exit", "quit", "exit()", "quit()"].contains(trimmedText(text)) { return leave() }
        if case .exited(let code) = runCell(text).outcome { return leave(.chosen(code)) }
      case .interrupted: continue
      case .ended:
        program.output.write("\n")
        return leave()
      }
    }
  }

  private func leave(_ code: Program.ExitCode = .done) -> Program.ExitCode {
    history?.shorten()
    return code
  }

  private func runCell(_ text: String) -> ExecutedCell {
    Signals.clear(endsAtSecond: false)
    Signals.noteRunning(true)
    defer { Signals.noteRunning(false) }
    let cell = session.run(Source(name: "cell \(session.nextCellNumber)", text))
    sink.endCell()
    Signals.clear(endsAtSecond: false)
    program.output.write("\n")
    return cell
  }

  /// Runs all of standard input as one script: `tunebook < file`, `echo '1 + 1' | tunebook`.
  private func runInput() throws -> Program.ExitCode {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR, !Signals.isInterrupted { continue }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    let executed = try session.run(Script(NotebookDocument(parsing: bytes), name: "<stdin>"))
    sink.endCell()
    return Program.ExitCode(executed.last?.outcome)
  }

  private func prepareSession() {
    Signals.clear(endsAtSecond: false)
    Signals.noteRunning(false)
    let output = program.output
    session.shell = { [sink] line in
      sink.endCell()
      ShellCommand.run(line, output: output)
    }
  }

  private func makeReader() -> any CellReader {
    let questions = LineEditor.Questions(
      indentationIfIncomplete: { text in
        guard case .incomplete(let indentation) = CellCompleteness(text) else { return nil }
        return indentation
      },
      completion: { [session] text in session.completions(after: text) })
    let output = program.output
    if output.takesEscapes,
      let editor = LineEditor(
        questions: questions, usesColor: output.takesColors, terminalWidth: { output.width },
        earlierCells: { [history] in history?.load() ?? [] })
    {
      return editor
    }
    return PlainReader(output: output)
  }

  private func trimmedText(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
