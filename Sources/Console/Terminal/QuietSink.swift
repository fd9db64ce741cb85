import Display

/// Shows only what is not part of the compared outputs: progress, warnings, failures. For `tunebook check`.
final class QuietSink: DisplaySink {
  private let inner: TerminalSink

  init(errors: OutputChannel, isQuiet: Bool) {
    inner = TerminalSink(output: OutputChannel { _ in }, errors: errors, isQuiet: isQuiet)
  }

  /// Shows one thing, or nothing.
  func show(_ event: DisplayEvent) {
    switch event {
    case .progress, .notice, .failure: inner.show(event)
    case .text, .errorText, .value, .table, .picture, .clear: break
    }
  }
}
