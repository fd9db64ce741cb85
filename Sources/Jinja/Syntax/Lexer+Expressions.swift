import SourceText

extension Lexer {
  /// Reads the words of a tag up to its end; an end inside brackets does not count.
  mutating func expression(until end: Token.Kind, opening: Int) throws(JinjaError) {
    var brackets: [Symbol] = []
    while true {
      offset = TemplateWhitespace.end(in: bytes, after: offset)
      guard offset < bytes.count else {
        throw error("the tag is not closed with \(end.spoken)", at: opening, length: 2)
      }
      if brackets.isEmpty, takeEnd(end) { return }
      let start = offset
      if let number = try number() {
        emit(number, from: start)
      } else if let name = try name() {
        emit(.name(name), from: start)
      } else if bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'") {
        emit(.string(try string()), from: start)
      } else {
        let symbol = try symbol()
        try balance(symbol, &brackets, at: start)
        emit(.symbol(symbol), from: start)
      }
    }
  }

  private mutating func takeEnd(_ end: Token.Kind) -> Bool {
    let start = offset
    let sign = bytes[offset]
    let isBlock = end == .blockEnd
    let isSigned = sign == UInt8(ascii: "-") || (isBlock && sign == UInt8(ascii: "+"))
    let index = isSigned ? offset + 1 : offset
    guard isBlock ? has("%}", at: index) : has("}}", at: index) else { return false }
    offset = index + 2
    emit(end, from: start)
    if isBlock || isSigned {
      skipAfterEnd(sign: isSigned ? sign : 0)
    } else {
      isLineStart = false
    }
    return true
  }

  private func balance(_ symbol: Symbol, _ brackets: inout [Symbol], at start: Int) throws(JinjaError) {
    if let closing = symbol.closing {
      brackets.append(closing)
    } else if [.rightBrace, .rightBracket, .rightParenthesis].contains(symbol) {
      guard let expected = brackets.popLast() else { throw error("unexpected '\(symbol.rawValue)'", at: start) }
      if expected != symbol {
        throw error("unexpected '\(symbol.rawValue)', expected '\(expected.rawValue)'", at: start)
      }
    }
  }

  private mutating func symbol() throws(JinjaError) -> Symbol {
    for length in [2, 1] where offset + length <= bytes.count {
      if let symbol = Symbol(rawValue: String(decoding: bytes[offset..<offset + length], as: UTF8.self)) {
        offset += length
        return symbol
      }
    }
    throw error("unexpected character \(spokenScalar())", at: offset)
  }

  private func spokenScalar() -> String {
    var end = offset + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return "'\(String(decoding: bytes[offset..<end], as: UTF8.self))'"
  }

  private mutating func name() throws(JinjaError) -> String? {
    var end = offset
    while let byte = byte(end), isNameByte(byte) { end += 1 }
    guard end > offset else { return nil }
    let name = String(decoding: bytes[offset..<end], as: UTF8.self)
    if bytes[offset..<end].contains(where: { $0 >= 0x80 }) {
      let scalars = name.unicodeScalars
      let startsWell = scalars.first.map { $0 == "_" || $0.properties.isXIDStart } ?? false
      guard startsWell, scalars.dropFirst().allSatisfy({ $0.properties.isXIDContinue }) else {
        throw error("invalid character in the name '\(name)'", at: offset, length: end - offset)
      }
    }
    offset = end
    return name
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private func isDigit(_ byte: UInt8?) -> Bool {
    byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  // MARK: Numbers

  private mutating func number() throws(JinjaError) -> Token.Kind? {
    guard isDigit(bytes[offset]) else { return nil }
    let start = offset
    if bytes[offset] == UInt8(ascii: "0"), let radix = radix(byte(offset + 1)) {
      let end = digitsEnd(offset + 2, radix: radix, leadingUnderscore: true)
      if end > offset + 2 {
        offset = end
        return .integer(try integer(start + 2, end, radix: radix))
      }
    }
    let whole = digitsEnd(offset, radix: 10, leadingUnderscore: false)
    let end = floatEnd(whole)
    if end > whole, start == 0 || bytes[start - 1] != UInt8(ascii: ".") {
      offset = end
      guard let value = Double(digits(start, end)) else { throw error("malformed number", at: start) }
      return .float(value)
    }
    if bytes[start] == UInt8(ascii: "0") {
      var end = start + 1
      while let next = byte(end), next == UInt8(ascii: "0") || next == UInt8(ascii: "_") && byte(end + 1) == 0x30 {
        end += 1
      }
      offset = end
      return .integer(0)
    }
    offset = whole
    return .integer(try integer(start, whole, radix: 10))
  }

  private func radix(_ byte: UInt8?) -> Int? {
    switch byte.map({ $0 | 0x20 }) {
    case UInt8(ascii: "x"): 16
    case UInt8(ascii: "o"): 8
    case UInt8(ascii: "b"): 2
    default: nil
    }
  }

  private func digitsEnd(_ start: Int, radix: Int, leadingUnderscore: Bool) -> Int {
    func isDigit(_ index: Int) -> Bool {
      byte(index).map { Character(UnicodeScalar($0)).hexDigitValue ?? 99 < radix && $0 < 0x80 } ?? false
    }
    var end = start
    while isDigit(end) || (byte(end) == UInt8(ascii: "_") && (end > start || leadingUnderscore) && isDigit(end + 1)) {
      end += 1
    }
    return end
  }

  /// The end of a float whose digits before the point end at `whole`, or `whole` where it is no float.
  private func floatEnd(_ whole: Int) -> Int {
    var end = whole
    if byte(end) == UInt8(ascii: "."), isDigit(byte(end + 1)) {
      end = digitsEnd(end + 1, radix: 10, leadingUnderscore: false)
    }
    if let mark = byte(end), mark | 0x20 == UInt8(ascii: "e") {
      let signed = byte(end + 1) == UInt8(ascii: "+") || byte(end + 1) == UInt8(ascii: "-")
      let digits = end + (signed ? 2 : 1)
      if isDigit(byte(digits)) { end = digitsEnd(digits, radix: 10, leadingUnderscore: false) }
    }
    return end
  }

  private func digits(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
  }

  private func integer(_ start: Int, _ end: Int, radix: Int) throws(JinjaError) -> Int {
    guard let value = Int(digits(start, end), radix: radix) else {
      throw error("the number does not fit 64 bits", at: start, length: end - start)
    }
    return value
  }
}
