import CellLanguage
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Ctrl-C, a request to end and changes of the window's size, as flags that are looked at where it is safe.
enum Signals {
  private static let interrupts = Atomic<Int>(0)
  private static let resizes = Atomic<Bool>(false)
  private static let cellThread = Atomic<UInt>(0)
  private static let endsAtSecond = Atomic<Bool>(false)
  private static let runsCells = Atomic<Bool>(true)

  /// Unsafe: a handler may read it at any time; it is set once a session, before its first cell runs.
  nonisolated(unsafe) private static var flag: InterruptFlag?

  /// Begins to catch the signals; the calling thread is the one whose reading they interrupt.
  static func install() {
    cellThread.store(UInt(pthread_self()), ordering: .relaxed)
    catchSignal(SIGINT) { _ in Signals.interrupt() }
    catchSignal(SIGTERM) { _ in Signals.terminate() }
    catchSignal(SIGWINCH) { _ in Signals.resize() }
  }

  /// Whether the person asked to stop, since the last `clear`.
  static var isInterrupted: Bool { interrupts.load(ordering: .relaxed) > 0 }

  /// Has Ctrl-C stop the cells of an interpreter.
  static func raise(_ flag: InterruptFlag) { self.flag = flag }

  /// Forgets that the person asked to stop.
  ///
  /// - Parameter endsAtSecond: whether from here on a second Ctrl-C ends the program at once, as in a script.
  static func clear(endsAtSecond: Bool) {
    flag?.clear()
    interrupts.store(0, ordering: .relaxed)
    self.endsAtSecond.store(endsAtSecond, ordering: .relaxed)
  }

  /// Whether cells run, as they do in a script: then SIGTERM is as Ctrl-C, so that a training saves its checkpoint; at a
  /// prompt it ends the program.
  static func noteRunning(_ runs: Bool) { runsCells.store(runs, ordering: .relaxed) }

  /// Whether the window's size has changed since it was last asked.
  static func takeResize() -> Bool { resizes.exchange(false, ordering: .relaxed) }

  // What follows runs inside of the signal's handler: only atomics and calls that POSIX allows there.

  private static func interrupt() {
    let count = interrupts.add(1, ordering: .relaxed).newValue
    if count > 1, endsAtSecond.load(ordering: .relaxed) { _exit(Program.ExitCode.interrupted.number) }
    flag?.raise()
    passOn(SIGINT, isFirst: count == 1)
  }

  private static func terminate() {
    if runsCells.load(ordering: .relaxed) { return interrupt() }
    signal(SIGTERM, SIG_DFL)
    Glibc.raise(SIGTERM)
  }

  private static func resize() {
    let isFirst = !resizes.exchange(true, ordering: .relaxed)
    passOn(SIGWINCH, isFirst: isFirst)
  }

  /// Interrupts the reading thread where another one was given the signal.
  private static func passOn(_ signal: Int32, isFirst: Bool) {
    let thread = pthread_t(cellThread.load(ordering: .relaxed))
    guard isFirst, thread != 0, pthread_equal(thread, pthread_self()) == 0 else { return }
    if signal == SIGINT { interrupts.subtract(1, ordering: .relaxed) }
    pthread_kill(thread, signal)
  }

  private static func catchSignal(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = 0
    sigaction(signal, &action, nil)
  }
}
