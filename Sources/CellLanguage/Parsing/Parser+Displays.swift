import PythonValues
import SourceText

extension Parser {
  /// A tuple, a generator expression, or an expression in parentheses.
  mutating func parenthesized() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    advance()
    if accept(sign: ")") { return Expression(kind: .tuple([]), span: span(from: start)) }
    let first = try starOrNamed()
    if token.isKeyword("for") || token.isKeyword("async") {
      let clauses = try comprehensionClauses()
      try expect(sign: ")")
      let syntax = ComprehensionSyntax(kind: .generator, element: first, value: nil, clauses: clauses)
      return Expression(kind: .comprehension(syntax), span: span(from: start))
    }
    if accept(sign: ")") {
      if case .starred = first.kind {
        throw SyntaxFailure(message: "cannot use starred expression here", span: first.span)
      }
      return Expression(kind: first.kind, span: span(from: start))
    }
    let elements = try elements(after: first, until: ")")
    return Expression(kind: .tuple(elements), span: span(from: start))
  }

  /// The further elements of a display, and its closing bracket.
  private mutating func elements(after first: Expression, until close: String) throws(SyntaxFailure) -> [Expression] {
    var elements = [first]
    while accept(sign: ",") {
      if token.isSign(close) { break }
      elements.append(try starOrNamed())
    }
    if !accept(sign: close) {
      throw unexpected("',' or '\(close)'", remedy: "Perhaps you forgot a comma?")
    }
    return elements
  }

  mutating func listDisplay() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    advance()
    if accept(sign: "]") { return Expression(kind: .list([]), span: span(from: start)) }
    let first = try starOrNamed()
    if token.isKeyword("for") || token.isKeyword("async") {
      try checkNotStarred(first, "iterable unpacking cannot be used in comprehension")
      let clauses = try comprehensionClauses()
      try expect(sign: "]")
      let syntax = ComprehensionSyntax(kind: .list, element: first, value: nil, clauses: clauses)
      return Expression(kind: .comprehension(syntax), span: span(from: start))
    }
    return Expression(kind: .list(try elements(after: first, until: "]")), span: span(from: start))
  }

  private func checkNotStarred(_ value: Expression, _ message: String) throws(SyntaxFailure) {
    if case .starred = value.kind { throw SyntaxFailure(message: message, span: value.span) }
  }

  /// A dict, a set, or their comprehension.
  mutating func braceDisplay() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    advance()
    if accept(sign: "}") { return Expression(kind: .dict([]), span: span(from: start)) }
    if token.isSign("**") { return try dictDisplay(start, members: []) }
    let first = try starOrNamed()
    if accept(sign: ":") {
      let value = try expression()
      if token.isKeyword("for") || token.isKeyword("async") {
        let clauses = try comprehensionClauses()
        try expect(sign: "}")
        let syntax = ComprehensionSyntax(kind: .dict, element: first, value: value, clauses: clauses)
        return Expression(kind: .comprehension(syntax), span: span(from: start))
      }
      if !token.isSign("}"), !accept(sign: ",") {
        throw unexpected("',' or '}'", remedy: "Perhaps you forgot a comma?")
      }
      return try dictDisplay(start, members: [(first, value)])
    }
    if token.isKeyword("for") || token.isKeyword("async") {
      try checkNotStarred(first, "iterable unpacking cannot be used in comprehension")
      let clauses = try comprehensionClauses()
      try expect(sign: "}")
      let syntax = ComprehensionSyntax(kind: .set, element: first, value: nil, clauses: clauses)
      return Expression(kind: .comprehension(syntax), span: span(from: start))
    }
    return Expression(kind: .set(try elements(after: first, until: "}")), span: span(from: start))
  }

  private mutating func dictDisplay(
    _ start: Int, members: [(key: Expression?, value: Expression)]
  ) throws(SyntaxFailure) -> Expression {
    var members = members
    while !token.isSign("}") {
      if accept(sign: "**") {
        members.append((nil, try bitwise(minimum: 0)))
      } else {
        let key = try expression()
        if !accept(sign: ":") { throw unexpected("':' after a dictionary key") }
        members.append((key, try expression()))
      }
      if !accept(sign: ",") { break }
    }
    if !accept(sign: "}") { throw unexpected("',' or '}'", remedy: "Perhaps you forgot a comma?") }
    return Expression(kind: .dict(members), span: span(from: start))
  }

  /// `for target in iterable if condition`, once or more.
  mutating func comprehensionClauses() throws(SyntaxFailure) -> [ComprehensionSyntax.Clause] {
    var clauses: [ComprehensionSyntax.Clause] = []
    while !token.isSign(")"), !token.isSign("]"), !token.isSign("}") {
      if token.isKeyword("async") { throw unsupportedKeyword("async") }
      guard accept(keyword: "for") else { break }
      let target = try targetList()
      try expect(keyword: "in")
      let iterable = try disjunction()
      var conditions: [Expression] = []
      while accept(keyword: "if") {
        if case .name(let name) = token.kind, next.isSign(":=") {
          let start = token.span.start
          advance()
          advance()
          let value = try disjunction()
          conditions.append(Expression(kind: .walrus(name, value), span: span(from: start)))
        } else {
          conditions.append(try disjunction())
        }
      }
      clauses.append(.init(target: target, iterable: iterable, conditions: conditions))
    }
    return clauses
  }

  /// Adjacent strings as one.
  mutating func strings() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    var parts: [Expression.Part] = []
    var isFormatted = false
    while true {
      switch token.kind {
      case .string(let text): parts.append(.text(text))
      case .formatted(let fields):
        isFormatted = true
        parts.append(contentsOf: try self.parts(fields))
      default:
        return Expression(kind: isFormatted ? .formatted(parts) : .string(Self.joined(parts)), span: span(from: start))
      }
      advance()
    }
  }

  private static func joined(_ parts: [Expression.Part]) -> PyString {
    if parts.count == 1, case .text(let text) = parts[0] { return text }
    var bytes: [UInt8] = []
    for part in parts { if case .text(let text) = part { bytes.append(contentsOf: text.bytes) } }
    return PyString(bytes: bytes)
  }

  /// The expressions inside an f-string's braces.
  private func parts(_ fields: [FormattedPart]) throws(SyntaxFailure) -> [Expression.Part] {
    var parts: [Expression.Part] = []
    for field in fields {
      switch field {
      case .text(let text): parts.append(.text(text))
      case .field(let place, let debugText, let conversion, let specification):
        var lexer = Lexer(bytes: bytes, from: place.start, to: place.end, isExpressionOnly: true)
        var parser = Parser(bytes: bytes, tokens: try lexer.run())
        parser.depth = depth + 10
        let value = try parser.nested { (parser) throws(SyntaxFailure) in try parser.starExpressions() }
        guard case .end = parser.token.kind else { throw parser.unexpected("'}'") }
        if let debugText { parts.append(.text(debugText)) }
        let isDebug = debugText != nil && conversion == nil && specification == nil
        parts.append(
          .field(
            value, conversion: isDebug ? "r" : conversion,
            specification: try specification.map { (fields) throws(SyntaxFailure) in try self.parts(fields) }))
      }
    }
    return parts
  }
}
