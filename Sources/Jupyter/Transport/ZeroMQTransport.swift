#if canImport(Glibc)
  import Glibc
#endif

/// Jupyter's sockets on ZeroMQ: they listen where the connection file says, and nowhere else.
final class ZeroMQTransport: Transport {
  private static let polled: [Channel] = [.control, .shell, .stdin, .iopub]

  private let library: ZeroMQ
  private let context: ZeroMQ.Handle
  private var sockets: [ZeroMQSocket] = []
  private let bell: Bell

  /// Opens the sockets, and the thread that answers heartbeats.
  ///
  /// - Parameter bell: ends a `receive` that waits.
  /// - Throws: `JupyterError`.
  init(_ file: ConnectionFile, bell: Bell) throws(JupyterError) {
    library = try ZeroMQ()
    guard let context = library.newContext() else { throw .exhausted("file descriptors") }
    self.context = context
    self.bell = bell
    do {
      for channel in Self.polled {
        let type: ZeroMQ.SocketType = channel == .iopub ? .extendedPublisher : .router
        sockets.append(try ZeroMQSocket(library, context: context, type, at: file.address(of: channel)))
      }
      try answerHeartbeats(at: file.address(of: .heartbeat))
    } catch {
      for socket in sockets { socket.close() }
      throw error
    }
  }

  /// A front that hears nothing for seconds takes a kernel for dead: bytes go back whatever a cell does.
  private func answerHeartbeats(at address: String) throws(JupyterError) {
    // Unsafe: a socket may move to another thread, and from here on only that thread uses it.
    nonisolated(unsafe) let socket = try ZeroMQSocket(library, context: context, .router, at: address)
    try BackgroundThread.start {
      while let frames = socket.receive(waits: true) { socket.send(frames) }
      socket.close()
    }
  }

  func receive(milliseconds: Int32) -> (channel: Channel, frames: [[UInt8]])? {
    var items = sockets.map { ZeroMQ.PollItem(socket: $0.handle) }
    items.append(ZeroMQ.PollItem(socket: nil, descriptor: bell.descriptor))
    guard library.poll(&items, Int32(items.count), CLong(milliseconds)) > 0 else { return nil }
    if items[sockets.count].found != 0 { bell.silence() }
    for (index, socket) in sockets.enumerated() where items[index].found & ZeroMQ.PollItem.readable != 0 {
      if let frames = socket.receive(waits: false) { return (Self.polled[index], frames) }
    }
    return nil
  }

  func send(_ frames: [[UInt8]], on channel: Channel) {
    guard let place = Self.polled.firstIndex(of: channel) else { return }
    sockets[place].send(frames)
  }

  func close() {
    for socket in sockets { socket.close() }
    sockets = []
    _ = library.endContext(context)
  }
}
