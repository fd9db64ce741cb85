import PythonValues
import SourceText

extension Parser {
  /// Attributes, items and calls after a value.
  mutating func postfix(of first: Expression) throws(JinjaError) -> Expression {
    var value = first
    let outer = depth
    defer { depth = outer }
    while true {
      switch current.kind {
      case .symbol(.dot): value = try attribute(of: value)
      case .symbol(.leftBracket): value = try item(of: value)
      case .symbol(.leftParenthesis):
        let arguments = try arguments()
        value = node(.call(value, arguments), from: first)
      default: return value
      }
      try enter()
    }
  }

  /// Filters, tests and calls after a value.
  mutating func filtersAndTests(of first: Expression) throws(JinjaError) -> Expression {
    var value = first
    let outer = depth
    defer { depth = outer }
    while true {
      switch current.kind {
      case .symbol(.pipe):
        advance()
        value = try filter(of: value)
      case .name("is"): value = try test(of: value)
      case .symbol(.leftParenthesis):
        let arguments = try arguments()
        value = node(.call(value, arguments), from: first)
      default: return value
      }
      try enter()
    }
  }

  /// The filters that follow, each after `|`.
  mutating func filters(of first: Expression?) throws(JinjaError) -> Expression? {
    var value = first
    let outer = depth
    defer { depth = outer }
    while take(.pipe) {
      value = try filter(of: value)
      try enter()
    }
    return value
  }

  /// One filter, from its name on.
  mutating func filter(of input: Expression?) throws(JinjaError) -> Expression {
    let start = current.span.start
    let name = try dottedName()
    let arguments = isSymbol(.leftParenthesis) ? try self.arguments() : Arguments()
    return Expression(kind: .filter(input, name: name, arguments), span: SourceSpan(start, previousEnd))
  }

  private mutating func dottedName() throws(JinjaError) -> String {
    var name = try expectName()
    while take(.dot) { name += "." + (try expectName()) }
    return name
  }

  private mutating func attribute(of value: Expression) throws(JinjaError) -> Expression {
    advance()
    switch current.kind {
    case .name(let name):
      advance()
      return node(.attribute(value, name), from: value)
    case .integer(let index):
      let literal = Expression(kind: .literal(.int(index)), span: current.span)
      advance()
      return node(.item(value, literal), from: value)
    default: throw unexpected("expected a name or a number after '.'")
    }
  }

  private mutating func item(of value: Expression) throws(JinjaError) -> Expression {
    let start = current.span
    advance()
    var keys: [Expression] = []
    while !isSymbol(.rightBracket) {
      if !keys.isEmpty { try expect(.symbol(.comma)) }
      keys.append(try subscriptKey())
    }
    advance()
    guard let first = keys.first else { throw error("'[]' needs an index", at: start) }
    let key =
      keys.count == 1
      ? first : Expression(kind: .tuple(keys), span: SourceSpan(first.span.start, keys[keys.count - 1].span.end))
    return node(.item(value, key), from: value)
  }

  private mutating func subscriptKey() throws(JinjaError) -> Expression {
    let start = current.span.start
    var parts: [Expression?] = [isSymbol(.colon) ? nil : try expression()]
    guard isSymbol(.colon) else { return parts[0] ?? Expression(kind: .literal(.none), span: current.span) }
    while parts.count < 3, take(.colon) {
      let isEmpty = isSymbol(.colon) || isSymbol(.rightBracket) || isSymbol(.comma)
      parts.append(isEmpty ? nil : try expression())
    }
    while parts.count < 3 { parts.append(nil) }
    return Expression(kind: .slice(parts[0], parts[1], parts[2]), span: SourceSpan(start, previousEnd))
  }

  private mutating func test(of value: Expression) throws(JinjaError) -> Expression {
    let start = current.span.start
    advance()
    let isNegated = take("not")
    let name = try dottedName()
    var arguments = Arguments()
    if isSymbol(.leftParenthesis) {
      arguments = try self.arguments()
    } else if beginsTestArgument {
      if isName("is") { throw error("tests cannot be chained with 'is'", at: current.span) }
      arguments.positional = [try postfix(of: primary())]
    }
    let test = Expression(
      kind: .test(value, name: name, arguments), span: SourceSpan(min(start, value.span.start), previousEnd))
    return isNegated ? Expression(kind: .not(test), span: test.span) : test
  }

  private var beginsTestArgument: Bool {
    switch current.kind {
    case .name(let name): name != "else" && name != "or" && name != "and"
    case .string, .integer, .float, .symbol(.leftBracket), .symbol(.leftBrace): true
    default: false
    }
  }

  /// The arguments of a call, with its parentheses.
  mutating func arguments() throws(JinjaError) -> Arguments {
    try expect(.symbol(.leftParenthesis))
    var arguments = Arguments()
    var isFirst = true
    while !isSymbol(.rightParenthesis) {
      if !isFirst {
        try expect(.symbol(.comma))
        if isSymbol(.rightParenthesis) { break }
      }
      isFirst = false
      try argument(into: &arguments)
    }
    advance()
    return arguments
  }

  private mutating func argument(into arguments: inout Arguments) throws(JinjaError) {
    let span = current.span
    func ensure(_ isInOrder: Bool) throws(JinjaError) {
      if !isInOrder {
        throw error("the arguments stand in the wrong order: positional, named, *list, **dict", at: span)
      }
    }
    if take(.multiply) {
      try ensure(arguments.spread == nil && arguments.keywordSpread == nil)
      arguments.spread = try expression()
    } else if take(.power) {
      try ensure(arguments.keywordSpread == nil)
      arguments.keywordSpread = try expression()
    } else if case .name(let name) = current.kind, next.kind == .symbol(.assign) {
      try ensure(arguments.keywordSpread == nil)
      advance()
      advance()
      arguments.keywords.append((name, try expression()))
    } else {
      try ensure(arguments.spread == nil && arguments.keywordSpread == nil && arguments.keywords.isEmpty)
      arguments.positional.append(try expression())
    }
  }
}
