/// A place in bytes from which numbers are read, each read checked.
struct ByteCursor {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  /// What the bytes are, for errors: `a page header`.
  let part: String

  init(_ bytes: UnsafeRawBufferPointer, part: String) {
    self.bytes = bytes
    self.part = part
  }

  var remaining: Int { bytes.count - position }

  mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw ParquetDamage.endsEarly(part: part) }
    defer { position += 1 }
    return bytes[position]
  }

  /// An unsigned number of seven bits a byte, lowest first.
  mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || (shift == 63 && next <= 1) else {
        throw ParquetDamage.malformed(part: part, reason: "a number of more than 64 bits")
      }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  /// A signed number: 0, -1, 1, -2 as 0, 1, 2, 3.
  mutating func zigzag() throws -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// A four-byte number, lowest byte first.
  mutating func length32() throws -> Int {
    let start = try take(4)
    return Int(UInt32(littleEndian: start.loadUnaligned(as: UInt32.self)))
  }

  /// The next bytes as they are.
  mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else { throw ParquetDamage.endsEarly(part: part) }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }

  /// All bytes that are left.
  mutating func rest() -> UnsafeRawBufferPointer {
    defer { position = bytes.count }
    return UnsafeRawBufferPointer(rebasing: bytes[position...])
  }
}
