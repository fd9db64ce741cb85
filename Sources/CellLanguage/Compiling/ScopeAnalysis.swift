import PythonValues
import SourceText

/// Finds out which names each function, class and comprehension binds and uses, before code is made of them.
struct ScopeAnalysis {
  private var scopes: [Scope] = []

  /// Analyses a cell and gives its scope.
  static func analyze(_ statements: [Statement]) throws(SyntaxFailure) -> Scope {
    var analysis = ScopeAnalysis()
    let module = Scope(.module, in: nil)
    analysis.scopes.append(module)
    try analysis.visit(statements, module)
    // Every use is resolved once, so that the captured variables are known before code is made.
    for scope in analysis.scopes { for name in scope.uses.sorted() { _ = scope.place(of: name) } }
    return module
  }

  private mutating func makeScope(_ kind: Scope.Kind, in parent: Scope, isGenerator: Bool = false) -> Scope {
    let scope = Scope(kind, in: parent, isGenerator: isGenerator)
    scopes.append(scope)
    return scope
  }

  private func bind(_ name: String, _ scope: Scope) {
    scope.uses.insert(name)
    if scope.globals.contains(name) || scope.nonlocals.contains(name) { return }
    switch scope.kind {
    case .module: break
    case .classBody: scope.members.insert(name)
    case .function, .comprehension: scope.addVariable(name)
    }
  }

  mutating func visit(_ statements: [Statement], _ scope: Scope) throws(SyntaxFailure) {
    for statement in statements { try visit(statement, scope) }
  }

  private mutating func visit(_ statement: Statement, _ scope: Scope) throws(SyntaxFailure) {
    switch statement.kind {
    case .expression(let value): try visit(value, scope)
    case .assign(let targets, let value):
      try visit(value, scope)
      for target in targets { try bindTarget(target, scope) }
    case .augmentedAssign(let target, _, let value):
      try visit(value, scope)
      try bindTarget(target, scope)
    case .annotation(let target): try bindTarget(target, scope)
    case .ifElse(let branches, let otherwise):
      for branch in branches {
        try visit(branch.test, scope)
        try visit(branch.body, scope)
      }
      try visit(otherwise, scope)
    case .whileLoop(let test, let body, let otherwise):
      try visit(test, scope)
      try visit(body + otherwise, scope)
    case .forLoop(let target, let iterable, let body, let otherwise):
      try visit(iterable, scope)
      try bindTarget(target, scope)
      try visit(body + otherwise, scope)
    case .breakLoop, .continueLoop, .pass: break
    case .returnValue(let value): if let value { try visit(value, scope) }
    case .delete(let targets): for target in targets { try bindTarget(target, scope) }
    case .assert(let test, let message):
      try visit(test, scope)
      if let message { try visit(message, scope) }
    case .raise(let value, let cause):
      if let value { try visit(value, scope) }
      if let cause { try visit(cause, scope) }
    default: try visitDefinition(statement, scope)
    }
  }

  private mutating func visitDefinition(_ statement: Statement, _ scope: Scope) throws(SyntaxFailure) {
    switch statement.kind {
    case .function(let syntax, let decorators):
      for decorator in decorators { try visit(decorator, scope) }
      bind(syntax.name, scope)
      try visit(syntax, scope)
    case .classDefinition(let syntax):
      for value in syntax.decorators + syntax.bases { try visit(value, scope) }
      bind(syntax.name, scope)
      let inner = makeScope(.classBody, in: scope)
      inner.addVariable("__class__")
      syntax.scope = inner
      try visit(syntax.body, inner)
    case .importModules(let modules):
      for module in modules { bind(module.alias ?? String(module.module.prefix { $0 != "." }), scope) }
    case .importNames(_, let names): for name in names { bind(name.alias ?? name.name, scope) }
    case .importAll:
      if scope.kind != .module {
        throw SyntaxFailure(message: "import * only allowed at module level", span: statement.span)
      }
    case .global(let names), .nonlocal(let names): try declare(names, statement, scope)
    case .tryCatch(let syntax):
      try visit(syntax.body, scope)
      for handler in syntax.handlers {
        if let type = handler.type { try visit(type, scope) }
        if let name = handler.name { bind(name, scope) }
        try visit(handler.body, scope)
      }
      try visit(syntax.otherwise + syntax.finally, scope)
    case .with(let items, let body):
      for item in items {
        try visit(item.manager, scope)
        if let target = item.target { try bindTarget(target, scope) }
      }
      try visit(body, scope)
    default: break
    }
  }

