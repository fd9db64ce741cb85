/// The letters that byte-level vocabularies write bytes with: printable Latin-1 as itself, the rest from U+0100 on.
///
/// Source: the byte-to-character table of GPT-2's encoder, which every byte-level tokenizer.json uses.
enum ByteLevelAlphabet {
  /// The letter of each byte.
  static let letters: [UInt32] = {
    var next: UInt32 = 0x100
    return (0..<256).map { (byte: UInt32) in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return byte
      default:
        next += 1
        return next - 1
      }
    }
  }()

  /// The byte of each letter below U+0144; 256 where there is none.
  private static let bytes: [UInt16] = {
    var table = [UInt16](repeating: 256, count: 0x144)
    for (byte, letter) in letters.enumerated() { table[Int(letter)] = UInt16(byte) }
    return table
  }()

  /// The bytes that letters stand for, or nil where a character is no letter of the alphabet.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    let fits = text.withUnsafeBufferPointer { buffer in
      var offset = 0
      while offset < buffer.count {
        let scalar = decodeScalar(buffer, at: offset)
        guard scalar.value < 0x144, bytes[Int(scalar.value)] < 256 else { return false }
        result.append(UInt8(truncatingIfNeeded: bytes[Int(scalar.value)]))
        offset += scalar.length
      }
      return true
    }
    return fits ? result : nil
  }

  /// The letters that stand for bytes, as UTF-8.
  static func encode(_ text: some Sequence<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for byte in text { appendScalar(letters[Int(byte)], to: &result) }
    return result
  }
}
