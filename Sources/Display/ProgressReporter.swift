#if canImport(Glibc)
  import Glibc
#endif

/// Tells a sink how far a piece of work is; cheap enough to be called for every row.
public final class ProgressReporter {
  private var state: ProgressState
  private let sink: any DisplaySink
  private let clock: () -> Double
  private let start: Double
  private var lastShown: Double

  /// Seconds between two events of the same bar.
  static let interval = 0.1

  /// Starts a bar.
  ///
  /// - Parameter clock: seconds of a clock that never goes back.
  public init(label: String, total: Int?, unit: String, sink: any DisplaySink, clock: @escaping () -> Double) {
    self.sink = sink
    self.clock = clock
    start = clock()
    lastShown = start
    state = ProgressState(label: label, completed: 0, total: total, unit: unit, elapsed: 0)
    sink.show(.progress(state))
  }

  /// Says how many units are done, and optionally of how many, and further facts. At most ten events a second reach the
  /// sink.
  public func update(_ completed: Int, total: Int? = nil, details: [ProgressState.Detail]? = nil) {
    state.completed = completed
    if let total { state.total = total }
    if let details { state.details = details }
    let now = clock()
    guard now - lastShown >= Self.interval, !state.isFinished else { return }
    lastShown = now
    state.elapsed = now - start
    sink.show(.progress(state))
  }

  /// Says that further units are done.
  public func advance(by count: Int = 1) { update(state.completed + count) }

  /// Ends the bar; calls after the first do nothing. A bar that is dropped ends by itself.
  public func finish() {
    guard !state.isFinished else { return }
    state.isFinished = true
    state.elapsed = clock() - start
    sink.show(.progress(state))
  }

  deinit { finish() }
}

/// Seconds of a clock that never goes back.
public func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
