import PythonValues
import SourceText

extension Parser {
  private static let augmented: [String: BinaryOperator] = Dictionary(
    uniqueKeysWithValues: BinaryOperator.allCases.map { ($0.rawValue + "=", $0) })

  /// An expression on its own, or an assignment.
  mutating func expressionStatement() throws(SyntaxFailure) -> Statement.Kind {
    let first = try starExpressions()
    if case .sign(let sign) = token.kind {
      if let operation = Self.augmented[sign] {
        try checkAugmentable(first)
        advance()
        return .augmentedAssign(first, operation, try starExpressions())
      }
      if sign == ":" { return try annotatedAssignment(first) }
      if sign == "=" {
        var targets = [first]
        var value = first
        while accept(sign: "=") {
          if token.isKeyword("yield") { throw unsupportedKeyword("yield") }
          value = try starExpressions()
          if token.isSign("=") { targets.append(value) }
        }
        for target in targets { try checkTarget(target) }
        return .assign(targets, value)
      }
    }
    return .expression(first)
  }

  /// `name: type = value`: the type is read and ignored.
  private mutating func annotatedAssignment(_ target: Expression) throws(SyntaxFailure) -> Statement.Kind {
    switch target.kind {
    case .name, .attribute, .item: break
    case .tuple: throw SyntaxFailure(message: "only single target (not tuple) can be annotated", span: target.span)
    case .list: throw SyntaxFailure(message: "only single target (not list) can be annotated", span: target.span)
    default: throw SyntaxFailure(message: "illegal target for annotation", span: target.span)
    }
    advance()
    _ = try expression()
    if accept(sign: "=") { return .assign([target], try starExpressions()) }
    return .annotation(target)
  }

  private func checkAugmentable(_ target: Expression) throws(SyntaxFailure) {
    switch target.kind {
    case .name, .attribute, .item: return
    default:
      throw SyntaxFailure(
        message: "'\(target.kind.description)' is an illegal expression for augmented assignment", span: target.span)
    }
  }

  /// Checks that something can be assigned to.
  func checkTarget(_ target: Expression, isInside: Bool = false) throws(SyntaxFailure) {
    switch target.kind {
    case .name, .attribute, .item: return
    case .starred(let inner):
      if !isInside {
        throw SyntaxFailure(message: "starred assignment target must be in a list or tuple", span: target.span)
      }
      try checkTarget(inner)
    case .tuple(let elements), .list(let elements):
      var stars = 0
      for element in elements {
        if case .starred = element.kind { stars += 1 }
        try checkTarget(element, isInside: true)
      }
      if stars > 1 {
        throw SyntaxFailure(message: "multiple starred expressions in assignment", span: target.span)
      }
    case .compare, .walrus:
      throw SyntaxFailure(
        message: "cannot assign to \(target.kind.description) here. Maybe you meant '==' instead of '='?",
        span: target.span)
    default:
      let hint = target.kind.isLiteral ? "" : " here. Maybe you meant '==' instead of '='?"
      throw SyntaxFailure(message: "cannot assign to \(target.kind.description)\(hint)", span: target.span)
    }
  }

  func unsupportedKeyword(_ word: String) -> SyntaxFailure {
    let remedy =
      switch word {
      case "yield": "Collect the values in a list, or write a generator expression."
      case "async", "await": "Write the call without it; everything runs in order here."
      default: ""
      }
    return SyntaxFailure(
      message: "'\(word)' is not part of the cell language", span: token.span, remedy: remedy.isEmpty ? nil : remedy)
  }
}

extension Expression.Kind {
  var isLiteral: Bool {
    switch self {
    case .none, .bool, .ellipsis: true
    default: false
    }
  }

  /// What CPython calls it in syntax errors.
  var description: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .int, .float, .string: "literal"
    case .ellipsis: "ellipsis"
    case .name: "name"
    case .formatted: "f-string expression"
    case .tuple: "tuple"
    case .list: "list"
    case .set: "set display"
    case .dict: "dict literal"
    case .starred: "starred"
    case .unary, .not, .binary, .boolean: "expression"
    case .compare: "comparison"
    case .conditional: "conditional expression"
    case .lambda: "lambda"
    case .call: "function call"
    case .attribute: "attribute"
    case .item: "subscript"
    case .slice: "slice"
    case .comprehension(let syntax):
      switch syntax.kind {
      case .list: "list comprehension"
      case .set: "set comprehension"
      case .dict: "dict comprehension"
      case .generator: "generator expression"
      }
    case .walrus: "named expression"
    }
  }
}
