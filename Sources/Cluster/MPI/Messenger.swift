/// Carries bytes between ranks. Used from one thread at a time.
package protocol Messenger: AnyObject {
  /// This process's rank.
  var rank: Int { get }
  /// How many ranks there are.
  var size: Int { get }
  /// Begins to send bytes, which stay untouched until `isDone`.
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws -> MessageRequest
  /// Begins to receive as many bytes as fit.
  func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws -> MessageRequest
  /// Whether a request is done; it is not asked again then.
  func isDone(_ request: MessageRequest) throws -> Bool
  /// Ends the messages, on every rank.
  func finish() throws
}

/// A message on its way.
package struct MessageRequest {
  /// What tells it from others.
  package let handle: UnsafeMutableRawPointer

  /// A request that is known by its handle.
  package init(handle: UnsafeMutableRawPointer) { self.handle = handle }
}
