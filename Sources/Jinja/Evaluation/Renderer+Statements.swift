import PythonValues
import SourceText

extension Renderer {
  /// Runs statements in the current scope.
  func execute(_ statements: [Statement]) throws -> Flow {
    for statement in statements {
      let flow = try execute(statement)
      if flow != .next { return flow }
    }
    return .next
  }

  private func execute(_ statement: Statement) throws -> Flow {
    switch statement {
    case .text(let text): try emit(text.bytes)
    case .output(let expression):
      let value = try evaluate(expression)
      try located(expression.span) { try emit(text(of: value).bytes) }
    case .loop(let loop): return try execute(loop)
    case .conditional(let branches, let otherwise):
      for (test, body) in branches where try isTrue(test) { return try execute(body) }
      return try execute(otherwise)
    case .set(let target, let expression): try assign(target, try evaluate(expression))
    case .setBlock(let target, let filters, let body): return try setBlock(target, filters, body)
    case .macro(let definition): define(definition)
    case .call(let body, let call): try callBlock(body, call)
    case .filter(let filters, let body): return try filterBlock(filters, body)
    case .with(let assignments, let body): return try with(assignments, body)
    case .scope(let body): return try scoped { try execute(body) }
    case .generation(let body): try generation { try scoped { try execute(body) } }
    case .breakLoop: return .breakLoop
    case .continueLoop: return .continueLoop
    }
    return .next
  }

  /// Runs a body in a scope of its own.
  func scoped(_ body: () throws -> Flow) throws -> Flow {
    let outer = scope
    scope = Scope(parent: outer)
    defer { scope = outer }
    return try body()
  }

  func isTrue(_ expression: Expression) throws -> Bool {
    let value = try evaluate(expression)
    return try located(expression.span) { try value.isTruthy() }
  }

  // MARK: Loops

  private func execute(_ loop: LoopStatement) throws -> Flow {
    let iterable = try evaluate(loop.iterable)
    try run(loop, over: iterable, depth0: 0)
    return .next
  }

  private func run(_ loop: LoopStatement, over iterable: Value, depth0: Int) throws {
    let elements = try located(loop.iterable.span) { try self.elements(of: iterable) }
    let outer = scope
    defer { scope = outer }
    let state = LoopState(
      elements, depth0: depth0,
      isIncluded: loop.condition.map { condition in { try self.includes($0, loop.target, condition, in: outer) } },
      recurse: loop.isRecursive ? { try self.recurse(loop, over: $0, depth0: $1, in: outer) } : nil)
    var isEmpty = true
    var body = Scope(parent: outer)
    while let element = try located(loop.iterable.span, { try state.advance() }) {
      isEmpty = false
      if body.isCaptured { body = Scope(parent: outer) } else { body.names.removeAll(keepingCapacity: true) }
      scope = body
      body.names["loop"] = .object(state)
      try located(loop.iterable.span) { try charge() }
      try assign(loop.target, element)
      if try execute(loop.body) == .breakLoop { break }
    }
    if isEmpty, !loop.otherwise.isEmpty {
      scope = Scope(parent: outer)
      _ = try execute(loop.otherwise)
    }
  }

  private func includes(
    _ element: Value, _ target: AssignmentTarget, _ condition: Expression, in outer: Scope
  ) throws -> Bool {
    let current = scope
    scope = Scope(parent: outer)
    defer { scope = current }
    try assign(target, element)
    return try isTrue(condition)
  }

  private func recurse(_ loop: LoopStatement, over iterable: Value, depth0: Int, in outer: Scope) throws -> Value {
    let current = scope
    scope = outer
    defer { scope = current }
    let (text, _) = try deeper {
      try captured {
        try run(loop, over: iterable, depth0: depth0)
        return .next
      }
    }
    return .str(text)
  }

  // MARK: Assignments

  func assign(_ target: AssignmentTarget, _ value: Value) throws {
    switch target {
    case .name(let name, _): scope.names[name] = value
    case .namespaceAttribute(let name, let attribute, let span):
      guard case .object(let object)? = scope.value(name), let namespace = object as? Namespace else {
        throw JinjaError.misuse(
          "cannot assign attribute on non-namespace object: make '\(name)' with namespace() first", place(span))
      }
      namespace.set(attribute, value)
    case .tuple(let targets, let span):
      let values = try located(span) { try unpacked(value, into: targets.count) }
      for (target, value) in zip(targets, values) { try assign(target, value) }
    }
  }

  private func unpacked(_ value: Value, into count: Int) throws -> [Value] {
    guard let values = try? elements(of: value) else {
      throw PyError(.typeError, "cannot unpack non-iterable \(value.typeName) object")
    }
    if values.count > count { throw PyError(.valueError, "too many values to unpack (expected \(count))") }
    if values.count < count {
      throw PyError(.valueError, "not enough values to unpack (expected \(count), got \(values.count))")
    }
    return values
  }

  private func setBlock(_ target: AssignmentTarget, _ filters: Expression?, _ body: [Statement]) throws -> Flow {
    let (text, flow) = try captured { try scoped { try execute(body) } }
    guard flow == .next else { return flow }
    try assign(target, try filters.map { try filtered(text, by: $0) } ?? .str(text))
    return .next
  }

  private func filterBlock(_ filters: Expression, _ body: [Statement]) throws -> Flow {
    let (text, flow) = try captured { try scoped { try execute(body) } }
    guard flow == .next else { return flow }
    let value = try filtered(text, by: filters)
    try located(filters.span) { try emit(self.text(of: value).bytes) }
    return .next
  }

  private func with(_ assignments: [(target: AssignmentTarget, value: Expression)], _ body: [Statement]) throws -> Flow
  {
    let values = try assignments.map { try evaluate($0.value) }
    return try scoped {
      for (assignment, value) in zip(assignments, values) { try assign(assignment.target, value) }
      return try execute(body)
    }
  }

  // MARK: Macros

  private func macro(_ definition: MacroStatement) -> Macro {
    var captured: Scope? = scope
    while let current = captured, !current.isCaptured {
      current.isCaptured = true
      own(current)
      captured = current.parent
    }
    return Macro(definition, scope: scope, renderer: self)
  }

  private func define(_ definition: MacroStatement) {
    if let name = definition.name { scope.names[name] = .object(macro(definition)) }
  }

  /// Runs a macro and gives its text.
  func callMacro(_ macro: Macro, _ arguments: CallArguments) throws -> Value {
    let current = scope
    scope = Scope(parent: macro.scope)
    defer { scope = current }
    return try deeper {
      try macro.bind(arguments, in: scope) { try evaluate($0) }
      let (text, _) = try captured { try execute(macro.definition.body) }
      return .str(text)
    }
  }

  private func callBlock(_ body: MacroStatement, _ call: Expression) throws {
    guard case .call(let callee, let arguments) = call.kind else { return }
    let function = try evaluate(callee)
    var values = try self.values(of: arguments)
    values.keywords.append(("caller", .object(macro(body))))
    try located(call.span) {
      let result = try self.call(function, values)
      try emit(text(of: result).bytes)
    }
  }
}
