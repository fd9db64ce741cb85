import PythonValues
import SourceText

final class RaiseStatement: StatementNode {
  let value: Node?
  let cause: Node?

  init(_ value: Node?, _ cause: Node?, _ span: SourceSpan) {
    self.value = value
    self.cause = cause
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    guard let value else {
      guard let handled = frame.interpreter.handled.last else {
        throw frame.located(PyError(.runtimeError, "No active exception to reraise"), span)
      }
      throw PyError(handled)
    }
    let exception = try exception(of: value.evaluate(frame), frame, "exceptions must derive from BaseException")
    if let cause {
      let causeValue = try cause.evaluate(frame)
      if !causeValue.isNone {
        exception.cause = try self.exception(
          of: causeValue, frame, "exception causes must derive from BaseException")
      }
      exception.suppressesContext = true
    }
    throw frame.located(PyError(exception), span)
  }

  private func exception(of value: Value, _ frame: Frame, _ message: String) throws -> PyException {
    do {
      if case .object(let object) = value {
        if let exception = object as? PyException { return exception }
        if let type = object as? PyType, type.isExceptionClass,
          case .object(let made) = try type.call(CallArguments(), frame.interpreter),
          let exception = made as? PyException
        {
          return exception
        }
      }
      throw PyError(.typeError, message)
    } catch { throw frame.located(error, span) }
  }
}

extension PyType {
  /// Whether its instances can be raised.
  var isExceptionClass: Bool {
    var type: PyType? = self
    while let candidate = type {
      if candidate is ExceptionClass { return true }
      type = candidate.base
    }
    return false
  }
}

final class TryStatement: StatementNode {
  struct Handler {
    let type: Node?
    let target: Target?
    let body: Block
  }

  let body: Block
  let handlers: [Handler]
  let otherwise: Block
  let finally: Block

  init(_ body: Block, _ handlers: [Handler], _ otherwise: Block, _ finally: Block, _ span: SourceSpan) {
    self.body = body
    self.handlers = handlers
    self.otherwise = otherwise
    self.finally = finally
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    if finally.isEmpty { return try guarded(frame) }
    let completion: Completion
    do { completion = try guarded(frame) } catch {
      let error = frame.interpreter.pyError(error)
      frame.interpreter.handled.append(error.exception)
      defer { frame.interpreter.handled.removeLast() }
      let final = try finally.execute(frame)
      if final != .normal { return final }
      throw error
    }
    let returned = frame.returnValue
    let final = try finally.execute(frame)
    if final != .normal { return final }
    frame.returnValue = returned
    return completion
  }

  private func guarded(_ frame: Frame) throws -> Completion {
    let completion: Completion
    do { completion = try body.execute(frame) } catch {
      return try handle(frame.interpreter.pyError(error), frame)
    }
    return completion == .normal ? try otherwise.execute(frame) : completion
  }

  private func handle(_ error: PyError, _ frame: Frame) throws -> Completion {
    let interpreter = frame.interpreter
    for handler in handlers where try matches(handler, error.exception, frame) {
      interpreter.handled.append(error.exception)
      defer { interpreter.handled.removeLast() }
      try handler.target?.assign(.object(error.exception), frame)
      defer { try? handler.target?.delete(frame) }
      return try handler.body.execute(frame)
    }
    throw error
  }

  private func matches(_ handler: Handler, _ exception: PyException, _ frame: Frame) throws -> Bool {
    guard let node = handler.type else { return true }
    let value = try node.evaluate(frame)
    let types: [Value]
    if case .tuple(let tuple) = value { types = tuple.elements } else { types = [value] }
    for type in types {
      guard case .object(let object) = type, let type = object as? PyType, type.isExceptionClass else {
        throw frame.located(
          PyError(.typeError, "catching classes that do not inherit from BaseException is not allowed"), node.span)
      }
      if exception.type.isSubtype(of: type) { return true }
    }
    return false
  }
}
