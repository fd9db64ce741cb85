#if canImport(Glibc)
  import Glibc
#endif

/// A TCP socket's few uses here; errors are booleans, as the caller has another way or one sentence for all of them.
struct TCPSocket {
  let descriptor: Int32

  /// Listens on every address of this machine, on a port that the system chooses.
  static func listening() -> (socket: TCPSocket, port: Int)? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withGenericAddress(&address) { address in
      bind(descriptor, address, length) == 0 && listen(descriptor, 256) == 0
        && getsockname(descriptor, address, &length) == 0
    }
    guard isBound else {
      close(descriptor)
      return nil
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return (TCPSocket(descriptor: descriptor), Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Connects to an IPv4 address, within seconds.
  static func connected(to text: String, port: Int, seconds: Int) -> TCPSocket? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    guard inet_pton(AF_INET, text, &address.sin_addr) == 1 else { return nil }
    let made = TCPSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
    guard made.descriptor >= 0 else { return nil }
    made.limitWaiting(seconds: seconds)
    let isConnected = withGenericAddress(&address) {
      connect(made.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
    guard isConnected else {
      made.end()
      return nil
    }
    _ = fcntl(made.descriptor, F_SETFD, FD_CLOEXEC)
    return made
  }

  /// The next connection, within seconds.
  func accepted(seconds: Int) -> TCPSocket? {
    limitWaiting(seconds: seconds)
    let other = accept(descriptor, nil, nil)
    guard other >= 0 else { return nil }
    _ = fcntl(other, F_SETFD, FD_CLOEXEC)
    let made = TCPSocket(descriptor: other)
    made.limitWaiting(seconds: seconds)
    return made
  }

  /// Sends all bytes.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// What has arrived, at most `most` bytes; empty at the end of the stream, nil on an error.
  func read(most: Int) -> ArraySlice<UInt8>? {
    var bytes = [UInt8](repeating: 0, count: most)
    while true {
      let count = recv(descriptor, &bytes, most, 0)
      if count < 0, errno == EINTR { continue }
      return count < 0 ? nil : bytes[..<count]
    }
  }

  /// Exactly so many bytes, or nil.
  func read(exactly count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let more = read(most: count - bytes.count), !more.isEmpty else { return nil }
      bytes += more
    }
    return bytes
  }

  /// Ends the connection.
  func end() { close(descriptor) }

  private func limitWaiting(seconds: Int) {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    let length = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, length)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, length)
  }
}

private func withGenericAddress<R>(
  _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> R
) -> R {
  withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
  }
}

/// The IPv4 addresses of this machine as text, those that only it can reach last.
func machineAddresses() -> [String] {
  var first: UnsafeMutablePointer<ifaddrs>?
  guard getifaddrs(&first) == 0 else { return ["127.0.0.1"] }
  defer { freeifaddrs(first) }
  var addresses: [String] = []
  for entry in sequence(first: first, next: { $0?.pointee.ifa_next }) {
    guard let entry, let address = entry.pointee.ifa_addr, Int32(address.pointee.sa_family) == AF_INET else {
      continue
    }
    var host = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_addr }
    var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
    guard inet_ntop(AF_INET, &host, &text, socklen_t(text.count)) != nil else { continue }
    addresses.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
  let outside = addresses.filter { !$0.hasPrefix("127.") }
  return outside + addresses.filter { $0.hasPrefix("127.") }
}
