/// A number made of bytes, to notice that something is no longer what it was; no protection against intent.
///
/// Source: FNV-1a with 64 bits (Fowler, Noll, Vo).
public struct Fingerprint: Sendable {
  /// The number so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Begins with nothing.
  public init() {}

  /// Mixes bytes in.
  public mutating func mix(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// Mixes integers in, and how many they are.
  public mutating func mix(_ integers: [Int32]) {
    mix(UInt64(integers.count))
    integers.withUnsafeBytes { mix($0) }
  }

  /// Mixes an integer in.
  public mutating func mix(_ integer: UInt64) {
    withUnsafeBytes(of: integer.littleEndian) { mix($0) }
  }

  /// Mixes a text in.
  public mutating func mix(_ text: String) {
    mix(UInt64(text.utf8.count))
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }
}
