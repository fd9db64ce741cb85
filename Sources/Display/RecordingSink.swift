/// A sink that keeps what it is shown, for transcripts and tests.
public final class RecordingSink: DisplaySink {
  /// What was shown, in order; text that follows text is joined, and a thing with an identity stands once, as it was
  /// shown last.
  public private(set) var events: [DisplayEvent] = []

  /// Makes an empty recording.
  public init() {}

  /// Keeps one thing.
  public func show(_ event: DisplayEvent) {
    if case .text(let new) = event, case .text(let old)? = events.last {
      events[events.count - 1] = .text(old + new)
    } else if case .errorText(let new) = event, case .errorText(let old)? = events.last {
      events[events.count - 1] = .errorText(old + new)
    } else if let identity = event.identity, let place = events.lastIndex(where: { $0.identity == identity }) {
      events[place] = event
    } else {
      events.append(event)
    }
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
