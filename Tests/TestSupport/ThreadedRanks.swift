import Cluster
import Glibc
import Synchronization

/// Ranks as threads of one process, with a letter box between each two of them.
final class LetterBoxes: Sendable {
  struct Contents: Sendable {
    var letters: [[[UInt8]]]
    var next = 1
  }
  let size: Int
  let contents: Mutex<Contents>

  init(size: Int) {
    self.size = size
    contents = Mutex(Contents(letters: Array(repeating: [], count: size * size)))
  }
}

/// One thread's end of the letter boxes.
final class ThreadMessenger: Messenger {
  let rank: Int
  var size: Int { boxes.size }
  private let boxes: LetterBoxes
  private var pending: [UnsafeMutableRawPointer: (UnsafeMutableRawBufferPointer, Int)] = [:]
  private var handles = 1

  init(_ boxes: LetterBoxes, rank: Int) {
    self.boxes = boxes
    self.rank = rank
  }

  func send(_ bytes: UnsafeRawBufferPointer, to other: Int) throws -> MessageRequest {
    boxes.contents.withLock { $0.letters[rank * size + other].append(Array(bytes)) }
    return MessageRequest(handle: newHandle())
  }

  func receive(_ bytes: UnsafeMutableRawBufferPointer, from other: Int) throws -> MessageRequest {
    let handle = newHandle()
    pending[handle] = (bytes, other)
    return MessageRequest(handle: handle)
  }

  func isDone(_ request: MessageRequest) throws -> Bool {
    guard let (bytes, other) = pending[request.handle] else { return true }
    let letter: [UInt8]? = boxes.contents.withLock {
      let box = other * size + rank
      return $0.letters[box].isEmpty ? nil : $0.letters[box].removeFirst()
    }
    guard let letter else { return false }
    bytes.copyBytes(from: letter)
    pending[request.handle] = nil
    return true
  }

  func finish() throws {}

  private func newHandle() -> UnsafeMutableRawPointer {
    handles += 1
    return UnsafeMutableRawPointer(bitPattern: handles).unsafelyUnwrapped
  }
}

/// What each of `size` ranks makes of its cluster.
public func onRanks<Result: Sendable>(
  _ size: Int, _ body: @escaping @Sendable (Cluster) throws -> Result
) throws -> [Result] {
  let boxes = LetterBoxes(size: size)
  let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
  let threads = (0..<size).map { rank in
    startThread {
      let result = Swift.Result { try body(Cluster(ThreadMessenger(boxes, rank: rank))) }
      results.withLock { $0[rank] = result }
    }
  }
  for thread in threads { pthread_join(thread, nil) }
  return try results.withLock { results in try (0..<size).map { try results[$0].unsafelyUnwrapped.get() } }
}

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

private func startThread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { work in
      if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
      return nil
    }, Unmanaged.passRetained(Work(body)).toOpaque())
  return thread
}
