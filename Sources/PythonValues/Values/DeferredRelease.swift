#if canImport(Glibc)
  import Glibc
#endif

/// Gives up containers inside containers one after the other instead of one inside the other, so that a chain of
/// lists, dicts or objects a million long does not overflow the stack when it goes.
enum DeferredRelease {
  /// What a thread still has to give up.
  private final class Queue {
    var pending: [[Value]] = []
    var isDraining = false
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { pointer in
      if let pointer { Unmanaged<Queue>.fromOpaque(pointer).release() }
    }
    return key
  }()

  private static var queue: Queue {
    if let pointer = pthread_getspecific(key) { return Unmanaged<Queue>.fromOpaque(pointer).takeUnretainedValue() }
    let queue = Queue()
    pthread_setspecific(key, Unmanaged.passRetained(queue).toOpaque())
    return queue
  }

  /// Whether giving up a value may give up others.
  static func isNested(_ value: Value) -> Bool {
    switch value {
    case .list(let list): !list.elements.isEmpty
    case .tuple(let tuple): !tuple.elements.isEmpty
    case .dict(let dict): dict.count > 0
    case .set(let set): set.count > 0
    case .object: true
    case .none, .bool, .int, .float, .str: false
    }
  }

  /// Gives up values now, or later where the thread is giving up others already.
  static func release(_ values: inout [Value]) {
    guard values.contains(where: isNested) else { return }
    let queue = queue
    queue.pending.append(values)
    values = []
    if queue.isDraining { return }
    queue.isDraining = true
    while var batch = queue.pending.popLast() {
      while !batch.isEmpty { batch.removeLast() }
    }
    queue.isDraining = false
  }
}
