import CellLanguage
import SourceText
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Where sums go that are made so that every byte is read.
let lastSum = Atomic<UInt8>(0)

/// Runs a cell that may never end: it is interrupted as Ctrl-C would, after a short while.
enum CellRun {
  static func run(_ bytes: [UInt8]) throws {
    let interpreter = Interpreter { _ in }
    let watch = Watch(interpreter.interrupt)
    defer { watch.end() }
    _ = try interpreter.runCell(Source(name: "cell", bytes: bytes))
  }
}

/// Raises a flag again and again from some hundredths of a second on, until it is told to end.
private final class Watch: Sendable {
  private let flag: InterruptFlag
  private let isOver = Atomic<Bool>(false)
  private let thread = Mutex<pthread_t?>(nil)

  init(_ flag: InterruptFlag) {
    self.flag = flag
    var started = pthread_t()
    let result = pthread_create(
      &started, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Watch>.fromOpaque(argument).takeRetainedValue().watch()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    if result == 0 { thread.withLock { [started] in $0 = started } }
  }

  private func watch() {
    var waited = 0
    while !isOver.load(ordering: .relaxed) {
      usleep(500)
      waited += 1
      if waited > 30 { flag.raise() }
    }
  }

  func end() {
    isOver.store(true, ordering: .relaxed)
    if let thread = thread.withLock({ $0 }) { pthread_join(thread, nil) }
  }
}
