import PythonValues
import SourceText

final class IfStatement: StatementNode {
  let branches: [(test: Node, body: Block)]
  let otherwise: Block

  init(_ branches: [(test: Node, body: Block)], _ otherwise: Block, _ span: SourceSpan) {
    self.branches = branches
    self.otherwise = otherwise
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    for branch in branches where try branch.test.isTrue(frame) { return try branch.body.execute(frame) }
    return try otherwise.execute(frame)
  }
}

final class WhileStatement: StatementNode {
  let test: Node
  let body: Block
  let otherwise: Block

  init(_ test: Node, _ body: Block, _ otherwise: Block, _ span: SourceSpan) {
    self.test = test
    self.body = body
    self.otherwise = otherwise
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    while try test.isTrue(frame) {
      if frame.interpreter.interrupt.isRaised {
        do { try frame.interpreter.checkInterrupt() } catch { throw frame.located(error, span) }
      }
      switch try body.execute(frame) {
      case .normal, .continueLoop: continue
      case .breakLoop: return .normal
      case .returned: return .returned
      }
    }
    return try otherwise.execute(frame)
  }
}

final class ForStatement: StatementNode {
  let target: Target
  let iterable: Node
  let body: Block
  let otherwise: Block

  init(_ target: Target, _ iterable: Node, _ body: Block, _ otherwise: Block, _ span: SourceSpan) {
    self.target = target
    self.iterable = iterable
    self.body = body
    self.otherwise = otherwise
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    let values = try iterable.evaluate(frame)
    var completion = Completion.normal
    try forEach(values, frame, iterable.span) { value in
      try target.assign(value, frame)
      completion = try body.execute(frame)
      return completion == .normal || completion == .continueLoop
    }
    switch completion {
    case .breakLoop: return .normal
    case .returned: return .returned
    case .normal, .continueLoop: return try otherwise.execute(frame)
    }
  }
}

final class WithStatement: StatementNode {
  let items: [(manager: Node, target: Target?)]
  let body: Block

  init(_ items: [(manager: Node, target: Target?)], _ body: Block, _ span: SourceSpan) {
    self.items = items
    self.body = body
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion { try enter(0, frame) }

  private func enter(_ index: Int, _ frame: Frame) throws -> Completion {
    guard index < items.count else { return try body.execute(frame) }
    let (node, target) = items[index]
    let value = try node.evaluate(frame)
    guard case .object(let manager) = value, let entered = try enter(manager, frame, node.span) else {
      throw frame.located(
        PyError(.typeError, "'\(value.typeName)' object does not support the context manager protocol"), node.span)
    }
    let completion: Completion
    do {
      try target?.assign(entered, frame)
      completion = try enter(index + 1, frame)
    } catch {
      let error = frame.interpreter.pyError(error)
      let interpreter = frame.interpreter
      interpreter.handled.append(error.exception)
      defer { interpreter.handled.removeLast() }
      let isSwallowed: Bool
      do { isSwallowed = try manager.exitContext(error, interpreter) } catch { throw frame.located(error, node.span) }
      if isSwallowed { return .normal }
      throw error
    }
    do { _ = try manager.exitContext(nil, frame.interpreter) } catch { throw frame.located(error, node.span) }
    return completion
  }

  private func enter(_ manager: PyObject, _ frame: Frame, _ span: SourceSpan) throws -> Value? {
    do { return try manager.enterContext(frame.interpreter) } catch { throw frame.located(error, span) }
  }
}