  private func declare(_ names: [String], _ statement: Statement, _ scope: Scope) throws(SyntaxFailure) {
    let isGlobal = if case .global = statement.kind { true } else { false }
    let word = isGlobal ? "global" : "nonlocal"
    for name in names {
      if scope.kind == .module {
        if !isGlobal {
          throw SyntaxFailure(message: "nonlocal declaration not allowed at module level", span: statement.span)
        }
        continue
      }
      if scope.variables[name]?.isParameter == true {
        throw SyntaxFailure(message: "name '\(name)' is parameter and \(word)", span: statement.span)
      }
      if scope.variables[name] != nil || scope.members.contains(name) {
        throw SyntaxFailure(message: "name '\(name)' is assigned to before \(word) declaration", span: statement.span)
      }
      if scope.uses.contains(name) {
        throw SyntaxFailure(message: "name '\(name)' is used prior to \(word) declaration", span: statement.span)
      }
      if isGlobal {
        scope.globals.insert(name)
      } else {
        guard scope.hasOuterVariable(name) else {
          throw SyntaxFailure(message: "no binding for nonlocal '\(name)' found", span: statement.span)
        }
        scope.nonlocals.insert(name)
      }
    }
  }

  private mutating func visit(_ syntax: FunctionSyntax, _ scope: Scope) throws(SyntaxFailure) {
    for parameter in syntax.parameters { if let value = parameter.defaultValue { try visit(value, scope) } }
    let inner = makeScope(.function, in: scope)
    syntax.scope = inner
    for parameter in syntax.parameters { inner.addVariable(parameter.name, isParameter: true) }
    try visit(syntax.body, inner)
    if let expression = syntax.expression { try visit(expression, inner) }
  }

  private mutating func bindTarget(_ target: Expression, _ scope: Scope) throws(SyntaxFailure) {
    switch target.kind {
    case .name(let name): bind(name, scope)
    case .starred(let inner): try bindTarget(inner, scope)
    case .tuple(let elements), .list(let elements): for element in elements { try bindTarget(element, scope) }
    default: try visit(target, scope)
    }
  }

  private mutating func visit(_ syntax: ComprehensionSyntax, _ scope: Scope) throws(SyntaxFailure) {
    guard let first = syntax.clauses.first else { return }
    try visit(first.iterable, scope)
    let isGenerator = syntax.kind == .generator
    let inner = makeScope(isGenerator ? .function : .comprehension, in: scope, isGenerator: isGenerator)
    if isGenerator { inner.addVariable(".0", isParameter: true) }
    syntax.scope = inner
    for (index, clause) in syntax.clauses.enumerated() {
      if index > 0 { try visit(clause.iterable, inner) }
      try bindTarget(clause.target, inner)
      for condition in clause.conditions { try visit(condition, inner) }
    }
    try visit(syntax.element, inner)
    if let value = syntax.value { try visit(value, inner) }
  }

  /// Binds the name of `:=`, which reaches out of comprehensions.
  private func bindWalrus(_ name: String, _ scope: Scope, _ span: SourceSpan) throws(SyntaxFailure) {
    var target = scope
    while target.kind == .comprehension || target.isGenerator {
      if target.variables[name] != nil {
        throw SyntaxFailure(
          message: "assignment expression cannot rebind comprehension iteration variable '\(name)'", span: span)
      }
      target.uses.insert(name)
      guard let parent = target.parent else { break }
      target = parent
    }
    if target !== scope, target.kind == .classBody {
      throw SyntaxFailure(
        message: "assignment expression within a comprehension cannot be used in a class body", span: span)
    }
    bind(name, target)
  }

  private mutating func visit(_ parts: [Expression.Part], _ scope: Scope) throws(SyntaxFailure) {
    for part in parts {
      if case .field(let value, _, let specification) = part {
        try visit(value, scope)
        if let specification { try visit(specification, scope) }
      }
    }
  }

  private mutating func visit(all expressions: [Expression], _ scope: Scope) throws(SyntaxFailure) {
    for expression in expressions { try visit(expression, scope) }
  }

  private mutating func visit(_ expression: Expression, _ scope: Scope) throws(SyntaxFailure) {
    switch expression.kind {
    case .none, .bool, .int, .float, .string, .ellipsis: break
    case .name(let name):
      scope.uses.insert(name)
      if name == "super" { scope.uses.insert("__class__") }
    case .formatted(let parts): try visit(parts, scope)
    case .tuple(let elements), .list(let elements), .set(let elements), .boolean(_, let elements):
      try visit(all: elements, scope)
    case .dict(let members):
      for member in members {
        if let key = member.key { try visit(key, scope) }
        try visit(member.value, scope)
      }
    case .starred(let value), .unary(_, let value), .not(let value), .attribute(let value, _): try visit(value, scope)
    case .binary(_, let left, let right), .item(let left, let right): try visit(all: [left, right], scope)
    case .compare(let first, let rest): try visit(all: [first] + rest.map(\.1), scope)
    case .conditional(let test, let then, let otherwise): try visit(all: [test, then, otherwise], scope)
    case .lambda(let syntax): try visit(syntax, scope)
    case .call(let function, let arguments): try visit(all: [function] + arguments.map(\.value), scope)
    case .slice(let start, let stop, let step): try visit(all: [start, stop, step].compactMap { $0 }, scope)
    case .comprehension(let syntax): try visit(syntax, scope)
    case .walrus(let name, let value):
      try visit(value, scope)
      try bindWalrus(name, scope, expression.span)
    }
  }
}
