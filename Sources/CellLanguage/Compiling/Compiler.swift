import PythonValues
import SourceText

/// Makes runnable nodes of a syntax tree whose scopes are known.
struct Compiler {
  let interpreter: Interpreter
  let source: Source
  let scope: Scope
  /// What stands before the names of functions defined here: `Class.`, `outer.<locals>.`.
  let prefix: String
  /// The first parameter of the method around, for `super()`.
  var firstParameter: String?

  init(_ interpreter: Interpreter, _ source: Source, _ scope: Scope, prefix: String = "", firstParameter: String? = nil)
  {
    self.interpreter = interpreter
    self.source = source
    self.scope = scope
    self.prefix = prefix
    self.firstParameter = firstParameter
  }

  /// The code of a whole cell; its last expression gives the cell's value.
  static func compile(_ statements: [Statement], _ interpreter: Interpreter, _ source: Source) throws -> (Code, Block) {
    let scope = try ScopeAnalysis.analyze(statements)
    let compiler = Compiler(interpreter, source, scope)
    var nodes = compiler.block(statements).statements
    if case .expression(let value)? = statements.last?.kind, let last = statements.last {
      nodes[nodes.count - 1] = ResultStatement(compiler.node(value), last.span)
    }
    let code = Code(qualifiedName: "<cell>", source: source)
    compiler.finish(code, scope)
    return (code, Block(statements: nodes))
  }

  func finish(_ code: Code, _ scope: Scope) {
    code.slotCount = scope.slotCount
    code.slotNames = scope.slotNames
  }

  func block(_ statements: [Statement]) -> Block { Block(statements: statements.map(statement)) }

  func inner(_ scope: Scope) -> Compiler {
    Compiler(interpreter, source, scope, prefix: prefix, firstParameter: firstParameter)
  }

  func load(_ name: String, _ span: SourceSpan) -> Node { load(scope.place(of: name), name, span) }

  private func load(_ place: Scope.Place, _ name: String, _ span: SourceSpan) -> Node {
    switch place {
    case .slot(let slot): LocalNode(slot, span)
    case .cell(let slot): CellNode(slot, isFree: isFree(slot), span)
    case .global: GlobalNode(interpreter.global(name), span)
    case .member(let otherwise): MemberNode(PyString(name), otherwise: load(otherwise, name, span), span)
    }
  }

  private func isFree(_ slot: Int) -> Bool { scope.host.captured.contains { $0.slot == slot } }

  func nameTarget(_ name: String, _ span: SourceSpan) -> Target {
    switch scope.place(of: name) {
    case .slot(let slot): LocalTarget(slot, span)
    case .cell(let slot): CellTarget(slot, span)
    case .global: GlobalTarget(interpreter.global(name), span)
    case .member: MemberTarget(PyString(name), span)
    }
  }

  func target(_ expression: Expression) -> Target {
    switch expression.kind {
    case .name(let name): return nameTarget(name, expression.span)
    case .attribute(let object, let name): return AttributeTarget(node(object), PyString(name), expression.span)
    case .item(let object, let key): return ItemTarget(node(object), node(key), expression.span)
    case .starred(let inner): return target(inner)
    case .tuple(let elements), .list(let elements):
      let starred = elements.firstIndex { if case .starred = $0.kind { true } else { false } }
      return UnpackTarget(elements.map(target), starred: starred, expression.span)
    default: return Target(expression.span)
    }
  }

  func nodes(_ expressions: [Expression]) -> [Node] { expressions.map(node) }

  /// The slots of this frame that hold the cells that an inner frame reaches.
  func capturedSlots(_ inner: Scope) -> (outer: [Int], inner: [Int]) {
    let pairs = inner.captured.compactMap { captured in
      scope.host.slot(ofCaptured: captured.variable).map { (outer: $0, inner: captured.slot) }
    }
    return (pairs.map(\.outer), pairs.map(\.inner))
  }

  func function(_ syntax: FunctionSyntax, _ span: SourceSpan) -> Node {
    guard let inner = syntax.scope else { return ConstantNode(.none, span) }
    let name = scope.globals.contains(syntax.name) ? syntax.name : prefix + syntax.name
    let code = FunctionCode(syntax, qualifiedName: name, source: source)
    let first = syntax.parameters.first.flatMap { $0.kind == .keywordOnly || $0.kind == .keywords ? nil : $0.name }
    let compiler = Compiler(
      interpreter, source, inner, prefix: name + ".<locals>.", firstParameter: first ?? firstParameter)
    code.body = compiler.block(syntax.body)
    code.expression = syntax.expression.map(compiler.node)
    code.capturedParameters = inner.ordered.filter { $0.isParameter && $0.isCaptured }.map(\.slot)
    let slots = capturedSlots(inner)
    code.freeSlots = slots.inner
    finish(code, inner)
    let defaults = syntax.parameters.map { $0.defaultValue.map(node) }
    return FunctionNode(code, defaults: defaults, capturedSlots: slots.outer, span)
  }
}
