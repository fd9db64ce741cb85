import PythonValues
import SourceText

extension Parser {
  /// An atom with its calls, attributes and items.
  mutating func primary() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    var value = try atom()
    var length = 0
    while true {
      length += 1
      if length > 2_000 { throw SyntaxFailure(message: "a chain of more than 2,000 calls", span: token.span) }
      if accept(sign: ".") {
        let name = try expectName("an attribute's name")
        value = Expression(kind: .attribute(value, name), span: span(from: start))
      } else if token.isSign("(") {
        let arguments = try arguments()
        value = Expression(kind: .call(value, arguments), span: span(from: start))
      } else if accept(sign: "[") {
        let key = try subscripts()
        try expect(sign: "]")
        value = Expression(kind: .item(value, key), span: span(from: start))
      } else {
        return value
      }
    }
  }

  private mutating func arguments() throws(SyntaxFailure) -> [Expression.Argument] {
    advance()
    var arguments: [Expression.Argument] = []
    while !token.isSign(")") {
      let start = token.span
      if accept(sign: "**") {
        arguments.append(.init(kind: .unpackedDict, value: try expression()))
      } else if accept(sign: "*") {
        arguments.append(.init(kind: .unpackedList, value: try expression()))
      } else if case .name(let name) = token.kind, next.isSign("=") {
        advance()
        advance()
        if arguments.contains(where: { $0.isKeyword(name) }) {
          throw SyntaxFailure(message: "keyword argument repeated: \(name)", span: start)
        }
        arguments.append(.init(kind: .keyword(name), value: try expression()))
      } else {
        try positionalArgument(into: &arguments, start)
      }
      if !accept(sign: ",") { break }
    }
    if !token.isSign(")") {
      if token.isSign("=") {
        throw SyntaxFailure(
          message: "expression cannot contain assignment, perhaps you meant \"==\"?", span: token.span)
      }
      throw unexpected("',' or ')'", remedy: "Perhaps you forgot a comma?")
    }
    advance()
    return arguments
  }

  private mutating func positionalArgument(
    into arguments: inout [Expression.Argument], _ start: SourceSpan
  ) throws(SyntaxFailure) {
    var value = try namedExpression()
    if token.isKeyword("for") || token.isKeyword("async") {
      let clauses = try comprehensionClauses()
      let syntax = ComprehensionSyntax(kind: .generator, element: value, value: nil, clauses: clauses)
      value = Expression(kind: .comprehension(syntax), span: span(from: start.start))
      if !arguments.isEmpty || (token.isSign(",") && !next.isSign(")")) {
        throw SyntaxFailure(message: "Generator expression must be parenthesized", span: value.span)
      }
    }
    if let last = arguments.last {
      switch last.kind {
      case .keyword:
        throw SyntaxFailure(message: "positional argument follows keyword argument", span: value.span)
      case .unpackedDict:
        throw SyntaxFailure(message: "positional argument follows keyword argument unpacking", span: value.span)
      default: break
      }
    }
    if arguments.contains(where: { if case .keyword = $0.kind { true } else { false } }) {
      throw SyntaxFailure(message: "positional argument follows keyword argument", span: value.span)
    }
    arguments.append(.init(kind: .positional, value: value))
  }

  /// What stands between brackets behind a value.
  private mutating func subscripts() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    if token.isSign("]") { throw unexpected("an index") }
    let first = try subscriptPart()
    guard token.isSign(",") else {
      if case .starred = first.kind { return Expression(kind: .tuple([first]), span: first.span) }
      return first
    }
    var parts = [first]
    while accept(sign: ",") {
      if token.isSign("]") { break }
      parts.append(try subscriptPart())
    }
    return Expression(kind: .tuple(parts), span: span(from: start))
  }

  private mutating func subscriptPart() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    let first = token.isSign(":") ? nil : try starOrNamed()
    guard accept(sign: ":") else {
      guard let first else { throw unexpected("an index") }
      return first
    }
    func isAtEnd(_ parser: Parser) -> Bool {
      parser.token.isSign(":") || parser.token.isSign("]") || parser.token.isSign(",")
    }
    let second = isAtEnd(self) ? nil : try expression()
    var third: Expression?
    if accept(sign: ":"), !isAtEnd(self) { third = try expression() }
    return Expression(kind: .slice(first, second, third), span: span(from: start))
  }

  private mutating func atom() throws(SyntaxFailure) -> Expression {
    let span = token.span
    switch token.kind {
    case .name(let name):
      advance()
      return Expression(kind: .name(name), span: span)
    case .integer(let value):
      advance()
      return Expression(kind: .int(value), span: span)
    case .float(let value):
      advance()
      return Expression(kind: .float(value), span: span)
    case .string, .formatted: return try strings()
    case .keyword(let word): return try keywordAtom(word)
    case .sign("("): return try nested { (parser) throws(SyntaxFailure) in try parser.parenthesized() }
    case .sign("["): return try nested { (parser) throws(SyntaxFailure) in try parser.listDisplay() }
    case .sign("{"): return try nested { (parser) throws(SyntaxFailure) in try parser.braceDisplay() }
    case .sign("..."):
      advance()
      return Expression(kind: .ellipsis, span: span)
    case .indent:
      throw SyntaxFailure(kind: .indentationError, message: "unexpected indent", span: span)
    default: throw unexpected("an expression")
    }
  }

  private mutating func keywordAtom(_ word: String) throws(SyntaxFailure) -> Expression {
    let span = token.span
    let kind: Expression.Kind
    switch word {
    case "None": kind = .none
    case "True": kind = .bool(true)
    case "False": kind = .bool(false)
    case "yield", "await", "async": throw unsupportedKeyword(word)
    default: throw unexpected("an expression")
    }
    advance()
    return Expression(kind: kind, span: span)
  }
}

extension Expression.Argument {
  func isKeyword(_ name: String) -> Bool { if case .keyword(name) = kind { true } else { false } }
}
