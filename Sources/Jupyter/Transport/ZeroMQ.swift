import Files

/// The functions of libzmq, found when the kernel starts: nothing of it is needed to build or to do anything else.
///
/// Source: ZeroMQ 4's zmq.h.
struct ZeroMQ {
  typealias Handle = UnsafeMutableRawPointer

  /// A socket or a descriptor to wait for; the layout is zmq_pollitem_t's.
  struct PollItem {
    var socket: Handle?
    var descriptor: Int32 = 0
    var events: Int16 = PollItem.readable
    var found: Int16 = 0

    static let readable: Int16 = 1
  }

  enum SocketType: Int32 {
    case router = 6
    case extendedPublisher = 9
  }

  enum Option: Int32 {
    case linger = 17
    case sendHighWaterMark = 23
    case maximumMessageSize = 22
    case isIPv6 = 42
    case routerHandover = 56
  }

  /// `ETERM`: the context ends.
  static let contextTerminated: Int32 = 156_384_765

  let newContext: @convention(c) () -> Handle?
  let endContext: @convention(c) (Handle) -> Int32
  let newSocket: @convention(c) (Handle, Int32) -> Handle?
  let setOption: @convention(c) (Handle, Int32, UnsafeRawPointer, Int) -> Int32
  let bind: @convention(c) (Handle, UnsafePointer<CChar>) -> Int32
  let close: @convention(c) (Handle) -> Int32
  let poll: @convention(c) (UnsafeMutableRawPointer, Int32, CLong) -> Int32
  let send: @convention(c) (Handle, UnsafeRawPointer?, Int, Int32) -> Int32
  let initMessage: @convention(c) (Handle) -> Int32
  let receiveMessage: @convention(c) (Handle, Handle, Int32) -> Int32
  let messageData: @convention(c) (Handle) -> UnsafeRawPointer?
  let messageSize: @convention(c) (Handle) -> Int
  let messageHasMore: @convention(c) (Handle) -> Int32
  let closeMessage: @convention(c) (Handle) -> Int32
  let lastError: @convention(c) () -> Int32
  let errorText: @convention(c) (Int32) -> UnsafePointer<CChar>?

  /// The version, as `4.3.4`.
  let version: String

  /// Finds the library.
  ///
  /// - Throws: `JupyterError.noZeroMQ`, `JupyterError.oldZeroMQ`.
  init() throws(JupyterError) {
    guard let library = try? SharedLibrary("libzmq.so.5") else { throw .noZeroMQ }
    func find<Function>(_ name: String, as type: Function.Type) throws(JupyterError) -> Function {
      guard let found = library.function(name, as: type) else { throw .oldZeroMQ(missing: name) }
      return found
    }
    newContext = try find("zmq_ctx_new", as: (@convention(c) () -> Handle?).self)
    endContext = try find("zmq_ctx_term", as: (@convention(c) (Handle) -> Int32).self)
    newSocket = try find("zmq_socket", as: (@convention(c) (Handle, Int32) -> Handle?).self)
    setOption = try find(
      "zmq_setsockopt", as: (@convention(c) (Handle, Int32, UnsafeRawPointer, Int) -> Int32).self)
    bind = try find("zmq_bind", as: (@convention(c) (Handle, UnsafePointer<CChar>) -> Int32).self)
    close = try find("zmq_close", as: (@convention(c) (Handle) -> Int32).self)
    poll = try find(
      "zmq_poll", as: (@convention(c) (UnsafeMutableRawPointer, Int32, CLong) -> Int32).self)
    send = try find("zmq_send", as: (@convention(c) (Handle, UnsafeRawPointer?, Int, Int32) -> Int32).self)
    initMessage = try find("zmq_msg_init", as: (@convention(c) (Handle) -> Int32).self)
    receiveMessage = try find("zmq_msg_recv", as: (@convention(c) (Handle, Handle, Int32) -> Int32).self)
    messageData = try find("zmq_msg_data", as: (@convention(c) (Handle) -> UnsafeRawPointer?).self)
    messageSize = try find("zmq_msg_size", as: (@convention(c) (Handle) -> Int).self)
    messageHasMore = try find("zmq_msg_more", as: (@convention(c) (Handle) -> Int32).self)
    closeMessage = try find("zmq_msg_close", as: (@convention(c) (Handle) -> Int32).self)
    lastError = try find("zmq_errno", as: (@convention(c) () -> Int32).self)
    errorText = try find("zmq_strerror", as: (@convention(c) (Int32) -> UnsafePointer<CChar>?).self)
    typealias Version =
      @convention(c) (
        UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
      ) -> Void
    let readVersion = try find("zmq_version", as: Version.self)
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    readVersion(&major, &minor, &patch)
    version = "\(major).\(minor).\(patch)"
  }

  /// What went wrong last on this thread.
  var failure: String { errorText(lastError()).map { String(cString: $0) } ?? "unknown" }
}
