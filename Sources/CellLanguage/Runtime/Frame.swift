import PythonValues
import SourceText

/// The values of one running function, cell or class body.
final class Frame {
  /// One value a slot; nil where a name has none. A captured name's slot holds a `Cell`.
  let slots: UnsafeMutablePointer<Value?>
  let code: Code
  unowned let interpreter: Interpreter
  /// What `return` gave.
  var returnValue: Value = .none
  /// The names of a class body.
  var namespace: PyDict?

  init(_ code: Code, _ interpreter: Interpreter) {
    self.code = code
    self.interpreter = interpreter
    slots = .allocate(capacity: max(1, code.slotCount))
    slots.initialize(repeating: nil, count: code.slotCount)
  }

  deinit {
    slots.deinitialize(count: code.slotCount)
    slots.deallocate()
  }

  /// The cell in a slot, made where there is none.
  func cell(_ slot: Int) -> Cell {
    if case .object(let object) = slots[slot], let cell = object as? Cell { return cell }
    let cell = Cell()
    slots[slot] = .object(cell)
    return cell
  }

  /// An error as a Python exception that knows this place, where it comes from here or passes here.
  func located(_ error: any Error, _ span: SourceSpan) -> PyError {
    let error = interpreter.pyError(error)
    let exception = error.exception
    if exception.frames.isEmpty, exception.context == nil, let handled = interpreter.handled.last,
      handled !== exception
    {
      exception.context = handled
    }
    let identity = ObjectIdentifier(self)
    if exception.lastFrame != identity, exception.frames.count < 1_100 {
      exception.lastFrame = identity
      exception.frames.append(.init(function: code.qualifiedName, source: code.source, span: span))
    }
    return error
  }
}

/// What all frames of a function, cell or class body share.
class Code {
  let qualifiedName: String
  let source: Source
  /// Set when the whole code is made: comprehensions inside add slots.
  var slotCount = 0
  var slotNames: [String] = []

  init(qualifiedName: String, source: Source) {
    self.qualifiedName = qualifiedName
    self.source = source
  }
}

/// A name's value that several functions share.
final class Cell: PyObject {
  var value: Value?

  init(_ value: Value? = nil) { self.value = value }
}

/// A global name, with the value that the cells gave it and the one that it has of itself.
final class GlobalVariable {
  let name: String
  /// What cells gave it.
  var value: Value?
  /// What the language or its host gave it.
  var builtin: Value?

  init(_ name: String) { self.name = name }
}
