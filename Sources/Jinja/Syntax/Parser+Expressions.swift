import PythonValues
import SourceText

extension Parser {
  /// An expression, or several with commas between them, which make a tuple.
  mutating func tuple(
    allowsConditional: Bool = true, stop: String? = nil, isParenthesized: Bool = false
  ) throws(JinjaError) -> Expression {
    let start = current.span.start
    var elements: [Expression] = []
    var isTuple = false
    while true {
      if isTupleEnd || (stop.map { isName($0) } ?? false) { break }
      elements.append(try allowsConditional ? expression() : or())
      guard take(.comma) else { break }
      isTuple = true
    }
    if !isTuple, let only = elements.first { return only }
    if elements.isEmpty, !isParenthesized { throw unexpected("expected an expression") }
    return Expression(kind: .tuple(elements), span: SourceSpan(start, max(start, previousEnd)))
  }

  private var isTupleEnd: Bool {
    switch current.kind {
    case .variableEnd, .blockEnd, .symbol(.rightParenthesis), .end: true
    default: false
    }
  }

  /// An expression with an inline `if`.
  mutating func expression() throws(JinjaError) -> Expression {
    try enter()
    defer { leave() }
    var value = try or()
    while take("if") {
      let test = try or()
      let otherwise = take("else") ? try expression() : nil
      value = node(.conditional(test: test, then: value, otherwise: otherwise), from: value)
    }
    return value
  }

  mutating func or() throws(JinjaError) -> Expression {
    let first = try and()
    guard isName("or") else { return first }
    var operands = [first]
    while take("or") { operands.append(try and()) }
    return node(.or(operands), from: first)
  }

  private mutating func and() throws(JinjaError) -> Expression {
    let first = try not()
    guard isName("and") else { return first }
    var operands = [first]
    while take("and") { operands.append(try not()) }
    return node(.and(operands), from: first)
  }

  private mutating func not() throws(JinjaError) -> Expression {
    let start = current.span.start
    var count = 0
    while take("not") { count += 1 }
    let operand = try comparison()
    guard count > 0 else { return operand }
    let span = SourceSpan(start, previousEnd)
    let negated = Expression(kind: .not(operand), span: span)
    return count % 2 == 1 ? negated : Expression(kind: .not(negated), span: span)
  }

  private mutating func comparison() throws(JinjaError) -> Expression {
    let first = try sum()
    var links: [(operation: ComparisonOperator, operand: Expression)] = []
    while let operation = comparisonOperator() { links.append((operation, try sum())) }
    return links.isEmpty ? first : node(.comparison(first, links), from: first)
  }

  private mutating func comparisonOperator() -> ComparisonOperator? {
    let operation: ComparisonOperator
    switch current.kind {
    case .symbol(.equal): operation = .equal
    case .symbol(.notEqual): operation = .notEqual
    case .symbol(.less): operation = .ordered(.less)
    case .symbol(.lessOrEqual): operation = .ordered(.lessOrEqual)
    case .symbol(.greater): operation = .ordered(.greater)
    case .symbol(.greaterOrEqual): operation = .ordered(.greaterOrEqual)
    case .name("in"): operation = .contained
    case .name("not") where next.kind == .name("in"):
      advance()
      operation = .notContained
    default: return nil
    }
    advance()
    return operation
  }

  private mutating func sum() throws(JinjaError) -> Expression {
    try chain([.add, .subtract]) { parser throws(JinjaError) in try parser.concatenation() }
  }

  private mutating func concatenation() throws(JinjaError) -> Expression {
    let first = try product()
    guard isSymbol(.concatenate) else { return first }
    var operands = [first]
    while take(.concatenate) { operands.append(try product()) }
    return node(.concatenation(operands), from: first)
  }

  private mutating func product() throws(JinjaError) -> Expression {
    try chain([.multiply, .divide, .floorDivide, .modulo]) { parser throws(JinjaError) in
      try parser.chain([.power]) { parser throws(JinjaError) in try parser.unary() }
    }
  }

  /// Operators of one rank from the left; jinja2 reads `**` from the left too.
  private mutating func chain(
    _ operators: Set<Symbol>, _ operand: (inout Parser) throws(JinjaError) -> Expression
  ) throws(JinjaError) -> Expression {
    let first = try operand(&self)
    var links: [(operation: Symbol, operand: Expression)] = []
    while case .symbol(let symbol) = current.kind, operators.contains(symbol) {
      advance()
      links.append((symbol, try operand(&self)))
    }
    return links.isEmpty ? first : node(.arithmetic(first, links), from: first)
  }

  private mutating func unary(withFilters: Bool = true) throws(JinjaError) -> Expression {
    let start = current.span.start
    var value: Expression
    if isSymbol(.subtract) || isSymbol(.add) {
      let isNegative = isSymbol(.subtract)
      advance()
      try enter()
      defer { leave() }
      let operand = try unary(withFilters: false)
      value = Expression(
        kind: isNegative ? .negative(operand) : .positive(operand), span: SourceSpan(start, previousEnd))
    } else {
      value = try primary()
    }
    value = try postfix(of: value)
    return withFilters ? try filtersAndTests(of: value) : value
  }

  /// A node that begins where another begins and ends at the last token read.
  func node(_ kind: Expression.Kind, from first: Expression) -> Expression {
    Expression(kind: kind, span: SourceSpan(first.span.start, max(first.span.end, previousEnd)))
  }
}
