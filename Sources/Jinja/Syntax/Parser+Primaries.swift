import PythonValues
import SourceText

extension Parser {
  mutating func primary() throws(JinjaError) -> Expression {
    let token = current
    switch token.kind {
    case .name(let name):
      advance()
      return Expression(kind: nameKind(name), span: token.span)
    case .string: return try string()
    case .integer(let value):
      advance()
      return Expression(kind: .literal(.int(value)), span: token.span)
    case .float(let value):
      advance()
      return Expression(kind: .literal(.float(value)), span: token.span)
    case .symbol(.leftParenthesis):
      advance()
      try enter()
      defer { leave() }
      let value = try tuple(isParenthesized: true)
      try expect(.symbol(.rightParenthesis))
      return value
    case .symbol(.leftBracket): return try list()
    case .symbol(.leftBrace): return try dict()
    default: throw unexpected("expected an expression")
    }
  }

  private mutating func nameKind(_ name: String) -> Expression.Kind {
    switch name {
    case "true", "True": return .literal(.bool(true))
    case "false", "False": return .literal(.bool(false))
    case "none", "None": return .literal(.none)
    default:
      if name == "caller" || name == "varargs" || name == "kwargs" { readNames.insert(name) }
      return .name(name)
    }
  }

  /// Neighbouring strings are one.
  private mutating func string() throws(JinjaError) -> Expression {
    let start = current.span.start
    var bytes: [UInt8] = []
    while case .string(let text) = current.kind {
      bytes += text.bytes
      advance()
    }
    return Expression(kind: .literal(.str(PyString(bytes: bytes))), span: SourceSpan(start, previousEnd))
  }

  private mutating func list() throws(JinjaError) -> Expression {
    let start = current.span.start
    advance()
    var elements: [Expression] = []
    while !isSymbol(.rightBracket) {
      if !elements.isEmpty {
        try expect(.symbol(.comma))
        if isSymbol(.rightBracket) { break }
      }
      elements.append(try expression())
    }
    advance()
    return Expression(kind: .list(elements), span: SourceSpan(start, previousEnd))
  }

  private mutating func dict() throws(JinjaError) -> Expression {
    let start = current.span.start
    advance()
    var members: [(key: Expression, value: Expression)] = []
    while !isSymbol(.rightBrace) {
      if !members.isEmpty {
        try expect(.symbol(.comma))
        if isSymbol(.rightBrace) { break }
      }
      let key = try expression()
      try expect(.symbol(.colon))
      members.append((key, try expression()))
    }
    advance()
    return Expression(kind: .dict(members), span: SourceSpan(start, previousEnd))
  }
}
