import PythonValues

/// `cycler(...)`: gives its items in turn.
final class Cycler: PyObject {
  private let items: [Value]
  private var position = 0

  init(_ items: [Value]) throws {
    guard !items.isEmpty else { throw PyError(.runtimeError, "at least one item has to be provided") }
    self.items = items
  }

  override var typeName: String { "Cycler" }
  override var attributeNames: [String] { ["current", "next", "reset"] }

  override func attribute(_ name: String) -> Value? {
    switch name {
    case "current": items[position]
    case "next": .object(NativeFunction("next") { [self] _, _ in step() })
    case "reset": .object(NativeFunction("reset") { [self] _, _ in reset() })
    default: nil
    }
  }

  private func step() -> Value {
    defer { position = (position + 1) % items.count }
    return items[position]
  }

  private func reset() -> Value {
    position = 0
    return .none
  }
}

/// `joiner(separator)`: gives nothing the first time it is called, the separator from then on.
final class Joiner: PyObject {
  private let separator: Value
  private var isUsed = false

  init(_ separator: Value) { self.separator = separator }

  override var typeName: String { "Joiner" }
  override var isCallable: Bool { true }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    defer { isUsed = true }
    return isUsed ? separator : ""
  }
}

/// A group of `groupby`: a pair that also answers to `grouper` and `list`.
final class GroupedValues: PyObject {
  private let pair: PyTuple

  init(_ grouper: Value, _ values: [Value]) { pair = PyTuple([grouper, .array(values)]) }

  override var typeName: String { "tuple" }
  override func repr() throws -> String { try Value.tuple(pair).repr() }
  override func length() -> Int? { 2 }
  override func item(_ key: Value) throws -> Value { try Value.tuple(pair).item(key) }
  override func makeIterator() throws -> PyIterator? { try Value.tuple(pair).makeIterator() }
  override func equals(_ other: Value) throws -> Bool? { try Value.tuple(pair).equals(other) }
  override func attribute(_ name: String) -> Value? {
    switch name {
    case "grouper": pair.elements[0]
    case "list": pair.elements[1]
    default: nil
    }
  }
}
