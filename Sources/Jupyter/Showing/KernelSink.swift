import Display
import JSON

/// Shows what cells show to every front: streams as they come, values, tables and pictures in the forms that a notebook
/// has, plots and bars in their first place, replaced there.
final class KernelSink: DisplaySink {
  /// Seconds that work must take before a bar is worth showing.
  static let patience = 0.5

  /// Seconds between two states of one bar.
  static let interval = 0.25

  private let outbox: Outbox
  private var request: JupyterMessage?
  private var isSilent = true
  private var cellCount = 0
  private var shown: Set<DisplayIdentity> = []
  private var barTimes: [DisplayIdentity: Double] = [:]

  /// Makes a sink that shows nothing until a cell begins.
  init(outbox: Outbox) { self.outbox = outbox }

  /// Begins a cell.
  ///
  /// - Parameter isSilent: whether nothing is shown of it.
  func begin(_ request: JupyterMessage, isSilent: Bool) {
    self.request = request
    self.isSilent = isSilent
    cellCount += 1
    forget()
  }

  /// Shows one thing.
  func show(_ event: DisplayEvent) {
    guard !isSilent else { return }
    switch event {
    case .text(let text): outbox.print(text, to: "stdout", answering: request)
    case .errorText(let text): outbox.print(text, to: "stderr", answering: request)
    case .notice(let notice): show(notice)
    case .value(let value): show(value)
    case .table(let table): display(table.mimeForms, nil)
    case .picture(let picture): display(picture.mimeForms, picture.identity)
    case .progress(let state): show(state)
    case .failure(let failure): outbox.publish("error", failure.content, answering: request)
    case .clear(let waits):
      forget()
      outbox.publish("clear_output", ["wait": .bool(waits)], answering: request)
    }
    outbox.waitForRoom()
  }

  private func forget() { (shown, barTimes) = ([], [:]) }

  private func show(_ notice: Notice) {
    let text = notice.message + (notice.remedy.map { "\n  " + $0 } ?? "")
    switch notice.severity {
    case .warning: outbox.print("warning: \(text)\n", to: "stderr", answering: request)
    // Fronts show standard error in red, and a notice is nothing to worry about.
    case .information: display(StyledText("note: \(text)", .dim).noticeForms, nil)
    }
  }

  private func show(_ value: ShownValue) {
    guard let number = value.cellNumber else { return display(value.mimeForms, value.identity) }
    outbox.publish(
      "execute_result",
      ["execution_count": .integer(number), "data": .object(value.mimeForms), "metadata": .object([:])],
      answering: request)
  }

  private func show(_ state: ProgressState) {
    guard state.elapsed >= Self.patience else { return }
    let last = barTimes[state.identity] ?? -Self.interval
    guard state.isFinished || state.elapsed - last >= Self.interval else { return }
    barTimes[state.identity] = state.elapsed
    display(state.mimeForms, state.identity)
  }

  /// Shows forms, in the place of what the same cell has shown under the same identity.
  private func display(_ forms: JSONObject, _ identity: DisplayIdentity?) {
    var transient: JSONObject = [:]
    if let identity { transient["display_id"] = .string("tunebook-\(cellCount)-\(identity.number)") }
    let isUpdate = identity.map { !shown.insert($0).inserted } ?? false
    outbox.publish(
      isUpdate ? "update_display_data" : "display_data",
      ["data": .object(forms), "metadata": .object([:]), "transient": .object(transient)], answering: request)
  }
}
