/// Where everything goes that people are shown: a terminal, a transcript, a kernel's client, a test.
///
/// Nothing below the Console prints. A sink is used from one thread at a time: the one that runs the cell.
public protocol DisplaySink: AnyObject {
  /// Shows one thing. Never fails: what cannot be shown is dropped.
  func show(_ event: DisplayEvent)
}

extension DisplaySink {
  /// Shows text of the running cell, as `print` makes it; ends without a line end where `text` does.
  public func write(_ text: String) { show(.text(text)) }

  /// Tells something that is no result: what was assumed, saved or passed over.
  ///
  /// - Parameter once: whether an equal notice of the same session is shown only the first time.
  public func notice(_ message: String, once: Bool = false) {
    show(.notice(Notice(.information, message, isShownOnce: once)))
  }

  /// Warns of something that is likely a mistake, with what to do about it.
  ///
  /// - Parameter once: whether an equal warning of the same session is shown only the first time.
  public func warn(_ message: String, remedy: String? = nil, once: Bool = false) {
    show(.notice(Notice(.warning, message, remedy: remedy, isShownOnce: once)))
  }

  /// Shows a table.
  public func show(_ table: Table) { show(.table(table)) }

  /// Shows a picture; one with the identity of an earlier one takes its place.
  public func show(_ picture: Picture) { show(.picture(picture)) }

  /// Starts a progress bar. It is shown from the moment that the work turns out to take long.
  ///
  /// - Parameters:
  ///   - label: what is being done: `Training`, `Map`.
  ///   - total: the number of units to do, or nil where unknown.
  ///   - unit: the name of one unit, in the singular: `step`, `row`; `B` for bytes.
  public func startProgress(_ label: String, total: Int?, unit: String) -> ProgressReporter {
    ProgressReporter(label: label, total: total, unit: unit, sink: self, clock: monotonicSeconds)
  }
}
