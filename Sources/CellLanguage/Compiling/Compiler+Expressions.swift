import PythonValues
import SourceText

extension Compiler {
  func node(_ expression: Expression) -> Node {
    let span = expression.span
    switch expression.kind {
    case .none: return ConstantNode(.none, span)
    case .bool(let value): return ConstantNode(.bool(value), span)
    case .int(let value): return ConstantNode(.int(value), span)
    case .float(let value): return ConstantNode(.float(value), span)
    case .string(let text): return ConstantNode(.str(text), span)
    case .ellipsis: return ConstantNode(.object(EllipsisObject()), span)
    case .name(let name): return load(name, span)
    case .formatted(let parts): return FormattedNode(parts.map(part), span)
    case .tuple(let elements): return TupleNode(self.elements(elements), span)
    case .list(let elements): return ListNode(self.elements(elements), span)
    case .set(let elements): return SetNode(self.elements(elements), span)
    case .dict(let members): return DictNode(members.map { ($0.key.map(node), node($0.value)) }, span)
    case .starred(let value): return node(value)
    case .unary(let operation, let value): return UnaryNode(operation, node(value), span)
    case .not(let value): return NotNode(node(value), span)
    case .binary(let operation, let left, let right): return BinaryNode(operation, node(left), node(right), span)
    case .boolean(let isAnd, let operands): return BooleanNode(isAnd: isAnd, nodes(operands), span)
    case .compare(let first, let rest): return CompareNode(node(first), rest.map { ($0.0, node($0.1)) }, span)
    case .conditional(let test, let then, let otherwise):
      return ConditionalNode(node(test), node(then), node(otherwise), span)
    case .lambda(let syntax): return function(syntax, span)
    case .call(let function, let arguments): return call(function, arguments, span)
    case .attribute(let object, let name): return AttributeNode(node(object), PyString(name), span)
    case .item(let object, let key): return ItemNode(node(object), node(key), span)
    case .slice(let start, let stop, let step):
      return SliceNode(start.map(node), stop.map(node), step.map(node), span)
    case .comprehension(let syntax): return comprehension(syntax, span)
    case .walrus(let name, let value): return WalrusNode(walrusTarget(name, span), node(value), span)
    }
  }

  /// `:=` binds outside of comprehensions.
  private func walrusTarget(_ name: String, _ span: SourceSpan) -> Target { nameTarget(name, span) }

  private func part(_ part: Expression.Part) -> FormattedNode.Part {
    switch part {
    case .text(let text): .text(text)
    case .field(let value, let conversion, let specification):
      .field(node(value), conversion: conversion, specification: specification?.map(self.part))
    }
  }

  private func elements(_ elements: [Expression]) -> ElementNodes {
    ElementNodes(
      elements.map { element in
        if case .starred(let value) = element.kind { (node(value), true) } else { (node(element), false) }
      })
  }

  private func call(_ function: Expression, _ arguments: [Expression.Argument], _ span: SourceSpan) -> Node {
    let values = ArgumentNodes(
      arguments.map { argument in
        let kind: ArgumentNodes.Kind =
          switch argument.kind {
          case .positional: .positional
          case .keyword(let name): .keyword(name)
          case .unpackedList: .unpackedList
          case .unpackedDict: .unpackedDict
          }
        return (kind, node(argument.value))
      })
    if case .attribute(let object, let name) = function.kind {
      return MethodCallNode(node(object), PyString(name), values, span)
    }
    if case .name("super") = function.kind, arguments.isEmpty, let firstParameter,
      case .global = scope.place(of: "super"), case .cell = scope.place(of: "__class__")
    {
      return SuperNode(load("__class__", span), load(firstParameter, span), span)
    }
    return CallNode(node(function), values, span)
  }

  private func comprehension(_ syntax: ComprehensionSyntax, _ span: SourceSpan) -> Node {
    guard let inner = syntax.scope, let first = syntax.clauses.first else { return ConstantNode(.none, span) }
    let compiler = self.inner(inner)
    let clauses = syntax.clauses.enumerated().map { index, clause in
      ClauseNode(
        target: compiler.target(clause.target), iterable: (index == 0 ? self : compiler).node(clause.iterable),
        conditions: compiler.nodes(clause.conditions))
    }
    if syntax.kind == .generator {
      let code = GeneratorCode(qualifiedName: prefix + "<genexpr>", source: source)
      code.clauses = clauses
      code.element = compiler.node(syntax.element)
      let slots = capturedSlots(inner)
      code.freeSlots = slots.inner
      finish(code, inner)
      return GeneratorNode(code, first: node(first.iterable), capturedSlots: slots.outer, span)
    }
    let node = ComprehensionNode(
      syntax.kind, compiler.node(syntax.element), syntax.value.map(compiler.node), clauses, span)
    node.slots = inner.ordered.map(\.slot)
    return node
  }
}
