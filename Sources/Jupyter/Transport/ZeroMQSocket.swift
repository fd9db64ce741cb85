#if canImport(Glibc)
  import Glibc
#endif

/// One listening socket of ZeroMQ; it is used from one thread at a time.
struct ZeroMQSocket {
  /// The most bytes of one frame; whoever sends a longer one is cut off.
  static let frameLimit: Int64 = 64 << 20

  /// The most frames of one message; further ones are read and dropped.
  static let frameCountLimit = 64

  /// The most messages that wait for a slow front; further ones are dropped for it.
  static let waitingLimit: Int32 = 4096

  let library: ZeroMQ
  let handle: ZeroMQ.Handle

  /// Opens a socket and listens.
  ///
  /// - Throws: `JupyterError.cannotListen`, `JupyterError.exhausted`.
  init(
    _ library: ZeroMQ, context: ZeroMQ.Handle, _ type: ZeroMQ.SocketType, at address: String
  ) throws(JupyterError) {
    guard let handle = library.newSocket(context, type.rawValue) else { throw .exhausted("sockets") }
    self.library = library
    self.handle = handle
    set(.linger, Int32(1000))
    set(.sendHighWaterMark, Self.waitingLimit)
    set(.maximumMessageSize, Self.frameLimit)
    if type == .router { set(.routerHandover, Int32(1)) }
    if address.contains("[") { set(.isIPv6, Int32(1)) }
    guard library.bind(handle, address) == 0 else {
      let reason = library.failure
      close()
      throw .cannotListen(address: address, reason: reason)
    }
  }

  private func set(_ option: ZeroMQ.Option, _ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value) { bytes in
      if let start = bytes.baseAddress { _ = library.setOption(handle, option.rawValue, start, bytes.count) }
    }
  }

  /// Ends the socket.
  func close() { _ = library.close(handle) }

  /// Sends frames as one message; where it cannot go at once it is dropped.
  func send(_ frames: [[UInt8]]) {
    let (noWait, more): (Int32, Int32) = (1, 2)
    for (index, frame) in frames.enumerated() {
      let flags = noWait | (index == frames.count - 1 ? 0 : more)
      var sent: Int32
      repeat {
        sent = frame.withUnsafeBytes { library.send(handle, $0.baseAddress, $0.count, flags) }
      } while sent < 0 && library.lastError() == EINTR
      if sent < 0 { return }
    }
  }

  /// The frames of the next message; nil where none waits or the socket's end has come.
  ///
  /// - Parameter waits: whether one is waited for.
  func receive(waits: Bool) -> [[UInt8]]? {
    var frames: [[UInt8]] = []
    return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { room -> [[UInt8]]? in
      guard let message = room.baseAddress else { return nil }
      while true {
        _ = library.initMessage(message)
        var size: Int32
        repeat {
          size = library.receiveMessage(message, handle, waits || !frames.isEmpty ? 0 : 1)
        } while size < 0 && library.lastError() == EINTR
        guard size >= 0 else { return nil }
        if frames.count < Self.frameCountLimit {
          frames.append(
            Array(UnsafeRawBufferPointer(start: library.messageData(message), count: library.messageSize(message))))
        }
        let hasMore = library.messageHasMore(message) != 0
        _ = library.closeMessage(message)
        if !hasMore { return frames }
      }
    }
  }
}
