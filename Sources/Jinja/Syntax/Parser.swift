import PythonValues
import SourceText

/// Turns tokens into statements, by the precedence and the rules of jinja2's parser.
struct Parser {
  /// The deepest nesting of expressions and blocks: beyond, a template is refused rather than the stack overflowed.
  static let maximumDepth = 100

  let source: Source
  let tokens: [Token]
  var index = 0
  var depth = 0

  /// How many loops are open around here, inside the innermost macro.
  var loopDepth = 0

  /// The innermost tags that wait for their end, for messages.
  var openTags: [(name: String, span: SourceSpan)] = []

  /// The names of `caller`, `varargs` and `kwargs` read inside the innermost macro.
  var readNames: Set<String> = []

  init(source: Source) throws(JinjaError) {
    self.source = source
    tokens = try Lexer.tokens(of: source)
  }

  /// The statements of a whole template.
  static func statements(of source: Source) throws(JinjaError) -> [Statement] {
    var parser = try Parser(source: source)
    return try parser.body(until: []).statements
  }

  // MARK: Tokens

  var current: Token { tokens[index] }

  var next: Token { tokens[min(index + 1, tokens.count - 1)] }

  var previousEnd: Int { index > 0 ? tokens[index - 1].span.end : 0 }

  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  func isSymbol(_ symbol: Symbol) -> Bool { current.kind == .symbol(symbol) }

  func isName(_ name: String) -> Bool { current.kind == .name(name) }

  mutating func take(_ symbol: Symbol) -> Bool {
    if isSymbol(symbol) {
      advance()
      return true
    }
    return false
  }

  mutating func take(_ name: String) -> Bool {
    if isName(name) {
      advance()
      return true
    }
    return false
  }

  mutating func expect(_ kind: Token.Kind) throws(JinjaError) {
    guard current.kind == kind else { throw unexpected("expected \(kind.spoken)") }
    advance()
  }

  mutating func expectName() throws(JinjaError) -> String {
    guard case .name(let name) = current.kind else { throw unexpected("expected a name") }
    advance()
    return name
  }

  // MARK: Errors

  func error(_ message: String, at span: SourceSpan) -> JinjaError { .syntax(message, TemplatePlace(source, span)) }

  func unexpected(_ expectation: String) -> JinjaError {
    error("\(expectation), found \(current.kind.spoken)", at: current.span)
  }

  // MARK: Depth

  mutating func enter() throws(JinjaError) {
    depth += 1
    if depth > Self.maximumDepth {
      throw error("the template nests deeper than \(Self.maximumDepth) levels", at: current.span)
    }
  }

  mutating func leave() { depth -= 1 }

  // MARK: Bodies

  /// Statements up to one of the end tags, which is consumed up to its name; the caller reads on after the name.
  mutating func body(until ends: [String]) throws(JinjaError) -> (statements: [Statement], end: String) {
    try enter()
    defer { leave() }
    var statements: [Statement] = []
    while true {
      let token = current
      switch token.kind {
      case .data(let text):
        statements.append(.text(text))
        advance()
      case .variableBegin:
        advance()
        statements.append(.output(try tuple()))
        try expect(.variableEnd)
      case .blockBegin:
        advance()
        if case .name(let name) = current.kind, ends.contains(name) {
          advance()
          return (statements, name)
        }
        statements += try statement(ends: ends)
        try expect(.blockEnd)
      case .end:
        guard ends.isEmpty else { throw unclosed() }
        return (statements, "")
      default: throw unexpected("expected text or a tag")
      }
    }
  }

  /// The body of a tag: skips the tag's end, reads up to the end tag.
  mutating func block(until ends: String...) throws(JinjaError) -> (statements: [Statement], end: String) {
    _ = take(.colon)
    try expect(.blockEnd)
    return try body(until: ends)
  }

  private func unclosed() -> JinjaError {
    guard let open = openTags.last else { return unexpected("expected a tag") }
    return error("'{% \(open.name) %}' is never closed with '{% end\(open.name) %}'", at: open.span)
  }
}
