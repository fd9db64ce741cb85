import PythonValues
import SourceText

final class ConstantNode: Node {
  let value: Value

  init(_ value: Value, _ span: SourceSpan) {
    self.value = value
    super.init(span)
  }

  override func evaluate(_ frame: Frame) -> Value { value }
}

/// A name in a slot of the frame.
final class LocalNode: Node {
  let slot: Int

  init(_ slot: Int, _ span: SourceSpan) {
    self.slot = slot
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    if let value = frame.slots[slot] { return value }
    throw frame.located(frame.unassigned(slot), span)
  }
}

extension Frame {
  func unassigned(_ slot: Int) -> PyError {
    let name = code.slotNames[slot]
    return PyError(
      .unboundLocalError, "cannot access local variable '\(name)' where it is not associated with a value")
  }
}

/// A name in a cell that a slot holds.
final class CellNode: Node {
  let slot: Int
  let isFree: Bool

  init(_ slot: Int, isFree: Bool, _ span: SourceSpan) {
    self.slot = slot
    self.isFree = isFree
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    if let value = frame.cell(slot).value { return value }
    let name = frame.code.slotNames[slot]
    let error =
      isFree
      ? PyError(
        .nameError,
        "cannot access free variable '\(name)' where it is not associated with a value in enclosing scope")
      : frame.unassigned(slot)
    throw frame.located(error, span)
  }
}

final class GlobalNode: Node {
  let variable: GlobalVariable

  init(_ variable: GlobalVariable, _ span: SourceSpan) {
    self.variable = variable
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    if let value = variable.value ?? variable.builtin { return value }
    throw frame.located(frame.interpreter.unknownName(variable.name, in: frame), span)
  }
}

/// A name in a class body: the class's own, or else an outer one.
final class MemberNode: Node {
  let name: PyString
  let otherwise: Node

  init(_ name: PyString, otherwise: Node, _ span: SourceSpan) {
    self.name = name
    self.otherwise = otherwise
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    try frame.namespace?[name] ?? otherwise.evaluate(frame)
  }
}

final class LocalTarget: Target {
  let slot: Int

  init(_ slot: Int, _ span: SourceSpan) {
    self.slot = slot
    super.init(span)
  }

  override func assign(_ value: Value, _ frame: Frame) { frame.slots[slot] = value }

  override func delete(_ frame: Frame) throws {
    if frame.slots[slot] == nil { throw frame.located(frame.unassigned(slot), span) }
    frame.slots[slot] = nil
  }
}

final class CellTarget: Target {
  let slot: Int

  init(_ slot: Int, _ span: SourceSpan) {
    self.slot = slot
    super.init(span)
  }

  override func assign(_ value: Value, _ frame: Frame) { frame.cell(slot).value = value }

  override func delete(_ frame: Frame) throws {
    if frame.cell(slot).value == nil { throw frame.located(frame.unassigned(slot), span) }
    frame.cell(slot).value = nil
  }
}

final class GlobalTarget: Target {
  let variable: GlobalVariable

  init(_ variable: GlobalVariable, _ span: SourceSpan) {
    self.variable = variable
    super.init(span)
  }

  override func assign(_ value: Value, _ frame: Frame) {
    if variable.value == nil { frame.interpreter.noteAssigned(variable) }
    variable.value = value
  }

  override func delete(_ frame: Frame) throws {
    if variable.value == nil { throw frame.located(frame.interpreter.unknownName(variable.name, in: frame), span) }
    variable.value = nil
  }
}

final class MemberTarget: Target {
  let name: PyString

  init(_ name: PyString, _ span: SourceSpan) {
    self.name = name
    super.init(span)
  }

  override func assign(_ value: Value, _ frame: Frame) { frame.namespace?[name] = value }

  override func delete(_ frame: Frame) throws {
    if try frame.namespace?.remove(.str(name)) == nil {
      throw frame.located(frame.interpreter.unknownName(name.string, in: frame), span)
    }
  }
}

/// `name := value`
final class WalrusNode: Node {
  let target: Target
  let value: Node

  init(_ target: Target, _ value: Node, _ span: SourceSpan) {
    self.target = target
    self.value = value
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try value.evaluate(frame)
    try target.assign(value, frame)
    return value
  }
}
