/// Facts of single code points, by Unicode 14.
enum CodePoints {
  /// The raw category of every code point, one byte each (1.1 MB, filled in once).
  private static let categories: [UInt8] = {
    var table = [UInt8](repeating: UnicodeCategory.unassigned.rawValue, count: 0x110000)
    var position = 0
    var length = 0
    CategoryRuns.text.withUTF8Buffer { text in
      for byte in text {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): length = length * 16 + Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): length = length * 16 + Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "g")...UInt8(ascii: "j"):
          let category = byte <= UInt8(ascii: "Z") ? byte - UInt8(ascii: "A") : byte - UInt8(ascii: "g") + 26
          for index in position..<position + length { table[index] = category }
          position += length
          length = 0
        default: break
        }
      }
    }
    return table
  }()

  /// The raw value of a code point's `UnicodeCategory`.
  static func category(of scalar: UInt32) -> UInt8 {
    scalar < 0x110000 ? categories[Int(scalar)] : UnicodeCategory.unassigned.rawValue
  }

  /// Whether `\s` matches: the 25 code points of the property White_Space.
  static func isWhiteSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 9...13, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Whether `\w` matches: alphabetic, marks, decimal numbers, connecting punctuation.
  static func isWord(_ scalar: UInt32) -> Bool {
    CategorySet(bits: 0b1001_1111_1111).contains(scalar) || isAlphabetic(scalar)
  }

  /// Whether `\w` of Rust's expressions matches: the two joiners too.
  static func isRustWord(_ scalar: UInt32) -> Bool { isWord(scalar) || scalar == 0x200C || scalar == 0x200D }

  /// Whether a code point is alphabetic: a letter, a letter number, or a mark that goes with letters.
  static func isAlphabetic(_ scalar: UInt32) -> Bool {
    CategorySet.letters.contains(scalar) || Unicode.Scalar(scalar)?.properties.isAlphabetic ?? false
  }

  /// Whether a code point counts as punctuation: ASCII's by the C locale, else category P.
  static func isPunctuation(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: CategorySet.punctuation.contains(scalar)
    }
  }
}
