/// A sink that keeps what it is shown, for transcripts and tests.
public final class RecordingSink: DisplaySink {
  private var finished: [DisplayEvent] = []
  private var places: [DisplayIdentity: Int] = [:]
  private var printed = ""
  private var isPrintedToErrors = false
  private var room: Int
  private var clearsAtNext = false

  /// Makes an empty recording.
  ///
  /// - Parameter limit: the bytes of text that are kept; what is printed beyond is left out, and the text says so.
  public init(limit: Int = 8 << 20) { room = limit }

  /// What was shown, in order; text that follows text is joined, and a thing with an identity stands once, as it was
  /// shown last.
  public var events: [DisplayEvent] { finished + (pendingText.map { [$0] } ?? []) }

  /// Keeps one thing.
  ///
  /// - Complexity: O(length of the text), on average.
  public func show(_ event: DisplayEvent) {
    if clearsAtNext, event.isOutput { clear() }
    switch event {
    case .clear(let waits): if waits { clearsAtNext = true } else { clear() }
    case .text(let text): print(text, toErrors: false)
    case .errorText(let text): print(text, toErrors: true)
    default: keep(event)
    }
  }

  private func clear() {
    (finished, places, printed, clearsAtNext) = ([], [:], "", false)
  }

  private var pendingText: DisplayEvent? {
    printed.isEmpty ? nil : isPrintedToErrors ? .errorText(printed) : .text(printed)
  }

  private func print(_ text: String, toErrors isToErrors: Bool) {
    if isToErrors != isPrintedToErrors { flush() }
    isPrintedToErrors = isToErrors
    guard room > 0 else { return }
    room -= text.utf8.count
    printed +=
      room > 0 ? text : text.prefix(max(0, text.utf8.count + room)) + "\n… the rest of the text is not recorded\n"
  }

  private func flush() {
    if let pendingText { finished.append(pendingText) }
    printed = ""
  }

  private func keep(_ event: DisplayEvent) {
    flush()
    if let identity = event.identity {
      if let place = places[identity] {
        finished[place] = event
        return
      }
      places[identity] = finished.count
    }
    finished.append(event)
  }

  /// All text and all values, one after the other, as standard output would show them.
  public var text: String {
    events.map { event in
      switch event {
      case .text(let text): text
      case .value(let value): value.plain + "\n"
      case .table(let table): table.text()
      default: ""
      }
    }.joined()
  }

  /// The messages of the notices and warnings.
  public var notices: [Notice] {
    events.compactMap { if case .notice(let notice) = $0 { notice } else { nil } }
  }

  /// The failures.
  public var failures: [CellFailure] {
    events.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
  }
}

extension DisplayEvent {
  /// Whether it is something that a cell shows, rather than taking away what it has shown.
  public var isOutput: Bool { if case .clear = self { false } else { true } }

  /// Who the shown thing is, where a later one can take its place.
  public var identity: DisplayIdentity? {
    switch self {
    case .value(let value): value.identity
    case .picture(let picture): picture.identity
    case .progress(let progress): progress.identity
    default: nil
    }
  }
}
