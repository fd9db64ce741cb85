import Glibc

/// Where the running thread's stack ends.
enum StackBounds {
  /// An address on the stack now.
  @inline(__always) static func currentAddress() -> UInt {
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { UInt(bitPattern: $0.baseAddress) }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  /// The address below which no call may begin, on a thread made by `runOnLargeStack`; nil elsewhere.
  static var lowestSafeAddress: UInt? {
    get { pthread_getspecific(key).map { UInt(bitPattern: $0) } }
    set { pthread_setspecific(key, newValue.flatMap { UnsafeRawPointer(bitPattern: $0) }) }
  }

  /// The size of a large stack; only what is used of it takes memory.
  static let size = 512 << 20

  /// What is left for the deepest work between two calls.
  static let reserve = 16 << 20
}

/// Runs work on a thread of its own with a stack that holds 1,000 nested calls of the language, and waits for it;
/// runs it right here where the thread is such a one already.
///
/// - Throws: what the work throws.
public func runOnLargeStack<Result>(_ work: () throws -> Result) throws -> Result {
  if StackBounds.lowestSafeAddress != nil { return try work() }
  return try withoutActuallyEscaping(work) { work in
    let job = StackJob(work)
    job.run()
    return try job.result()
  }
}

/// One piece of work on its way to a thread and back.
private final class StackJob<Result> {
  private let work: () throws -> Result
  private var outcome: Swift.Result<Result, any Error>?

  init(_ work: @escaping () throws -> Result) { self.work = work }

  func run() {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, StackBounds.size)
    let task = StackTask { [self] in
      StackBounds.lowestSafeAddress =
        StackBounds.currentAddress() - UInt(StackBounds.size) + UInt(StackBounds.reserve)
      outcome = Swift.Result { try work() }
    }
    var thread = pthread_t()
    let started = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<StackTask>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, Unmanaged.passRetained(task).toOpaque())
    if started == 0 {
      pthread_join(thread, nil)
    } else {
      // No thread to be had: the work runs here, and deep calls may not fit.
      outcome = Swift.Result { try work() }
    }
  }

  func result() throws -> Result {
    guard let outcome else { preconditionFailure("the work has run") }
    return try outcome.get()
  }
}

private final class StackTask {
  let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }
}
