/// A value as Python's: what a cell, a template or a dataset row holds.
///
/// Immutable kinds are values; lists, dicts, sets and objects have identity and are shared by assignment.
public enum Value {
  /// `None`.
  case none
  /// `True` or `False`.
  case bool(Bool)
  /// An integer of 64 bits; what does not fit is an `OverflowError`.
  case int(Int)
  /// A float.
  case float(Double)
  /// A string of code points.
  case str(PyString)
  /// A list.
  case list(PyList)
  /// A tuple.
  case tuple(PyTuple)
  /// A dict in the order of insertion.
  case dict(PyDict)
  /// A set or frozenset.
  case set(PySet)
  /// Everything else: functions, classes, exceptions, iterators, host objects.
  case object(PyObject)
}

extension Value {
  /// Makes a string value.
  public static func string(_ text: String) -> Value { .str(PyString(text)) }

  /// Makes a list of elements.
  public static func array(_ elements: [Value]) -> Value { .list(PyList(elements)) }

  /// Makes a tuple of elements.
  public static func tupleOf(_ elements: Value...) -> Value { .tuple(PyTuple(elements)) }

  /// Makes a dict with string keys in order.
  public static func dictionary(_ members: [(String, Value)]) -> Value { .dict(PyDict(members)) }

  /// The name of the value's type as Python says it: `int`, `NoneType`, `DatasetDict`.
  public var typeName: String {
    switch self {
    case .none: "NoneType"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .str: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .dict(let dict): dict.subclassName ?? "dict"
    case .set(let set): set.isFrozen ? "frozenset" : "set"
    case .object(let object): object.typeName
    }
  }

  /// Whether this is `None`.
  public var isNone: Bool { if case .none = self { true } else { false } }

  /// The text, where this is a string; ill-formed parts become U+FFFD.
  public var string: String? { if case .str(let text) = self { text.string } else { nil } }

  /// The integer, where this is an int or a bool.
  public var integer: Int? {
    switch self {
    case .int(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The number, where this is a float, an int or a bool.
  public var number: Double? {
    if case .float(let value) = self { value } else { integer.map(Double.init) }
  }

  /// The elements, where this is a list or a tuple.
  public var elements: [Value]? {
    switch self {
    case .list(let list): list.elements
    case .tuple(let tuple): tuple.elements
    default: nil
    }
  }

  /// The dict, where this is one.
  public var dict: PyDict? { if case .dict(let dict) = self { dict } else { nil } }

  /// The object, where this is one.
  public var object: PyObject? { if case .object(let object) = self { object } else { nil } }

  /// Whether both are the very same, as Python's `is` says.
  public func isIdentical(to other: Value) -> Bool {
    switch (self, other) {
    case (.none, .none): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.str(let a), .str(let b)): a === b || (a.bytes.count <= 64 && a == b)
    case (.list(let a), .list(let b)): a === b
    case (.tuple(let a), .tuple(let b)): a === b || (a.elements.isEmpty && b.elements.isEmpty)
    case (.dict(let a), .dict(let b)): a === b
    case (.set(let a), .set(let b)): a === b
    case (.object(let a), .object(let b)): a === b || a.isSame(as: b)
    default: false
    }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  /// Makes a string.
  public init(stringLiteral value: String) { self = .str(PyString(value)) }
  /// Makes an int.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// Makes a float.
  public init(floatLiteral value: Double) { self = .float(value) }
  /// Makes a bool.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Makes a list.
  public init(arrayLiteral elements: Value...) { self = .list(PyList(elements)) }
}
