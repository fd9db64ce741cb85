import CellLanguage
import Display
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// What the courier and the thread that runs cells know of each other: whether a cell runs, whether the end has come.
final class Lifetime: Sendable {
  /// Seconds that a running cell has to come to its end when the kernel is to end: a training finishes its step.
  static let grace = 2.0

  private struct State: Sendable {
    var isRunning = false
    var endsAt: Double?
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let interruptFlag: InterruptFlag
  private let queue: RequestQueue
  private let parent: pid_t?

  /// Makes the state of a kernel that lives.
  ///
  /// - Parameter parent: the process whose end is the kernel's too; nil where there is none.
  init(interrupt: InterruptFlag, queue: RequestQueue, parent: pid_t?) {
    interruptFlag = interrupt
    self.queue = queue
    self.parent = parent
  }

  /// Begins a cell: what asked an earlier one to stop is forgotten.
  func beginCell() {
    state.withLock { state in
      state.isRunning = true
      if state.endsAt == nil { interruptFlag.clear() }
    }
  }

  /// Ends a cell.
  func endCell() {
    state.withLock { state in
      state.isRunning = false
      if state.endsAt == nil { interruptFlag.clear() }
    }
  }

  /// Asks the running cell to stop; where none runs, there is nothing to stop.
  func interrupt() {
    state.withLock { if $0.isRunning { interruptFlag.raise() } }
  }

  /// Ends the kernel: the running cell is asked to stop, no further one begins.
  func end() {
    state.withLock { state in
      guard state.endsAt == nil else { return }
      state.endsAt = monotonicSeconds() + Self.grace
      interruptFlag.raise()
    }
    queue.close()
  }

  /// Says that the thread that runs cells is done.
  func noteEnd() { state.withLock { $0.hasEnded = true } }

  /// Whether that thread is done.
  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  /// Whether the kernel is to end.
  var isEnding: Bool { state.withLock { $0.endsAt != nil } }

  /// Whether the running cell had its time to come to its end.
  var isOverdue: Bool { state.withLock { state in state.endsAt.map { monotonicSeconds() > $0 } ?? false } }

  /// Ends the kernel where the process that started it is gone.
  func watchParent() {
    if let parent, getppid() != parent { end() }
  }
}
