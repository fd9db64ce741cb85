import Display
import Files
import Notebook
import SourceText

extension Program {
  /// `tunebook run FILE`.
  func runScript(_ options: RunOptions) throws -> ExitCode {
    let script = try script(options)
    try checkWritable(options.save)
    let sink = sink(options)
    let session = try session(sink)
    let showsHeadings = sink is TerminalSink && errors.isTerminal && !options.isQuiet
    let executed = try session.run(script) { number, title, count in
      (sink as? JSONSink)?.beginCell(number, title: title, count: count)
      (sink as? TerminalSink)?.endCell()
      guard showsHeadings else { return }
      let name = title.isEmpty ? "" : " \(title)"
      errors.write(Palette.text("[\(number)/\(count)]\(name)\n", .dim, colored: errors.takesColors))
    }
    return try finish(executed, sink: sink) {
      if let path = options.save {
        try Transcript(script.document, executed: executed).write(to: path)
        if !options.isQuiet, !options.isJSON { sink.notice("saved the cells with their outputs to \(path)") }
      }
    }
  }

  /// `tunebook -c CODE`.
  func runCode(_ code: String, _ options: RunOptions) throws -> ExitCode {
    try checkWritable(options.save)
    let sink = sink(options)
    let session = try session(sink)
    let cell = session.run(Source(name: "-c", code))
    return try finish([cell], sink: sink) {
      if let path = options.save { try Transcript(session: session).write(to: path) }
    }
  }

  private func finish(
    _ executed: [ExecutedCell], sink: any DisplaySink, save: () throws -> Void
  ) throws -> ExitCode {
    (sink as? TerminalSink)?.endCell()
    try save()
    let code = ExitCode(executed.last?.outcome)
    (sink as? JSONSink)?.end(code)
    return code
  }

  /// `tunebook run FILE --help`.
  func describe(_ file: String) throws -> ExitCode {
    let document = try NotebookDocument.read(file)
    let parameters = document.parameters
    output.write("usage: tunebook run \(file) [-p NAME=VALUE]...\n")
    guard !parameters.isEmpty else {
      output.write("\n\(file) has no parameters: it has no cell tagged `parameters`.\n")
      return .done
    }
    let rows = parameters.map { [$0.name, $0.defaultText, $0.comment] }
    let table = Table(["parameter", "default", "meaning"], rows)
    let width = output.isTerminal ? output.width : nil
    output.write("\n" + table.lines(width: width).map { Palette.text($0, colored: output.takesColors) + "\n" }.joined())
    return .done
  }

  /// `tunebook check FILE`.
  func check(_ options: RunOptions, tolerance: Double) throws -> ExitCode {
    let script = try script(options)
    let sink = options.isJSON ? sink(options) : QuietSink(errors: errors, isQuiet: options.isQuiet)
    let session = try session(sink)
    let executed = try session.run(script)
    if let last = executed.last, last.hasFailed, !wasRecorded(last, script) {
      return try finish(executed, sink: sink) {}
    }
    let comparison = OutputComparison(tolerance: tolerance)
    let cells = Dictionary(script.document.codeCells.map { ($0.number, $0.cell) }) { first, _ in first }
    var differences = 0
    var compared = 0
    for ran in executed {
      guard let cell = cells[ran.number], !cell.outputs.isEmpty else { continue }
      compared += 1
      let found = OutputLines.lines(of: ran.events)
      guard let difference = comparison.difference(recorded: cell.outputs, found: found) else { continue }
      differences += 1
      output.write(report(difference, in: cell, number: ran.number, file: options.file))
    }
    if !options.isJSON { output.write(summary(compared: compared, differences: differences, file: options.file)) }
    return differences == 0 ? .done : .different
  }

  /// Whether a cell's failure is what the document records: scripts may show errors on purpose.
  private func wasRecorded(_ cell: ExecutedCell, _ script: Script) -> Bool {
    guard case .failed(let failure) = cell.outcome else { return false }
    let recorded = script.document.codeCells.first { $0.number == cell.number }?.cell.outputs.last
    return recorded == "\(failure.kind): \(failure.message)"
  }

  private func report(
    _ difference: OutputComparison.Difference, in cell: NotebookCell, number: Int, file: String
  ) -> String {
    let bodyLines = cell.body.bytes.count { $0 == 0x0A }
    let line = cell.bodyLineNumber + bodyLines + difference.line - 1
    let title = cell.title.isEmpty ? "" : " (\(cell.title))"
    return "\(file):\(line): cell \(number)\(title), output line \(difference.line) differs\n"
      + "  recorded: \(difference.recorded ?? "nothing")\n  now:      \(difference.found ?? "nothing")\n"
  }

  private func summary(compared: Int, differences: Int, file: String) -> String {
    if compared == 0 { return "\(file) has no recorded outputs: tunebook run \(file) --save \(file) records them\n" }
    let cells = "\(compared) cell\(compared == 1 ? "" : "s") with outputs"
    return differences == 0 ? "\(file): \(cells), all as recorded\n" : "\(file): \(cells), \(differences) differ\n"
  }

  /// `tunebook convert IN OUT`.
  func convert(_ input: String, to output: String) throws -> ExitCode {
    try checkWritable(output)
    let readable = [".nb", ".ipynb", ".py"]
    guard readable.contains(where: { input.hasSuffix($0) }) else {
      throw SessionError.unknownFormat(path: input, known: readable)
    }
    try Transcript(NotebookDocument.read(input)).write(to: output)
    return .done
  }

  private func script(_ options: RunOptions) throws -> Script {
    var script = Script(try NotebookDocument.read(options.file), name: options.file)
    script.from = options.from
    script.until = options.until
    script.overrides = options.parameters.map { .init($0.name, $0.value) }
    try script.validate()
    return script
  }

  /// Says before hours of work that a file's ending or folder is wrong.
  private func checkWritable(_ path: String?) throws {
    guard let path else { return }
    guard Transcript.formats.contains(where: { path.hasSuffix($0) }) else {
      throw SessionError.unknownFormat(path: path, known: Transcript.formats)
    }
    guard isFolder(parentFolder(of: path)) else { throw FileError.missing(path: parentFolder(of: path)) }
  }
}
