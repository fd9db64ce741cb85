/// Bytes that come in pieces, handed on in the 64-byte blocks that SHA-1 and SHA-256 work on.
struct HashBlocks {
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  /// Takes bytes and hands on the blocks that are full.
  mutating func take(_ bytes: UnsafeRawBufferPointer, _ compress: (UnsafeRawBufferPointer) -> Void) {
    count &+= UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let missing = min(64 - pending.count, rest.count)
      pending.append(contentsOf: rest.prefix(missing))
      rest = rest.dropFirst(missing)
      guard pending.count == 64 else { return }
      pending.withUnsafeBytes { compress($0) }
      pending.removeAll(keepingCapacity: true)
    }
    while rest.count >= 64 {
      compress(UnsafeRawBufferPointer(rebasing: rest.prefix(64)))
      rest = rest.dropFirst(64)
    }
    pending.append(contentsOf: rest)
  }

  /// What follows the bytes: a bit, zeros to the end of a block less 8 bytes, and the number of bits.
  func padding() -> [UInt8] {
    let zeros = (55 - Int(count % 64) + 64) % 64
    let bits = count &* 8
    return [0x80] + [UInt8](repeating: 0, count: zeros)
      + (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
  }
}

/// Words as lowercase hexadecimal digits, most significant first.
func hexadecimalText(_ words: [UInt32]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  let text = words.flatMap { word in (0..<8).map { digits[Int(word >> UInt32(28 - 4 * $0)) & 15] } }
  return String(decoding: text, as: UTF8.self)
}
