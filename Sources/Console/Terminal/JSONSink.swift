import Display
import JSON

/// Writes what happens as JSON lines, for other programs: `tunebook run --json`.
///
/// Every line is an object with `event`: `cell`, `text`, `error_text`, `value`, `table`, `picture`, `progress`, `notice`,
/// `warning`, `error`, `clear`, `end`.
final class JSONSink: DisplaySink {
  private let output: OutputChannel

  init(output: OutputChannel) { self.output = output }

  /// Shows one thing.
  func show(_ event: DisplayEvent) {
    switch event {
    case .text(let text): write("text", [("text", .string(text))])
    case .errorText(let text): write("error_text", [("text", .string(text))])
    case .value(let value): write("value", [("text", .string(value.plain))])
    case .table(let table): show(table)
    case .picture(let picture):
      write(
        "picture",
        [
          ("width", .integer(picture.width)), ("height", .integer(picture.height)),
          ("path", picture.path.map { .string($0) } ?? .null), ("caption", .string(picture.caption)),
        ])
    case .progress(let state): show(state)
    case .notice(let notice):
      write(
        notice.severity == .warning ? "warning" : "notice",
        [("message", .string(notice.message)), ("remedy", notice.remedy.map { .string($0) } ?? .null)])
    case .failure(let failure): show(failure)
    case .clear(let waits): write("clear", [("waits", .bool(waits))])
    }
  }

  /// Says that a cell begins.
  func beginCell(_ number: Int, title: String, count: Int) {
    write("cell", [("number", .integer(number)), ("title", .string(title)), ("count", .integer(count))])
  }

  /// Says how the run ended.
  func end(_ code: Program.ExitCode) { write("end", [("exit_code", .integer(Int(code.number)))]) }

  private func show(_ table: Table) {
    write(
      "table",
      [
        ("columns", .array(table.columns.map { .string($0.title) })),
        ("rows", .array(table.rows.map { .array($0.map { .string($0.plain) }) })),
      ])
  }

  private func show(_ state: ProgressState) {
    var details = JSONObject()
    for detail in state.details { details[detail.name] = .string(detail.value) }
    write(
      "progress",
      [
        ("label", .string(state.label)), ("completed", .integer(state.completed)),
        ("total", state.total.map { .integer($0) } ?? .null), ("unit", .string(state.unit)),
        ("elapsed", .number(state.elapsed)), ("details", .object(details)), ("finished", .bool(state.isFinished)),
        ("id", .integer(state.identity.number)),
      ])
  }

  private func show(_ failure: CellFailure) {
    write(
      "error",
      [
        ("kind", .string(failure.kind)), ("message", .string(failure.message)), ("report", .string(failure.report)),
        ("source", .string(failure.sourceName)), ("cell", failure.cellNumber.map { .integer($0) } ?? .null),
        ("line", failure.line.map { .integer($0) } ?? .null), ("column", failure.column.map { .integer($0) } ?? .null),
      ])
  }

  private func write(_ event: String, _ members: [(String, JSON)]) {
    let line = JSON.object(JSONObject([("event", .string(event))] + members)).serialized() + [0x0A]
    output.write(String(decoding: line, as: UTF8.self))
  }
}
