import PythonValues
import SourceText

extension Compiler {
  func statement(_ statement: Statement) -> StatementNode {
    let span = statement.span
    switch statement.kind {
    case .expression(let value): return ExpressionStatement(node(value), span)
    case .assign(let targets, let value): return AssignStatement(targets.map(target), node(value), span)
    case .augmentedAssign(let place, let operation, let value):
      return augmented(place, operation, node(value), span)
    case .annotation, .pass, .global, .nonlocal: return PassStatement(span)
    case .ifElse(let branches, let otherwise):
      return IfStatement(branches.map { (node($0.test), block($0.body)) }, block(otherwise), span)
    case .whileLoop(let test, let body, let otherwise):
      return WhileStatement(node(test), block(body), block(otherwise), span)
    case .forLoop(let place, let iterable, let body, let otherwise):
      return ForStatement(target(place), node(iterable), block(body), block(otherwise), span)
    case .breakLoop: return JumpStatement(.breakLoop, span)
    case .continueLoop: return JumpStatement(.continueLoop, span)
    case .returnValue(let value): return ReturnStatement(value.map(node), span)
    case .function(let syntax, let decorators):
      let value = decorated(function(syntax, span), decorators, span)
      return AssignStatement([nameTarget(syntax.name, span)], value, span)
    case .classDefinition(let syntax): return classDefinition(syntax, span)
    case .delete(let targets): return DeleteStatement(targets.map(target), span)
    case .importModules(let modules):
      return ImportStatement(
        modules.map {
          ($0.module, $0.alias != nil, nameTarget($0.alias ?? String($0.module.prefix { $0 != "." }), span))
        }, span)
    case .importNames(let module, let names):
      return ImportNamesStatement(module, names.map { ($0.name, nameTarget($0.alias ?? $0.name, span)) }, span)
    case .importAll(let module): return ImportAllStatement(module, span)
    case .assert(let test, let message): return AssertStatement(node(test), message.map(node), span)
    case .raise(let value, let cause): return RaiseStatement(value.map(node), cause.map(node), span)
    case .tryCatch(let syntax):
      let handlers = syntax.handlers.map { handler in
        TryStatement.Handler(
          type: handler.type.map(node), target: handler.name.map { nameTarget($0, handler.span) },
          body: block(handler.body))
      }
      return TryStatement(block(syntax.body), handlers, block(syntax.otherwise), block(syntax.finally), span)
    case .with(let items, let body):
      return WithStatement(items.map { (node($0.manager), $0.target.map(target)) }, block(body), span)
    }
  }

  private func augmented(
    _ place: Expression, _ operation: BinaryOperator, _ value: Node, _ span: SourceSpan
  ) -> StatementNode {
    switch place.kind {
    case .attribute(let object, let name):
      return AugmentedPlaceStatement(node(object), key: nil, name: name, operation, value, span)
    case .item(let object, let key):
      return AugmentedPlaceStatement(node(object), key: node(key), name: "", operation, value, span)
    case .name(let name):
      let load = load(name, place.span)
      let target = nameTarget(name, place.span)
      let storage: AugmentedNameStatement.Storage =
        switch target {
        case let target as LocalTarget: .slot(target.slot)
        case let target as GlobalTarget: .global(target.variable)
        default: .other(load, target)
        }
      return AugmentedNameStatement(storage, load, target, operation, value, span)
    default: return PassStatement(span)
    }
  }

  private func decorated(_ value: Node, _ decorators: [Expression], _ span: SourceSpan) -> Node {
    decorators.reversed().reduce(value) { CallNode(node($1), ArgumentNodes([(.positional, $0)]), $1.span) }
  }

  private func classDefinition(_ syntax: ClassSyntax, _ span: SourceSpan) -> StatementNode {
    guard let inner = syntax.scope else { return PassStatement(span) }
    let compiler = Compiler(interpreter, source, inner, prefix: prefix + syntax.name + ".")
    let code = ClassCode(qualifiedName: prefix + syntax.name, source: source)
    code.body = compiler.block(syntax.body)
    let slots = capturedSlots(inner)
    code.freeSlots = slots.inner
    code.classSlot = inner.variables["__class__"].flatMap { $0.isCaptured ? $0.slot : nil }
    if case .expression(let value)? = syntax.body.first?.kind, case .string(let text) = value.kind {
      code.documentation = text
    }
    finish(code, inner)
    let node = ClassNode(syntax.name, code, syntax.bases.first.map(self.node), capturedSlots: slots.outer, span)
    return AssignStatement([nameTarget(syntax.name, span)], decorated(node, syntax.decorators, span), span)
  }
}

/// The code of a class body.
final class ClassCode: Code {
  var body = Block(statements: [])
  var freeSlots: [Int] = []
  /// Where `__class__` lives, if a method asks for it.
  var classSlot: Int?
  var documentation: PyString?
}

/// Runs a class body and makes the class.
final class ClassNode: Node {
  let name: String
  let code: ClassCode
  let base: Node?
  let capturedSlots: [Int]

  init(_ name: String, _ code: ClassCode, _ base: Node?, capturedSlots: [Int], _ span: SourceSpan) {
    self.name = name
    self.code = code
    self.base = base
    self.capturedSlots = capturedSlots
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let baseType = try base.flatMap { node in
      let value = try node.evaluate(frame)
      guard case .object(let object) = value, let type = object as? PyType else {
        throw frame.located(PyError(.typeError, "a class cannot derive from '\(value.typeName)' object"), node.span)
      }
      return type.isSame(as: BuiltinType.object) ? nil : type
    }
    let inner = Frame(code, frame.interpreter)
    for (index, slot) in code.freeSlots.enumerated() { inner.slots[slot] = .object(frame.cell(capturedSlots[index])) }
    let namespace = PyDict()
    if let documentation = code.documentation { namespace["__doc__"] = .str(documentation) }
    inner.namespace = namespace
    _ = try code.body.execute(inner)
    do {
      let userClass = try UserClass(name, base: baseType, namespace: namespace, frame.interpreter)
      if let slot = code.classSlot { inner.cell(slot).value = .object(userClass) }
      return .object(userClass)
    } catch { throw frame.located(error, span) }
  }
}
