import PythonValues
import SourceText

extension Renderer {
  /// The value of an expression; what fails inside gets the place of the innermost expression.
  func evaluate(_ expression: Expression) throws -> Value {
    do {
      try charge()
      return try value(of: expression)
    } catch {
      throw failure(error, at: expression.span)
    }
  }

  /// Runs a body whose failures belong to a place.
  func located<Result>(_ span: SourceSpan, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw failure(error, at: span)
    }
  }

  private func failure(_ error: any Error, at span: SourceSpan) -> any Error {
    switch error {
    case let error as PyError where error.kind != .keyboardInterrupt && error.kind != .systemExit:
      return JinjaError.python(exception: error.exception.typeName, error.message, place(span))
    case let use as Undefined.Use: return undefinedError(use.origin, place(span))
    case let reached as LimitReached: return JinjaError.limit(reached.limit, place(span))
    case let refusal as Refusal: return JinjaError.raised(refusal.message, place(span))
    case let misuse as Misuse: return JinjaError.misuse(misuse.message, place(span))
    default: return error
    }
  }

  private func undefinedError(_ origin: Undefined.Origin, _ place: TemplatePlace) -> JinjaError {
    switch origin {
    case .name(let name):
      let hint = nearestName(to: name, among: scope.visibleNames).map { "; did you mean '\($0)'?" } ?? ""
      return .undefined("'\(name)' is undefined\(hint)", place)
    case .attribute(let name, let type): return .undefined("'\(type)' has no attribute '\(name)'", place)
    case .element(let key, let type): return .undefined("\(type) has no element \(key)", place)
    case .other(let message): return .undefined(message, place)
    case .unsafe(let name, let type):
      return .unsafe("access to attribute '\(name)' of '\(type)' object is unsafe.", place)
    }
  }

  /// Thrown by `raise_exception`.
  struct Refusal: Error {
    let message: String
  }

  /// A filter or test used wrongly.
  struct Misuse: Error {
    let message: String
  }

  private func value(of expression: Expression) throws -> Value {
    switch expression.kind {
    case .literal(let value): return value
    case .name(let name): return lookUp(name)
    case .list(let elements): return try made(.array(try elements.map { try evaluate($0) }))
    case .tuple(let elements): return try made(.tuple(PyTuple(try elements.map { try evaluate($0) })))
    case .dict(let members): return try dict(members)
    case .attribute(let base, let name): return try attribute(name, of: evaluate(base))
    case .item(let base, let key): return try item(of: evaluate(base), try evaluate(key))
    case .slice(let start, let stop, let step):
      func part(_ expression: Expression?) throws -> Value { try expression.map { try evaluate($0) } ?? .none }
      return .object(PySlice(try part(start), try part(stop), try part(step)))
    case .call(let callee, let arguments):
      let function = try evaluate(callee)
      return try made(call(function, values(of: arguments)))
    case .filter(let input, let name, let arguments):
      let value = try input.map { try evaluate($0) } ?? filterInput
      return try applyFilter(name, to: value, values(of: arguments))
    case .test(let input, let name, let arguments):
      return .bool(try applyTest(name, to: evaluate(input), values(of: arguments)))
    case .negative(let operand): return try evaluate(operand).unary(.minus)
    case .positive(let operand): return try evaluate(operand).unary(.plus)
    case .not(let operand): return .bool(try !evaluate(operand).isTruthy())
    case .arithmetic(let first, let links): return try arithmetic(first, links)
    case .concatenation(let operands): return try concatenation(operands)
    case .comparison(let first, let links): return try comparison(first, links)
    case .and(let operands): return try firstOperand(operands, endingAt: false)
    case .or(let operands): return try firstOperand(operands, endingAt: true)
    case .conditional(let test, let then, let otherwise):
      if try isTrue(test) { return try evaluate(then) }
      return try otherwise.map { try evaluate($0) }
        ?? .object(
          Undefined(
            .other("the inline if-expression evaluated to false and no else section was defined.")))
    }
  }

  private func lookUp(_ name: String) -> Value {
    scope.value(name) ?? Globals.value(name) ?? .object(Undefined(.name(name)))
  }

  private func dict(_ members: [(key: Expression, value: Expression)]) throws -> Value {
    let dict = PyDict()
    own(dict)
    for (key, value) in members {
      let key = try evaluate(key)
      try dict.set(key, evaluate(value))
    }
    return try made(.dict(dict))
  }

  private func arithmetic(_ first: Expression, _ links: [(operation: Symbol, operand: Expression)]) throws -> Value {
    var value = try evaluate(first)
    for (symbol, operand) in links {
      let right = try evaluate(operand)
      guard let operation = BinaryOperator(rawValue: symbol.rawValue) else { continue }
      try checkSize(of: operation, value, right)
      value = try made(value.binary(operation, right))
    }
    return value
  }

  private func concatenation(_ operands: [Expression]) throws -> Value {
    var bytes: [UInt8] = []
    for operand in operands {
      let text = try text(of: evaluate(operand))
      try charge(bytes: text.bytes.count)
      bytes += text.bytes
    }
    return try made(.str(PyString(bytes: bytes)))
  }

  private func comparison(
    _ first: Expression, _ links: [(operation: ComparisonOperator, operand: Expression)]
  ) throws -> Value {
    var left = try evaluate(first)
    var answer = Value.bool(true)
    for (operation, operand) in links {
      let right = try evaluate(operand)
      try visit(left)
      try visit(right)
      switch operation {
      case .equal: answer = .bool(try left.equals(right))
      case .notEqual: answer = .bool(try !left.equals(right))
      case .ordered(let comparison): answer = try left.compare(comparison, right)
      case .contained, .notContained:
        try checkSearch(for: left, in: right)
        let isContained = try right.contains(left)
        if case .contained = operation { answer = .bool(isContained) } else { answer = .bool(!isContained) }
      }
      if try !answer.isTruthy() { return answer }
      left = right
    }
    return answer
  }

  private func firstOperand(_ operands: [Expression], endingAt truth: Bool) throws -> Value {
    var value = Value.none
    for operand in operands {
      value = try evaluate(operand)
      if try value.isTruthy() == truth { return value }
    }
    return value
  }

  // MARK: Arguments

  func values(of arguments: Arguments) throws -> CallArguments {
    var values = CallArguments(try arguments.positional.map { try evaluate($0) })
    for (name, expression) in arguments.keywords { values.keywords.append((name, try evaluate(expression))) }
    if let spread = arguments.spread {
      let list = try evaluate(spread)
      values.positional += try located(spread.span) { try elements(of: list) }
    }
    if let spread = arguments.keywordSpread {
      guard case .dict(let dict) = try evaluate(spread) else {
        throw PyError(.typeError, "the argument after ** must be a mapping")
      }
      for (key, value) in dict.items {
        guard let name = key.string else { throw PyError(.typeError, "keywords must be strings") }
        if values[name] != nil {
          throw PyError(.typeError, "got multiple values for keyword argument '\(name)'")
        }
        values.keywords.append((name, value))
      }
    }
    return values
  }

  // MARK: Text and elements

  /// A value as it is printed.
  func text(of value: Value) throws -> PyString {
    if case .str(let text) = value { return text }
    try visit(value)
    let text = PyString(try value.str())
    try charge(bytes: text.bytes.count)
    return text
  }

  /// The elements of an iterable.
  func elements(of value: Value) throws -> [Value] {
    if case .str(let text) = value { try charge(elements: text.count) }
    if case .object = value, try value.attributeSafeLength() ?? 0 > limits.elementCount {
      throw LimitReached(limit: .elementCount(limits.elementCount))
    }
    let elements = try value.iterated()
    try charge(elements: elements.count)
    return elements
  }
}

extension Value {
  /// The length of an object that has one.
  fileprivate func attributeSafeLength() throws -> Int? {
    if case .object(let object) = self { try object.length() } else { nil }
  }
}
