import PythonValues

/// What a missing name or attribute gives: it prints as nothing, is false and empty, and anything else is an error.
final class Undefined: PyObject {
  /// How it came about.
  enum Origin {
    /// A name that nothing set.
    case name(String)
    /// A missing attribute of a value of a type.
    case attribute(String, ofType: String)
    /// A missing element of a value of a type.
    case element(String, ofType: String)
    /// Something else, in words.
    case other(String)
    /// An attribute that the sandbox does not give out.
    case unsafe(String, ofType: String)
  }

  /// Thrown where an undefined value is used for more than printing and testing.
  struct Use: Error {
    let origin: Origin
  }

  let origin: Origin

  init(_ origin: Origin) { self.origin = origin }

  /// The undefined attribute of a value.
  static func attribute(_ name: String, of value: Value) -> Value {
    .object(Undefined(.attribute(name, ofType: spokenType(value))))
  }

  /// The undefined element of a value.
  static func element(_ key: Value, of value: Value) -> Value {
    if let name = key.string { return attribute(name, of: value) }
    return .object(Undefined(.element((try? key.repr()) ?? "?", ofType: spokenType(value))))
  }

  private static func spokenType(_ value: Value) -> String {
    switch value {
    case .none: "None"
    default: "\(value.typeName) object"
    }
  }

  override var typeName: String { "Undefined" }
  override func repr() -> String { "Undefined" }
  override func str() -> String { "" }
  override func isTruthy() -> Bool { false }
  override func length() -> Int? { 0 }
  override func makeIterator() -> PyIterator? { ArrayIterator([], typeName: "generator") }
  override func contains(_ value: Value) -> Bool? { false }
  override func equals(_ other: Value) -> Bool? { other.isUndefined }
  override func hash() -> Int { 0x756E }
  override var isCallable: Bool { true }
  override func attribute(_ name: String) throws -> Value? { throw Use(origin: origin) }
  override func item(_ key: Value) throws -> Value { throw Use(origin: origin) }
  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value { throw Use(origin: origin) }
  override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? { throw Use(origin: origin) }
  override func binary(_ operation: BinaryOperator, _ other: Value, reflected: Bool) throws -> Value? {
    throw Use(origin: origin)
  }
  override func unary(_ operation: UnaryOperator) throws -> Value? { throw Use(origin: origin) }
  override func numericValue() throws -> Value? { throw Use(origin: origin) }
}

extension Value {
  /// Whether this is an undefined value.
  var isUndefined: Bool { undefined != nil }

  var undefined: Undefined? {
    if case .object(let object) = self { object as? Undefined } else { nil }
  }
}
