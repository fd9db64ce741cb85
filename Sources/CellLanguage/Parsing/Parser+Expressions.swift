import PythonValues
import SourceText

extension Parser {
  /// Expressions with commas: a tuple, or one expression. Stars may stand before elements.
  mutating func starExpressions() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    let first = try starOrNamed()
    guard token.isSign(",") else {
      if case .starred = first.kind {
        throw SyntaxFailure(message: "can't use starred expression here", span: first.span)
      }
      return first
    }
    var elements = [first]
    while accept(sign: ",") {
      if !canBeginExpression { break }
      elements.append(try starOrNamed())
    }
    return Expression(kind: .tuple(elements), span: span(from: start))
  }

  mutating func starOrNamed() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    guard accept(sign: "*") else { return try namedExpression() }
    let value = try bitwise(minimum: 0)
    return Expression(kind: .starred(value), span: span(from: start))
  }

  var canBeginExpression: Bool {
    switch token.kind {
    case .name, .integer, .float, .string, .formatted: true
    case .keyword(let word): ["None", "True", "False", "not", "lambda", "await", "yield"].contains(word)
    case .sign(let sign): ["(", "[", "{", "-", "+", "~", "*", "..."].contains(sign)
    default: false
    }
  }

  /// An expression, or `name := expression`.
  mutating func namedExpression() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    if case .name(let name) = token.kind, next.isSign(":=") {
      advance()
      advance()
      let value = try expression()
      return Expression(kind: .walrus(name, value), span: span(from: start))
    }
    return try expression()
  }

  /// A conditional expression, a lambda, or anything tighter.
  mutating func expression() throws(SyntaxFailure) -> Expression {
    try nested { (parser) throws(SyntaxFailure) in
      let start = parser.token.span.start
      if parser.token.isKeyword("lambda") { return try parser.lambda(start) }
      if parser.token.isKeyword("yield") { throw parser.unsupportedKeyword("yield") }
      let value = try parser.disjunction()
      guard parser.token.isKeyword("if") else { return value }
      parser.advance()
      let test = try parser.disjunction()
      if !parser.accept(keyword: "else") {
        throw parser.unexpected("'else' after 'if' in an expression")
      }
      let otherwise = try parser.expression()
      return Expression(
        kind: .conditional(test: test, then: value, otherwise: otherwise), span: parser.span(from: start))
    }
  }

  private mutating func lambda(_ start: Int) throws(SyntaxFailure) -> Expression {
    advance()
    let parameters = try parameters(until: ":", allowsAnnotations: false)
    try expect(sign: ":")
    let body = try expression()
    let syntax = FunctionSyntax(name: "<lambda>", parameters: parameters, body: [], expression: body)
    return Expression(kind: .lambda(syntax), span: span(from: start))
  }

  mutating func disjunction() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    var operands = [try conjunction()]
    while accept(keyword: "or") { operands.append(try conjunction()) }
    if operands.count == 1 { return operands[0] }
    return Expression(kind: .boolean(isAnd: false, operands), span: span(from: start))
  }

  private mutating func conjunction() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    var operands = [try inversion()]
    while accept(keyword: "and") { operands.append(try inversion()) }
    if operands.count == 1 { return operands[0] }
    return Expression(kind: .boolean(isAnd: true, operands), span: span(from: start))
  }

  private mutating func inversion() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    guard accept(keyword: "not") else { return try comparison() }
    let value = try nested { (parser) throws(SyntaxFailure) in try parser.inversion() }
    return Expression(kind: .not(value), span: span(from: start))
  }

  private mutating func comparison() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    let first = try bitwise(minimum: 0)
    var rest: [(Expression.ComparisonSign, Expression)] = []
    while let sign = comparisonSign() { rest.append((sign, try bitwise(minimum: 0))) }
    if rest.isEmpty { return first }
    return Expression(kind: .compare(first, rest), span: span(from: start))
  }

  private mutating func comparisonSign() -> Expression.ComparisonSign? {
    switch token.kind {
    case .sign("=="): advanced(.equal)
    case .sign("!="): advanced(.notEqual)
    case .sign("<"): advanced(.order(.less))
    case .sign("<="): advanced(.order(.lessOrEqual))
    case .sign(">"): advanced(.order(.greater))
    case .sign(">="): advanced(.order(.greaterOrEqual))
    case .keyword("in"): advanced(.isIn)
    case .keyword("not") where next.isKeyword("in"): advanced(.isNotIn, 2)
    case .keyword("is"): next.isKeyword("not") ? advanced(.isNotSame, 2) : advanced(.isSame)
    default: nil
    }
  }

  private mutating func advanced(_ sign: Expression.ComparisonSign, _ count: Int = 1) -> Expression.ComparisonSign {
    for _ in 0..<count { advance() }
    return sign
  }

  /// How tight the operators of two operands bind.
  private var binaryOperator: (operation: BinaryOperator, level: Int)? {
    guard case .sign(let sign) = token.kind, let operation = BinaryOperator(rawValue: sign) else { return nil }
    switch operation {
    case .bitOr: return (operation, 1)
    case .bitXor: return (operation, 2)
    case .bitAnd: return (operation, 3)
    case .shiftLeft, .shiftRight: return (operation, 4)
    case .add, .subtract: return (operation, 5)
    case .multiply, .divide, .floorDivide, .modulo, .matrixMultiply: return (operation, 6)
    case .power: return nil
    }
  }

  /// Arithmetic and bit operators from a level on.
  mutating func bitwise(minimum: Int) throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    var left = try factor()
    var length = 0
    while let (operation, level) = binaryOperator, level >= minimum {
      length += 1
      if length > 2_000 {
        throw SyntaxFailure(message: "an expression of more than 2,000 operators in a row", span: token.span)
      }
      advance()
      let right = try bitwise(minimum: level + 1)
      left = Expression(kind: .binary(operation, left, right), span: span(from: start))
    }
    return left
  }

  private mutating func factor() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    let operation: UnaryOperator? =
      token.isSign("-") ? .minus : token.isSign("+") ? .plus : token.isSign("~") ? .invert : nil
    guard let operation else { return try power() }
    advance()
    let value = try nested { (parser) throws(SyntaxFailure) in try parser.factor() }
    switch (operation, value.kind) {
    case (.minus, .int(let number)): return Expression(kind: .int(-number), span: span(from: start))
    case (.minus, .float(let number)): return Expression(kind: .float(-number), span: span(from: start))
    default: return Expression(kind: .unary(operation, value), span: span(from: start))
    }
  }

  private mutating func power() throws(SyntaxFailure) -> Expression {
    let start = token.span.start
    if token.isKeyword("await") { throw unsupportedKeyword("await") }
    let base = try primary()
    guard accept(sign: "**") else { return base }
    let exponent = try nested { (parser) throws(SyntaxFailure) in try parser.factor() }
    return Expression(kind: .binary(.power, base, exponent), span: span(from: start))
  }
}
