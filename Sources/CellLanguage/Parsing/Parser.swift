import PythonValues
import SourceText

/// Makes a syntax tree of tokens.
///
/// Source: the CPython 3.11 grammar, without what the cell language leaves out, which it names.
struct Parser {
  let bytes: [UInt8]
  let tokens: [Token]
  var place = 0
  /// How deep expressions and blocks nest, so that no text can exhaust the stack.
  var depth = 0
  var isInFunction = false
  var isInLoop = false

  init(bytes: [UInt8], tokens: [Token]) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// The statements of a cell.
  static func statements(of bytes: [UInt8]) throws(SyntaxFailure) -> [Statement] {
    if let offset = firstIllFormedByte(bytes) {
      throw SyntaxFailure(message: "the text is not valid UTF-8", span: SourceSpan(offset, offset + 1))
    }
    if let offset = bytes.firstIndex(of: 0) {
      throw SyntaxFailure(message: "the text contains a null byte", span: SourceSpan(offset, offset + 1))
    }
    var parser = Parser(bytes: bytes, tokens: try Lexer.tokens(of: bytes))
    return try parser.file()
  }

  private static func firstIllFormedByte(_ bytes: [UInt8]) -> Int? {
    if bytes.allSatisfy({ $0 < 0x80 }) { return nil }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error: return min(offset, bytes.count - 1)
      }
    }
  }

  var token: Token { tokens[place] }

  var next: Token { tokens[min(place + 1, tokens.count - 1)] }

  var previousEnd: Int { place > 0 ? tokens[place - 1].span.end : 0 }

  mutating func advance() { if place < tokens.count - 1 { place += 1 } }

  mutating func accept(sign: String) -> Bool {
    guard token.isSign(sign) else { return false }
    advance()
    return true
  }

  mutating func accept(keyword: String) -> Bool {
    guard token.isKeyword(keyword) else { return false }
    advance()
    return true
  }

  mutating func acceptNewline() -> Bool {
    guard case .newline = token.kind else { return false }
    advance()
    return true
  }

  /// The failure of a token that cannot stand here.
  func unexpected(_ expected: String? = nil, remedy: String? = nil) -> SyntaxFailure {
    let message =
      expected.map { "\($0) was expected, not \(token.description)" } ?? "invalid syntax at \(token.description)"
    var isIncomplete = false
    if case .end = token.kind { isIncomplete = true }
    let span = token.span.start == token.span.end ? SourceSpan(token.span.start, token.span.start) : token.span
    return SyntaxFailure(message: message, span: span, remedy: remedy, isIncomplete: isIncomplete)
  }

  mutating func expect(sign: String, _ remedy: String? = nil) throws(SyntaxFailure) {
    if !accept(sign: sign) { throw unexpected("'\(sign)'", remedy: remedy) }
  }

  mutating func expect(keyword: String) throws(SyntaxFailure) {
    if !accept(keyword: keyword) { throw unexpected("'\(keyword)'") }
  }

  mutating func expectName(_ what: String = "a name") throws(SyntaxFailure) -> String {
    guard case .name(let name) = token.kind else { throw unexpected(what) }
    advance()
    return name
  }

  /// Runs a deeper level of the grammar, if there is room.
  mutating func nested<Result>(
    _ body: (inout Parser) throws(SyntaxFailure) -> Result
  ) throws(SyntaxFailure) -> Result {
    guard depth < 200 else {
      throw SyntaxFailure(message: "the code nests too deep (more than 200 levels)", span: token.span)
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  func span(from start: Int) -> SourceSpan { SourceSpan(start, max(start, previousEnd)) }
}
