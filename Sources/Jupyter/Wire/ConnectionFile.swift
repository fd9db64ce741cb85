import Files
import JSON

/// Where a kernel listens and how its messages are signed, as the front that starts it writes it into a file.
///
/// Source: Jupyter's "Making kernels for Jupyter", connection files.
package struct ConnectionFile: Equatable, Sendable {
  /// `tcp` or `ipc`.
  let transport: String

  /// The address of a network interface, or the start of a path for `ipc`.
  let ip: String

  /// The port of every channel.
  let ports: [Channel: Int]

  /// What messages are signed with; empty where they are not signed.
  let key: [UInt8]

  /// The most bytes that a connection file may have.
  private static let sizeLimit = 1 << 16

  /// Reads a file.
  ///
  /// - Throws: `JupyterError.badConnectionFile`, `FileError`.
  package init(path: String) throws {
    let bytes = try readFile(path)
    guard bytes.count <= Self.sizeLimit else {
      throw JupyterError.badConnectionFile(path: path, reason: "it has \(bytes.count) bytes")
    }
    try self.init(bytes, path: path)
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: `JupyterError.badConnectionFile`.
  init(_ bytes: [UInt8], path: String) throws(JupyterError) {
    let parsed: JSON
    do { parsed = try JSON.parse(bytes) } catch {
      throw .badConnectionFile(path: path, reason: "line \(error.line) is not JSON")
    }
    guard let file = parsed.object else { throw .badConnectionFile(path: path, reason: "it holds no object") }
    let bad = { (reason: String) in JupyterError.badConnectionFile(path: path, reason: reason) }
    transport = file["transport"]?.string ?? "tcp"
    guard transport == "tcp" || transport == "ipc" else { throw bad("its transport is '\(transport)', not tcp or ipc") }
    let address = file["ip"]?.string ?? ""
    guard Self.isAddress(address, transport) else { throw bad("its ip is '\(address)'") }
    ip = address
    let scheme = file["signature_scheme"]?.string ?? "hmac-sha256"
    guard scheme == "hmac-sha256" else { throw bad("its signature_scheme is '\(scheme)', not hmac-sha256") }
    guard let key = file["key"]?.text else { throw bad("it has no key") }
    self.key = key.bytes
    var ports: [Channel: Int] = [:]
    for channel in Channel.allCases {
      guard let port = file[channel.portName]?.integer, (1...65_535).contains(port) else {
        throw bad("its \(channel.portName) is no port")
      }
      guard !ports.values.contains(port) else { throw bad("two channels have the port \(port)") }
      ports[channel] = port
    }
    self.ports = ports
  }

  /// Whether ZeroMQ takes the text as one address and nothing else.
  private static func isAddress(_ text: String, _ transport: String) -> Bool {
    guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return false }
    return transport == "ipc"
      || text.utf8.allSatisfy { byte in
        let isLetterOrDigit = byte & 0x80 == 0 && (Character(Unicode.Scalar(byte)).isLetter || (0x30...0x39) ~= byte)
        return isLetterOrDigit || ".:-_%*[]".utf8.contains(byte)
      }
  }

  /// The place of a channel, as ZeroMQ writes it.
  func address(of channel: Channel) -> String {
    let port = ports[channel] ?? 0
    if transport == "ipc" { return "ipc://\(ip)-\(port)" }
    return ip.contains(":") && !ip.hasPrefix("[") ? "tcp://[\(ip)]:\(port)" : "tcp://\(ip):\(port)"
  }
}
