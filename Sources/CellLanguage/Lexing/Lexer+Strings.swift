import PythonValues
import SourceText

extension Lexer {
  /// Reads a string; the offset stands at its first quote.
  mutating func readString(prefix: String, from start: Int? = nil) throws(SyntaxFailure) {
    let start = start ?? offset
    let quote = byte()
    let isTriple = byte(1) == quote && byte(2) == quote
    offset += isTriple ? 3 : 1
    var reader = StringReader(lexer: self, quote: quote, isTriple: isTriple, isRaw: prefix.contains("r"), start: start)
    if prefix.contains("f") {
      let parts = try reader.parts(isSpecification: false, depth: 0)
      offset = reader.offset
      add(.formatted(parts), from: start)
    } else {
      let text = try reader.plainText()
      offset = reader.offset
      add(.string(text), from: start)
    }
  }
}

/// Reads the inside of one string.
struct StringReader {
  let bytes: [UInt8]
  let end: Int
  let quote: UInt8
  let isTriple: Bool
  let isRaw: Bool
  let start: Int
  var offset: Int

  init(lexer: Lexer, quote: UInt8, isTriple: Bool, isRaw: Bool, start: Int) {
    bytes = lexer.bytes
    end = lexer.end
    offset = lexer.offset
    self.quote = quote
    self.isTriple = isTriple
    self.isRaw = isRaw
    self.start = start
  }

  func byte(_ ahead: Int = 0) -> UInt8 { offset + ahead < end ? bytes[offset + ahead] : 0 }

  var isAtQuote: Bool {
    guard offset < end, bytes[offset] == quote else { return false }
    return !isTriple || (byte(1) == quote && byte(2) == quote)
  }

  var unterminated: SyntaxFailure {
    SyntaxFailure(
      message: isTriple ? "unterminated triple-quoted string literal" : "unterminated string literal",
      span: SourceSpan(start, start + 1), remedy: isTriple ? nil : "The closing quote is missing.",
      isIncomplete: isTriple)
  }

  func checkEnd() throws(SyntaxFailure) {
    if offset >= end { throw unterminated }
    if !isTriple, bytes[offset] == 0x0A || bytes[offset] == 0x0D { throw unterminated }
  }

  mutating func plainText() throws(SyntaxFailure) -> PyString {
    var text: [UInt8] = []
    while !isAtQuote { try readCharacter(into: &text) }
    offset += isTriple ? 3 : 1
    return PyString(bytes: text)
  }

  /// Reads one character or escape.
  mutating func readCharacter(into text: inout [UInt8]) throws(SyntaxFailure) {
    try checkEnd()
    let next = bytes[offset]
    if next == UInt8(ascii: "\\") { return try readEscape(into: &text) }
    offset += 1
    if next == 0x0D {
      if byte() == 0x0A { offset += 1 }
      text.append(0x0A)
    } else {
      text.append(next)
    }
  }

  private mutating func readEscape(into text: inout [UInt8]) throws(SyntaxFailure) {
    let place = offset
    offset += 1
    guard offset < end else { throw unterminated }
    let letter = bytes[offset]
    if isRaw {
      text.append(0x5C)
      if letter == 0x0D { return }
      text.append(letter)
      offset += 1
      return
    }
    offset += 1
    switch letter {
    case 0x0A: return
    case 0x0D: if byte() == 0x0A { offset += 1 }
    case UInt8(ascii: "\\"), 0x22, 0x27: text.append(letter)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "a"): text.append(0x07)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "x"): try readCode(2, letter: "x", from: place, into: &text)
    case UInt8(ascii: "u"): try readCode(4, letter: "u", from: place, into: &text)
    case UInt8(ascii: "U"): try readCode(8, letter: "U", from: place, into: &text)
    case UInt8(ascii: "N"): try readNamed(from: place, into: &text)
    case 0x30...0x37:
      var value = UInt32(letter - 0x30)
      for _ in 0..<2 where byte() >= 0x30 && byte() <= 0x37 {
        value = value * 8 + UInt32(byte() - 0x30)
        offset += 1
      }
      text.append(contentsOf: PyString(codePoints: [value]).bytes)
    default:
      text.append(0x5C)
      text.append(letter)
    }
  }

  private mutating func readCode(
    _ count: Int, letter: String, from place: Int, into text: inout [UInt8]
  ) throws(SyntaxFailure) {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = Character(Unicode.Scalar(byte())).hexDigitValue, offset < end else {
        let form = "\\\(letter)" + String(repeating: "X", count: count)
        throw SyntaxFailure(
          message: "(unicode error) 'unicodeescape' codec can't decode bytes: truncated \(form) escape",
          span: SourceSpan(place, offset))
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    guard value <= 0x10FFFF else {
      throw SyntaxFailure(
        message: "(unicode error) 'unicodeescape' codec can't decode bytes: illegal Unicode character",
        span: SourceSpan(place, offset))
    }
    text.append(contentsOf: PyString(codePoints: [value]).bytes)
  }

  private mutating func readNamed(from place: Int, into text: inout [UInt8]) throws(SyntaxFailure) {
    guard byte() == UInt8(ascii: "{"), let close = bytes[offset..<end].firstIndex(of: UInt8(ascii: "}")) else {
      throw SyntaxFailure(
        message: "(unicode error) 'unicodeescape' codec can't decode bytes: malformed \\N character escape",
        span: SourceSpan(place, offset))
    }
    let name = String(decoding: bytes[(offset + 1)..<close], as: UTF8.self).uppercased()
    offset = close + 1
    let scalar = (0...0x10FFFF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init).first {
      $0.properties.name == name || $0.properties.nameAlias == name
    }
    guard let scalar else {
      throw SyntaxFailure(
        message: "(unicode error) 'unicodeescape' codec can't decode bytes: unknown Unicode character name",
        span: SourceSpan(place, offset))
    }
    text.append(contentsOf: String(scalar).utf8)
  }
}
