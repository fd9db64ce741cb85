import Synchronization

/// Messages of fronts that wait for the thread that runs cells, in their order.
final class RequestQueue: Sendable {
  /// The most requests that wait; further ones are dropped.
  static let limit = 10_000

  private struct State: Sendable {
    var requests: [JupyterMessage] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let bell: Bell

  /// Makes an empty queue.
  init() throws(JupyterError) { bell = try Bell() }

  /// Puts a request in; false where the queue is full.
  func put(_ request: JupyterMessage) -> Bool {
    let isTaken = state.withLock { state -> Bool in
      guard state.requests.count < Self.limit else { return false }
      state.requests.append(request)
      return true
    }
    bell.ring()
    return isTaken
  }

  /// The next request, waited for; nil once the queue is closed.
  func next() -> JupyterMessage? {
    while !state.withLock({ $0.isClosed }) {
      if let request = next(milliseconds: 1000) { return request }
    }
    return nil
  }

  /// The next request, waited for at most so many milliseconds.
  func next(milliseconds: Int32) -> JupyterMessage? {
    let take = { self.state.withLock { $0.isClosed || $0.requests.isEmpty ? nil : $0.requests.removeFirst() } }
    if let request = take() { return request }
    bell.wait(milliseconds: milliseconds)
    return take()
  }

  /// Forgets what waits.
  func clear() { state.withLock { $0.requests = [] } }

  /// Takes out the cells that wait.
  func takeCells() -> [JupyterMessage] {
    state.withLock { state in
      defer { state.requests.removeAll { $0.type == "execute_request" } }
      return state.requests.filter { $0.type == "execute_request" }
    }
  }

  /// Ends it: who waits for a request gets none.
  func close() {
    state.withLock { $0.isClosed = true }
    bell.ring()
  }
}
