/// Walks a list by index, so that elements appended meanwhile are met too.
final class ListIterator: PyIterator {
  private var list: PyList?
  private var index = 0

  init(_ list: PyList) { self.list = list }

  override var typeName: String { "list_iterator" }

  override func next() -> Value? {
    guard let list else { return nil }
    guard index < list.elements.count else {
      self.list = nil
      return nil
    }
    index += 1
    return list.elements[index - 1]
  }

  override var remainingCount: Int { max(0, (list?.elements.count ?? 0) - index) }
}

/// Walks values that stay as they are.
public final class ArrayIterator: PyIterator {
  private let elements: [Value]
  private var index = 0
  private let name: String

  /// Makes an iterator over values.
  public init(_ elements: [Value], typeName: String = "iterator") {
    self.elements = elements
    name = typeName
  }

  /// The name of its type.
  public override var typeName: String { name }

  /// The next value.
  public override func next() -> Value? {
    guard index < elements.count else { return nil }
    index += 1
    return elements[index - 1]
  }

  /// How many are left.
  public override var remainingCount: Int { elements.count - index }
}

/// Walks the code points of a string.
final class StringIterator: PyIterator {
  private let text: PyString
  private var offset = 0

  init(_ text: PyString) { self.text = text }

  override var typeName: String { "str_iterator" }

  override func next() -> Value? {
    guard offset < text.bytes.count else { return nil }
    let end = min(offset + sequenceLength(text.bytes[offset]), text.bytes.count)
    defer { offset = end }
    return .str(PyString(bytes: Array(text.bytes[offset..<end]), count: 1))
  }
}

/// Walks a dict or set; notices when it changes its size meanwhile.
final class TableIterator: PyIterator {
  private let table: ValueTable
  private let part: DictView.Part
  private let countAtStart: Int
  private var index = 0

  init(_ table: ValueTable, _ part: DictView.Part) {
    self.table = table
    self.part = part
    countAtStart = table.count
  }

  override var typeName: String { table is PySet ? "set_iterator" : "dict_\(part.singular)iterator" }

  override func next() throws -> Value? {
    guard table.count == countAtStart else {
      let kind = table is PySet ? "Set" : "dictionary"
      throw PyError(.runtimeError, "\(kind) changed size during iteration")
    }
    guard let place = table.nextIndex(from: index) else { return nil }
    index = place + 1
    let entry = table.entries[place]
    switch part {
    case .keys: return entry.key
    case .values: return entry.value
    case .items: return .tupleOf(entry.key, entry.value)
    }
  }

  override var remainingCount: Int { countAtStart }
}

/// What `dict.keys()`, `.values()` and `.items()` give: a look at the dict as it is now.
public final class DictView: PyObject {
  /// What is looked at.
  public enum Part: String {
    /// The keys.
    case keys
    /// The values.
    case values
    /// Pairs of key and value.
    case items

    /// One of them: `key`.
    var singular: String {
      switch self {
      case .keys: "key"
      case .values: "value"
      case .items: "item"
      }
    }
  }

  /// The dict.
  public let dict: PyDict
  /// The part.
  public let part: Part

  /// Makes a view.
  public init(_ dict: PyDict, _ part: Part) {
    self.dict = dict
    self.part = part
  }

  /// `dict_keys` and its like.
  public override var typeName: String { "dict_\(part.rawValue)" }

  /// `dict_keys([...])`.
  public override func repr() throws -> String { "\(typeName)(\(try Value.array(elements).repr()))" }

  /// The elements now.
  public var elements: [Value] {
    switch part {
    case .keys: dict.keys
    case .values: dict.values
    case .items: dict.items.map { .tupleOf($0.key, $0.value) }
    }
  }

  /// The number of elements.
  public override func length() -> Int? { dict.count }

  /// Walks the elements.
  public override func makeIterator() -> PyIterator? { TableIterator(dict, part) }

  /// Whether a key or pair is there.
  public override func contains(_ value: Value) throws -> Bool? {
    switch part {
    case .keys: return try dict.contains(value)
    case .values: return nil
    case .items:
      guard case .tuple(let pair) = value, pair.elements.count == 2 else { return false }
      return try dict.get(pair.elements[0])?.equals(pair.elements[1]) ?? false
    }
  }

  /// Keys and items compare as sets.
  public override func equals(_ other: Value) throws -> Bool? {
    guard part != .values, let right = try Self.set(of: other) else { return nil }
    return try Value.set(PySet(elements)).equals(.set(right))
  }

  /// Keys and items compare as sets.
  public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
    guard part != .values, let right = try Self.set(of: other) else { return nil }
    return try Value.set(PySet(elements)).compare(comparison, .set(right))
  }

  /// Keys and items combine as sets.
  public override func binary(_ operation: BinaryOperator, _ other: Value, reflected: Bool) throws -> Value? {
    guard part != .values, [.bitAnd, .bitOr, .bitXor, .subtract].contains(operation) else { return nil }
    let right = try PySet(other.iterated())
    let left = try PySet(elements)
    return try reflected
      ? Value.set(right).binary(operation, .set(left)) : Value.set(left).binary(operation, .set(right))
  }

  private static func set(of value: Value) throws -> PySet? {
    switch value {
    case .set(let set): return set
    case .object(let object):
      guard let view = object as? DictView, view.part != .values else { return nil }
      return try PySet(view.elements)
    default: return nil
    }
  }
}
