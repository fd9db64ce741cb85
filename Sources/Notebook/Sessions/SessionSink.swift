import Display

/// Passes on what a session's cells show, keeps it for the transcript, and drops repeated one-time notices.
public final class SessionSink: DisplaySink {
  /// Where everything goes on to.
  public var target: any DisplaySink

  private var recordings: [RecordingSink] = []
  private var shownOnce: Set<String> = []

  /// Makes a sink in front of another.
  public init(_ target: any DisplaySink) { self.target = target }

  /// Shows one thing.
  public func show(_ event: DisplayEvent) {
    if case .notice(let notice) = event, notice.isShownOnce, !shownOnce.insert(notice.message).inserted { return }
    for recording in recordings { recording.show(event) }
    target.show(event)
  }

  /// Begins to keep what is shown; recordings nest.
  func startRecording() { recordings.append(RecordingSink()) }

  /// Ends the innermost recording and gives what it kept.
  func endRecording() -> [DisplayEvent] { recordings.popLast()?.events ?? [] }

  /// Forgets which notices were shown.
  func forgetNotices() { shownOnce = [] }
}
