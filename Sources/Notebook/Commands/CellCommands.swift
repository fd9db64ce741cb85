import Display
import Files
import PythonValues
import SourceText

extension NotebookCommand {
  static let who = NotebookCommand(
    name: "who", usage: "%who", summary: "the names that cells have made, with type, shape, bytes and value"
  ) { session, _ in
    let names = session.interpreter.userNames.filter { !$0.name.hasPrefix("_") }.sorted { $0.name < $1.name }
    if names.isEmpty { return session.sink.write("no names yet\n") }
    let rows = names.map { name, value in
      [
        name, value.typeName, sizeText(value), value.sizeInBytes.map { bytesText(Double($0)) } ?? "",
        previewText(value),
      ]
      .map { StyledText($0) }
    }
    session.sink.show(
      Table(
        columns: [.init("name"), .init("type"), .init("shape", .right), .init("bytes", .right), .init("value")],
        rows: rows))
  }

  static let cells = NotebookCommand(
    name: "cells", usage: "%cells [N, N-, -N or N-M]",
    summary: "the cells that were run, with their numbers; the code of some of them"
  ) { session, call in
    if !call.argument.isEmpty { return try showCode(of: call.argument, session) }
    let rows = session.cells.map { cell -> [StyledText] in
      let state: StyledText =
        switch cell.outcome {
        case .done: StyledText("done", .success)
        case .failed(let failure): StyledText(failure.kind, .error)
        case .interrupted: StyledText("interrupted", .warning)
        case .exited: StyledText("exited", .dim)
        }
      let first = cell.code.split(separator: "\n").first.map(String.init) ?? ""
      let lines = cell.code.split(separator: "\n").count
      let text = cell.title.isEmpty ? first + (lines > 1 ? " …" : "") : cell.title
      let code = cell.title.isEmpty ? CodeHighlighter.styled(text) : StyledText(text)
      return [StyledText("\(cell.number)"), state, StyledText(secondsText(cell.seconds)), code]
    }
    session.sink.show(
      Table(columns: [.init("cell", .right), .init("state"), .init("time", .right), .init("code")], rows: rows))
  }

  /// Shows the code of cells, the last run of each.
  private static func showCode(of argument: String, _ session: Session) throws {
    guard let range = cellRange(argument) else {
      throw SessionError.badArgument(command: "cells", usage: "%cells [N, N-, -N or N-M]")
    }
    var last: [Int: ExecutedCell] = [:]
    for cell in session.cells where range.contains(cell.number) { last[cell.number] = cell }
    guard !last.isEmpty else { throw SessionError.noSuchCell(range.lowerBound, count: session.cells.count) }
    for cell in last.values.sorted(by: { $0.number < $1.number }) {
      let text =
        StyledText("# %% \(cell.number)\(cell.title.isEmpty ? "" : " " + cell.title)\n", .comment)
        + CodeHighlighter.styled(cell.code)
      session.sink.show(.value(ShownValue(text.plain, styled: text)))
    }
  }

  static let rerun = NotebookCommand(
    name: "rerun", usage: "%rerun N, N-, -N or N-M", summary: "run cell N again; from N, until N, or N to M"
  ) { session, call in
    guard let range = cellRange(call.argument) else {
      throw SessionError.badArgument(command: "rerun", usage: "%rerun N, N-, -N or N-M")
    }
    var last: [Int: ExecutedCell] = [:]
    for cell in session.cells { last[cell.number] = cell }
    let numbers = last.keys.filter { range.contains($0) && $0 != call.number }.sorted()
    guard !numbers.isEmpty else { throw SessionError.noSuchCell(range.lowerBound, count: session.cells.count) }
    for number in numbers {
      guard let cell = last[number] else { continue }
      let source = Source(name: "cell \(number)", cell.code)
      try session.runSegments(of: source, number: number)
    }
  }

  static let run = NotebookCommand(
    name: "run", usage: "%run FILE.nb", summary: "run the cells of a script in this session"
  ) { session, call in
    guard !call.argument.isEmpty else { throw SessionError.badArgument(command: "run", usage: "%run FILE.nb") }
    let path = unquoted(call.argument)
    let document = try NotebookDocument.read(path)
    for (_, cell) in document.codeCells {
      let source = Source(name: path, bytes: cell.body.bytes, firstLine: cell.bodyLineNumber)
      try session.runSegments(of: source, number: call.number)
    }
  }

  static let save = NotebookCommand(
    name: "save", usage: "%save FILE", summary: "write this session's cells and outputs as .nb, .ipynb, .html or .md"
  ) { session, call in
    guard !call.argument.isEmpty else { throw SessionError.badArgument(command: "save", usage: "%save FILE") }
    let path = unquoted(call.argument)
    let transcript = Transcript(session: session, excluding: call.number)
    try transcript.write(to: path)
    let count = transcript.document.cells.count
    session.sink.notice("saved \(count) cell\(count == 1 ? "" : "s") to \(path)")
  }

  /// Reads `3`, `3-`, `-3` or `3-5`.
  static func cellRange(_ text: String) -> ClosedRange<Int>? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { trimmed($0) }
    let first = parts.first.flatMap { $0.isEmpty ? 1 : Int($0) }
    let last = parts.count == 1 ? first : parts.last.flatMap { $0.isEmpty ? Int.max : Int($0) }
    guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }), let first, let last, first >= 1, first <= last
    else {
      return nil
    }
    return first...last
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let quote = text.first, quote == "\"" || quote == "'", text.last == quote else {
      return text
    }
    return String(text.dropFirst().dropLast())
  }

  /// Length or shape of a value; empty where it has none.
  private static func sizeText(_ value: Value) -> String {
    if case .object(let object) = value {
      if let shape = try? object.attribute("shape"), let text = try? shape.str() { return text }
      if let length = try? object.length() { return "\(length)" }
      return ""
    }
    return (try? value.length()).map { "\($0)" } ?? ""
  }

  private static func previewText(_ value: Value) -> String {
    guard let text = try? value.repr() else { return "" }
    let line = text.split(separator: "\n").first ?? ""
    return prefix(of: String(line), width: 60) + (line.count < text.count || line.count > 60 ? "…" : "")
  }
}
