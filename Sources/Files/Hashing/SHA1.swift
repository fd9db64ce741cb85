/// The SHA-1 of bytes that come in pieces: what git names small files by.
///
/// Source: FIPS 180-4. It guards against damage, not against forgery.
public struct SHA1 {
  private var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
  private var schedule = [UInt32](repeating: 0, count: 80)
  private var blocks = HashBlocks()

  /// Starts with no bytes.
  public init() {}

  /// Takes further bytes.
  ///
  /// - Complexity: O(count).
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var blocks = blocks
    blocks.take(bytes) { compress($0) }
    self.blocks = blocks
  }

  /// The hash of all bytes taken, in lowercase hexadecimal digits.
  public mutating func hexadecimal() -> String {
    let padding = blocks.padding()
    padding.withUnsafeBytes { update($0) }
    return hexadecimalText(state)
  }

  private mutating func compress(_ block: UnsafeRawBufferPointer) {
    for index in 0..<16 {
      schedule[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    }
    for index in 16..<80 {
      let mixed = schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16]
      schedule[index] = Self.rotated(mixed, 1)
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for index in 0..<80 {
      let (mixed, constant): (UInt32, UInt32) =
        switch index / 20 {
        case 0: ((b & c) | (~b & d), 0x5a82_7999)
        case 1: (b ^ c ^ d, 0x6ed9_eba1)
        case 2: ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
        default: (b ^ c ^ d, 0xca62_c1d6)
        }
      let next = Self.rotated(a, 5) &+ mixed &+ e &+ constant &+ schedule[index]
      (e, d, c, b, a) = (d, c, Self.rotated(b, 30), a, next)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    (word &<< count) | (word &>> (32 &- count))
  }
}
