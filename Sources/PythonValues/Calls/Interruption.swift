#if canImport(Glibc)
  import Glibc
#endif

/// Lets long work inside one call be stopped: a sum over a billion numbers asks no interpreter on its way.
///
/// What is asked belongs to the thread that runs the cell. It is no task-local value: the language's threads have no
/// task, and a statically linked program crashes where one is bound there.
public enum Interruption {
  private final class Question {
    let ask: () throws -> Void

    init(_ ask: @escaping () throws -> Void) { self.ask = ask }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// Runs work on this thread that can be stopped.
  ///
  /// - Parameter question: throws where the person asked to stop.
  public static func asking<Result>(_ question: @escaping () throws -> Void, _ work: () throws -> Result) rethrows
    -> Result
  {
    let outer = pthread_getspecific(key)
    let question = Question(question)
    pthread_setspecific(key, Unmanaged.passUnretained(question).toOpaque())
    defer { pthread_setspecific(key, outer) }
    return try withExtendedLifetime(question) { try work() }
  }

  /// Asks whether to stop.
  ///
  /// - Throws: what the question throws; nothing on a thread without one.
  static func check() throws {
    guard let question = pthread_getspecific(key) else { return }
    try Unmanaged<Question>.fromOpaque(question).takeUnretainedValue().ask()
  }
}

/// Counts the values that an iterator gave, and asks now and then whether to stop.
struct InterruptCounter {
  private var count: UInt16 = 0

  /// Counts one.
  ///
  /// - Throws: `KeyboardInterrupt`, at every 4,096th.
  @inline(__always) mutating func tick() throws {
    count &+= 1
    if count & 0xFFF == 0 { try Interruption.check() }
  }
}
