import PythonValues
import SourceText

final class ExpressionStatement: StatementNode {
  let value: Node

  init(_ value: Node, _ span: SourceSpan) {
    self.value = value
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    _ = try value.evaluate(frame)
    return .normal
  }
}

/// The last expression of a cell: its value is what the cell shows.
final class ResultStatement: StatementNode {
  let value: Node

  init(_ value: Node, _ span: SourceSpan) {
    self.value = value
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    frame.returnValue = try value.evaluate(frame)
    return .normal
  }
}

final class PassStatement: StatementNode {}

final class AssignStatement: StatementNode {
  let targets: [Target]
  let value: Node

  init(_ targets: [Target], _ value: Node, _ span: SourceSpan) {
    self.targets = targets
    self.value = value
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    let value = try value.evaluate(frame)
    for target in targets { try target.assign(value, frame) }
    return .normal
  }
}

/// `name += value`
final class AugmentedNameStatement: StatementNode {
  enum Storage {
    case slot(Int)
    case global(GlobalVariable)
    case other(Node, Target)
  }

  let storage: Storage
  let load: Node
  let target: Target
  let operation: BinaryOperator
  let value: Node

  init(
    _ storage: Storage, _ load: Node, _ target: Target, _ operation: BinaryOperator, _ value: Node, _ span: SourceSpan
  ) {
    self.storage = storage
    self.load = load
    self.target = target
    self.operation = operation
    self.value = value
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    let old = try load.evaluate(frame)
    let right = try value.evaluate(frame)
    if operation == .add, case .str(let left) = old, case .str(let addition) = right {
      append(addition, to: left, old, frame)
      return .normal
    }
    let new: Value
    do { new = try old.inPlace(operation, right) } catch { throw frame.located(error, span) }
    try target.assign(new, frame)
    return .normal
  }

  /// Appends to a string that only this name holds in place, so that `text += part` in a loop stays linear.
  private func append(_ addition: PyString, to left: consuming PyString, _ old: consuming Value, _ frame: Frame) {
    guard left.bytes.count > 256 else {
      try? target.assign(.str(left.appending(addition)), frame)
      return
    }
    _ = consume old
    switch storage {
    case .slot(let slot): frame.slots[slot] = nil
    case .global(let variable): variable.value = nil
    case .other: break
    }
    var string = consume left
    if isKnownUniquelyReferenced(&string) {
      string.append(addition)
    } else {
      string = string.appending(addition)
    }
    switch storage {
    case .slot(let slot): frame.slots[slot] = .str(string)
    case .global(let variable): variable.value = .str(string)
    case .other: try? target.assign(.str(string), frame)
    }
  }
}

/// `object.name += value`, `object[key] += value`: the object and the key are evaluated once.
final class AugmentedPlaceStatement: StatementNode {
  let object: Node
  /// The key, or nil for an attribute.
  let key: Node?
  let name: String
  let operation: BinaryOperator
  let value: Node

  init(_ object: Node, key: Node?, name: String, _ operation: BinaryOperator, _ value: Node, _ span: SourceSpan) {
    self.object = object
    self.key = key
    self.name = name
    self.operation = operation
    self.value = value
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    let target = try object.evaluate(frame)
    let place = try key?.evaluate(frame)
    let old: Value
    do { old = try place.map { try target.item($0) } ?? target.languageAttribute(name) } catch {
      throw frame.located(error, span)
    }
    let right = try value.evaluate(frame)
    do {
      let new = try old.inPlace(operation, right)
      if let place { try target.setItem(place, new) } else { try target.setAttribute(name, new) }
    } catch { throw frame.located(error, span) }
    return .normal
  }
}

final class DeleteStatement: StatementNode {
  let targets: [Target]

  init(_ targets: [Target], _ span: SourceSpan) {
    self.targets = targets
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    for target in targets { try target.delete(frame) }
    return .normal
  }
}

final class ReturnStatement: StatementNode {
  let value: Node?

  init(_ value: Node?, _ span: SourceSpan) {
    self.value = value
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    frame.returnValue = try value?.evaluate(frame) ?? Value.none
    return .returned
  }
}

final class JumpStatement: StatementNode {
  let completion: Completion

  init(_ completion: Completion, _ span: SourceSpan) {
    self.completion = completion
    super.init(span)
  }

  override func execute(_ frame: Frame) -> Completion { completion }
}

final class AssertStatement: StatementNode {
  let test: Node
  let message: Node?

  init(_ test: Node, _ message: Node?, _ span: SourceSpan) {
    self.test = test
    self.message = message
    super.init(span)
  }

  override func execute(_ frame: Frame) throws -> Completion {
    if try test.isTrue(frame) { return .normal }
    let arguments = try message.map { [try $0.evaluate(frame)] } ?? []
    let exception = PyException(
      type: ExceptionClass(.assertionError), kind: .assertionError, arguments: arguments)
    throw frame.located(PyError(exception), span)
  }
}
