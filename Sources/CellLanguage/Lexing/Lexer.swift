import PythonValues
import SourceText

/// Cuts a cell into tokens, with the indentation as tokens of its own.
///
/// Source: the CPython language reference, "Lexical analysis".
struct Lexer {
  let bytes: [UInt8]
  let end: Int
  var offset: Int
  var tokens: [Token] = []
  /// The open brackets and their places.
  var brackets: [(sign: String, offset: Int)] = []
  var indentation = [0]
  /// Whether lines mean nothing: inside an f-string's field.
  let isExpressionOnly: Bool

  init(bytes: [UInt8], from start: Int = 0, to end: Int? = nil, isExpressionOnly: Bool = false) {
    self.bytes = bytes
    self.end = end ?? bytes.count
    self.isExpressionOnly = isExpressionOnly
    offset = start
  }

  /// All tokens of the text.
  static func tokens(of bytes: [UInt8]) throws(SyntaxFailure) -> [Token] {
    var lexer = Lexer(bytes: bytes)
    return try lexer.run()
  }

  mutating func run() throws(SyntaxFailure) -> [Token] {
    if !isExpressionOnly {
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
      try readIndentation()
    }
    while true {
      skipBlanks()
      guard offset < end else { break }
      try readToken()
    }
    try finish()
    return tokens
  }

  private mutating func finish() throws(SyntaxFailure) {
    if let bracket = brackets.last {
      throw SyntaxFailure(
        message: "'\(bracket.sign)' was never closed", span: SourceSpan(bracket.offset, bracket.offset + 1),
        isIncomplete: true)
    }
    let place = SourceSpan(end, end)
    if !isExpressionOnly, let last = tokens.last, !last.isNewlineLike {
      tokens.append(Token(kind: .newline, span: place))
    }
    for _ in indentation.dropFirst() { tokens.append(Token(kind: .dedent, span: place)) }
    tokens.append(Token(kind: .end, span: place))
  }

  func byte(_ ahead: Int = 0) -> UInt8 { offset + ahead < end ? bytes[offset + ahead] : 0 }

  mutating func add(_ kind: Token.Kind, from start: Int) {
    tokens.append(Token(kind: kind, span: SourceSpan(start, offset)))
  }

  private mutating func skipBlanks() {
    while offset < end {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0C: offset += 1
      case 0x0D, 0x0A:
        guard !brackets.isEmpty || isExpressionOnly else { return }
        offset += 1
      case UInt8(ascii: "#"): while offset < end, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
      default: return
      }
    }
  }

  private mutating func readToken() throws(SyntaxFailure) {
    let start = offset
    let first = byte()
    switch first {
    case 0x0A, 0x0D:
      offset += first == 0x0D && byte(1) == 0x0A ? 2 : 1
      if let last = tokens.last, !last.isNewlineLike { add(.newline, from: start) }
      try readIndentation()
    case UInt8(ascii: "\\"): try readContinuation()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
    case UInt8(ascii: "."):
      if byte(1) >= 0x30, byte(1) <= 0x39 { try readNumber() } else { try readSign() }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): try readString(prefix: "")
    default:
      if isNameStart(first) { try readName() } else { try readSign() }
    }
  }

  private mutating func readContinuation() throws(SyntaxFailure) {
    let start = offset
    offset += 1
    if byte() == 0x0D { offset += 1 }
    if byte() == 0x0A {
      offset += 1
    } else if offset < end || bytes[start] != 0x5C {
      throw SyntaxFailure(
        message: "unexpected character after line continuation character", span: SourceSpan(start + 1, start + 2))
    }
    if offset >= end {
      throw SyntaxFailure(
        message: "unexpected end of the cell after a line continuation", span: SourceSpan(start, start + 1),
        isIncomplete: true)
    }
  }

  private func isNameStart(_ byte: UInt8) -> Bool {
    byte == 0x5F || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte >= 0x80
  }

  private mutating func readName() throws(SyntaxFailure) {
    let start = offset
    while offset < end, isNameStart(bytes[offset]) || (bytes[offset] >= 0x30 && bytes[offset] <= 0x39) { offset += 1 }
    let name = String(decoding: bytes[start..<offset], as: UTF8.self)
    if byte() == 0x22 || byte() == 0x27, name.utf8.count <= 2 {
      let prefix = name.lowercased()
      if ["r", "u", "f", "fr", "rf"].contains(prefix) { return try readString(prefix: prefix, from: start) }
      if ["b", "br", "rb"].contains(prefix) {
        throw SyntaxFailure(
          message: "bytes literals are not part of the cell language", span: SourceSpan(start, offset),
          remedy: "Use a string.")
      }
    }
    if !name.utf8.allSatisfy({ $0 < 0x80 }) { try checkName(name, from: start) }
    add(Keywords.all.contains(name) ? .keyword(name) : .name(name), from: start)
  }

  private func checkName(_ name: String, from start: Int) throws(SyntaxFailure) {
    var place = start
    for scalar in name.unicodeScalars {
      let size = UTF8.width(scalar)
      let isPart = place == start ? scalar.properties.isXIDStart || scalar == "_" : scalar.properties.isXIDContinue
      if !isPart {
        let code = String(scalar.value, radix: 16, uppercase: true)
        let digits = String(repeating: "0", count: max(0, 4 - code.count)) + code
        let hint = Self.replacement(for: scalar).map { "Did you mean '\($0)'?" }
        throw SyntaxFailure(
          message: "invalid character '\(scalar)' (U+\(digits))", span: SourceSpan(place, place + size), remedy: hint)
      }
      place += size
    }
  }

  /// The ASCII sign for a full-width or typographic one that an input method left behind.
  private static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar {
    case "“", "”": "\""
    case "‘", "’": "'"
    case "，", "、": ","
    case "。": "."
    case "　": " "
    case "【": "["
    case "】": "]"
    case "：": ":"
    case "；": ";"
    default: scalar.value >= 0xFF01 && scalar.value <= 0xFF5E ? Unicode.Scalar(scalar.value - 0xFEE0) : nil
    }
  }
}

extension Token {
  fileprivate var isNewlineLike: Bool {
    switch kind {
    case .newline, .indent, .dedent: true
    default: false
    }
  }
}
