/// The HMAC-SHA256 of bytes that come in pieces: shows that who sent them knows the key.
///
/// Source: RFC 2104, with FIPS 180-4's SHA-256.
public struct HMACSHA256 {
  private var inner = SHA256()
  private let outerKey: [UInt8]

  /// Starts with no bytes.
  ///
  /// - Parameter key: of any length; one of more than 64 bytes is hashed first.
  public init(key: [UInt8]) {
    var block = key
    if key.count > 64 {
      var hash = SHA256()
      key.withUnsafeBytes { hash.update($0) }
      block = hash.digest()
    }
    block += [UInt8](repeating: 0, count: 64 - block.count)
    outerKey = block.map { $0 ^ 0x5C }
    block.map { $0 ^ 0x36 }.withUnsafeBytes { inner.update($0) }
  }

  /// Takes further bytes.
  ///
  /// - Complexity: O(count).
  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { inner.update($0) } }

  /// The code of all bytes taken, in 64 lowercase hexadecimal digits.
  public mutating func hexadecimal() -> String {
    var outer = SHA256()
    outerKey.withUnsafeBytes { outer.update($0) }
    inner.digest().withUnsafeBytes { outer.update($0) }
    return outer.hexadecimal()
  }
}
