import Synchronization

/// A request to stop the running cell; any thread and any signal handler may raise it.
public final class InterruptFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  init() {}

  /// Asks the running cell to stop.
  public func raise() { flag.store(true, ordering: .relaxed) }

  /// Forgets the request.
  public func clear() { flag.store(false, ordering: .relaxed) }

  /// Whether a stop was asked for.
  public var isRaised: Bool { flag.load(ordering: .relaxed) }

  /// Whether a stop was asked for; forgets it.
  func take() -> Bool { flag.exchange(false, ordering: .relaxed) }
}
