import PythonValues
import SourceText

extension Lexer {
  /// Reads an integer or a float.
  mutating func readNumber() throws(SyntaxFailure) {
    let start = offset
    if byte() == 0x30, let radix = Self.radix(of: byte(1)) { return try readRadix(radix, from: start) }
    readDigits()
    var isFloat = false
    if byte() == UInt8(ascii: ".") {
      isFloat = true
      offset += 1
      readDigits()
    }
    if byte() | 0x20 == UInt8(ascii: "e") {
      let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
      if isDigit(byte(1 + sign)) {
        isFloat = true
        offset += 1 + sign
        readDigits()
      }
    }
    let text = String(decoding: bytes[start..<offset].filter { $0 != 0x5F }, as: UTF8.self)
    try checkEnd(from: start, "decimal")
    if isFloat {
      return add(
        .float(Double(text.hasSuffix(".") ? text + "0" : text.hasPrefix(".") ? "0" + text : text) ?? .infinity),
        from: start)
    }
    if text.utf8.count > 1, text.hasPrefix("0"), text.utf8.contains(where: { $0 != 0x30 }) {
      throw SyntaxFailure(
        message:
          "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
        span: SourceSpan(start, offset))
    }
    try addInteger(Int(text), from: start)
  }

  private mutating func addInteger(_ value: Int?, from start: Int) throws(SyntaxFailure) {
    guard let value else {
      throw SyntaxFailure(
        kind: .overflowError, message: "integer literal does not fit 64 bits", span: SourceSpan(start, offset),
        remedy: "Write it as a float.")
    }
    add(.integer(value), from: start)
  }

  private static func radix(of letter: UInt8) -> Int? {
    switch letter | 0x20 {
    case UInt8(ascii: "x"): 16
    case UInt8(ascii: "o"): 8
    case UInt8(ascii: "b"): 2
    default: nil
    }
  }

  private mutating func readRadix(_ radix: Int, from start: Int) throws(SyntaxFailure) {
    offset += 2
    let digitsStart = offset
    while offset < end, bytes[offset] == 0x5F || Self.isDigit(bytes[offset], radix) { offset += 1 }
    let digits = String(decoding: bytes[digitsStart..<offset].filter { $0 != 0x5F }, as: UTF8.self)
    let name = radix == 16 ? "hexadecimal" : radix == 8 ? "octal" : "binary"
    if digits.isEmpty { throw SyntaxFailure(message: "invalid \(name) literal", span: SourceSpan(start, offset)) }
    try checkEnd(from: start, name)
    try addInteger(Int(digits, radix: radix), from: start)
  }

  private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
    switch byte {
    case 0x30...0x39: Int(byte - 0x30) < radix
    case 0x41...0x46, 0x61...0x66: radix == 16
    default: false
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private mutating func readDigits() {
    while offset < end, isDigit(bytes[offset]) || (bytes[offset] == 0x5F && isDigit(byte(1))) { offset += 1 }
  }

  private func checkEnd(from start: Int, _ name: String) throws(SyntaxFailure) {
    let next = byte()
    if next | 0x20 == UInt8(ascii: "j") {
      throw SyntaxFailure(
        message: "complex numbers are not part of the cell language", span: SourceSpan(start, offset + 1))
    }
    guard next == 0x5F || (next | 0x20 >= 0x61 && next | 0x20 <= 0x7A) else { return }
    // `1if x else 2` is legal in CPython, with a warning.
    let word = bytes[offset..<end].prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
    if ["if", "else", "and", "or", "in", "is", "for", "not"].contains(String(decoding: word, as: UTF8.self)) { return }
    throw SyntaxFailure(message: "invalid \(name) literal", span: SourceSpan(start, offset + 1))
  }
}
