import PythonValues

/// The `loop` variable: where a loop stands among its elements.
///
/// Elements are examined one ahead at most, as in jinja2, so that a loop's condition sees what its body has set.
final class LoopState: PyObject {
  private var source: ArraySlice<Value>
  private let isIncluded: ((Value) throws -> Bool)?
  private let recurse: ((Value, Int) throws -> Value)?
  private let depth0: Int
  private var index0 = -1
  private var before: Value?
  private var current: Value?
  private var ahead: Value?
  private var knownLength: Int?
  private var lastChanged: Value?

  init(
    _ elements: [Value], depth0: Int, isIncluded: ((Value) throws -> Bool)?,
    recurse: ((Value, Int) throws -> Value)?
  ) {
    source = elements[...]
    self.isIncluded = isIncluded
    self.recurse = recurse
    self.depth0 = depth0
    knownLength = isIncluded == nil ? elements.count : nil
  }

  /// Moves on; nil at the end.
  func advance() throws -> Value? {
    guard let element = try ahead ?? pull() else { return nil }
    ahead = nil
    index0 += 1
    before = current
    current = element
    return element
  }

  private func pull() throws -> Value? {
    while let element = source.popFirst() {
      if try isIncluded?(element) ?? true { return element }
    }
    return nil
  }

  private func peek() throws -> Value? {
    if ahead == nil { ahead = try pull() }
    return ahead
  }

  private func count() throws -> Int {
    if let knownLength { return knownLength }
    var rest: [Value] = []
    while let element = try pull() { rest.append(element) }
    source = rest[...]
    // From here on every element left is included.
    let length = index0 + 1 + rest.count + (ahead == nil ? 0 : 1)
    knownLength = length
    return length
  }

  override var typeName: String { "LoopContext" }
  override func repr() throws -> String { "<LoopContext \(index0 + 1)/\(try count())>" }
  override func length() throws -> Int? { try count() }
  override var isCallable: Bool { true }
  override var attributeNames: [String] {
    [
      "index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0",
      "cycle", "changed",
    ]
  }

  override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "index": return .int(index0 + 1)
    case "index0": return .int(index0)
    case "revindex": return .int(try count() - index0)
    case "revindex0": return .int(try count() - index0 - 1)
    case "first": return .bool(index0 == 0)
    case "last": return .bool(try peek() == nil)
    case "length": return .int(try count())
    case "depth": return .int(depth0 + 1)
    case "depth0": return .int(depth0)
    case "previtem": return before ?? .object(Undefined(.other("there is no previous item")))
    case "nextitem": return try peek() ?? .object(Undefined(.other("there is no next item")))
    case "cycle": return .object(NativeFunction("cycle", "*values") { [index0] in try Self.cycled($0, $1, index0) })
    case "changed": return .object(NativeFunction("changed", "*values") { [unowned self] in try changed($0, $1) })
    default: return nil
    }
  }

  private static func cycled(_ arguments: BoundArguments, _ context: CallContext, _ index0: Int) throws -> Value {
    guard !arguments.variadic.isEmpty else { throw PyError(.typeError, "no items for cycling given") }
    return arguments.variadic[index0 % arguments.variadic.count]
  }

  private func changed(_ arguments: BoundArguments, _ context: CallContext) throws -> Value {
    let value = Value.tuple(PyTuple(arguments.variadic))
    if let lastChanged, try lastChanged.equals(value) { return false }
    lastChanged = value
    return true
  }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard let recurse else {
      throw PyError(.typeError, "The loop must have the 'recursive' marker to be called recursively.")
    }
    guard arguments.positional.count == 1, arguments.keywords.isEmpty else {
      throw PyError(.typeError, "a recursive loop takes one argument, the elements of the next level")
    }
    return try recurse(arguments.positional[0], depth0 + 1)
  }
}
