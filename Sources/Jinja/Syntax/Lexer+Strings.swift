import SourceText

extension Lexer {
  /// Reads a string in single or double quotes, with Python's escapes.
  mutating func string() throws(JinjaError) -> Text {
    let start = offset
    let quote = bytes[offset]
    offset += 1
    var text: [UInt8] = []
    while let byte = byte(offset) {
      offset += 1
      if byte == quote { return Text(bytes: text) }
      if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
    }
    throw error("the string is not closed", at: start)
  }

  private mutating func escape(into text: inout [UInt8]) throws(JinjaError) {
    guard let byte = byte(offset) else { return }
    offset += 1
    switch byte {
    case 0x0A: break
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(byte)
    case UInt8(ascii: "a"): text.append(0x07)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "0")...UInt8(ascii: "7"): octal(byte, into: &text)
    case UInt8(ascii: "x"): try hexadecimal(2, into: &text)
    case UInt8(ascii: "u"): try hexadecimal(4, into: &text)
    case UInt8(ascii: "U"): try hexadecimal(8, into: &text)
    case UInt8(ascii: "N"): throw error("characters by name (\\N{...}) are not known here", at: offset - 2, length: 2)
    default: text += [UInt8(ascii: "\\"), byte]
    }
  }

  private mutating func octal(_ first: UInt8, into text: inout [UInt8]) {
    var value = UInt32(first - UInt8(ascii: "0"))
    for _ in 0..<2 {
      guard let byte = byte(offset), (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) else { break }
      value = value * 8 + UInt32(byte - UInt8(ascii: "0"))
      offset += 1
    }
    if let scalar = Unicode.Scalar(value) { text += Array(String(scalar).utf8) }
  }

  private mutating func hexadecimal(_ count: Int, into text: inout [UInt8]) throws(JinjaError) {
    let start = offset - 2
    let end = offset + count
    guard end <= bytes.count,
      let value = UInt32(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16),
      bytes[offset] != UInt8(ascii: "+"), let scalar = Unicode.Scalar(value)
    else { throw error("the escape needs \(count) hexadecimal digits of a character", at: start, length: count + 2) }
    offset = end
    text += Array(String(scalar).utf8)
  }
}
