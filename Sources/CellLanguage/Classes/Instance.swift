import PythonValues
import SourceText

/// An instance of a class that a cell defined.
public final class Instance: PyObject {
  /// Its class.
  public let userClass: UserClass
  /// Its own attributes in the order of their making.
  let members = PyDict()
  /// What the host keeps with the instance of a class derived from its own.
  public var hostState: AnyObject?

  init(_ userClass: UserClass) { self.userClass = userClass }

  /// The class's name.
  public override var typeName: String { userClass.name }

  func find(_ name: PyString) throws -> Value? {
    if let value = try userClass.find(name, of: self, members) { return value }
    switch name.string {
    case "__class__": return .object(userClass)
    case "__dict__": return .dict(members)
    case "__doc__": return Value.none
    case "__module__": return "__main__"
    default: return SpecialMethodObject.make(.object(self), name.string).map { .object($0) }
    }
  }

  /// Its attribute, or its class's, bound to it.
  public override func attribute(_ name: String) throws -> Value? { try find(PyString(name)) }

  /// Sets one of its own attributes, or a property.
  public override func setAttribute(_ name: String, _ value: Value) throws {
    try userClass.set(name, value, of: self, members)
  }

  /// Deletes one of its own attributes.
  public override func deleteAttribute(_ name: String) throws {
    if try members.remove(.string(name)) == nil { throw Value.object(self).missingAttribute(name) }
  }

  /// Its own names and its class's.
  public override var attributeNames: [String] {
    let own = members.keys.compactMap(\.string)
    return own + userClass.attributeNames.filter { !own.contains($0) }
  }

  /// Whether a cell's class, not only the host's, defines a method.
  public func definesMethod(_ name: String) -> Bool { userClass.special(name) != nil }

  /// Whether its class is a class or derives from it.
  public override func isInstance(of type: PyType) -> Bool { userClass.isSubtype(of: type) }

  private func callSpecial(_ name: String, _ arguments: Value...) throws -> Value? {
    guard let method = userClass.special(name), !method.isNone else { return nil }
    let bound = userClass.bind(method, to: self)
    let result = try bound.call(CallArguments(arguments), userClass.interpreter)
    return result.isNotImplemented ? nil : result
  }

  private func stringResult(_ name: String, _ arguments: Value...) throws -> String? {
    guard let method = userClass.special(name) else { return nil }
    let result = try userClass.bind(method, to: self).call(CallArguments(arguments), userClass.interpreter)
    guard case .str(let text) = result else {
      if name == "__format__" { throw PyError(.typeError, "__format__ must return a str, not \(result.typeName)") }
      throw PyError(.typeError, "\(name) returned non-string (type \(result.typeName))")
    }
    return text.string
  }

  /// `__repr__`, or the class's name.
  public override func repr() throws -> String {
    try stringResult("__repr__") ?? "<__main__.\(userClass.name) object>"
  }

  /// `__str__`, or `__repr__`.
  public override func str() throws -> String { try stringResult("__str__") ?? repr() }

  /// `__format__`.
  public override func format(_ spec: String) throws -> String? { try stringResult("__format__", .string(spec)) }

  /// Whether the class defines `__call__`.
  public override var isCallable: Bool { userClass.special("__call__") != nil }

  /// `__call__`.
  public override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard let method = userClass.special("__call__") else { return try super.call(arguments, context) }
    return try userClass.bind(method, to: self).call(arguments, context)
  }

  /// `__getitem__`.
  public override func item(_ key: Value) throws -> Value {
    guard userClass.special("__getitem__") != nil else { return try super.item(key) }
    return try callSpecial("__getitem__", key) ?? .none
  }

  /// `__setitem__`.
  public override func setItem(_ key: Value, _ value: Value) throws {
    guard userClass.special("__setitem__") != nil else { return try super.setItem(key, value) }
    _ = try callSpecial("__setitem__", key, value)
  }

  /// `__delitem__`.
  public override func deleteItem(_ key: Value) throws {
    guard userClass.special("__delitem__") != nil else { return try super.deleteItem(key) }
    _ = try callSpecial("__delitem__", key)
  }

  /// `__len__`.
  public override func length() throws -> Int? {
    guard let value = try callSpecial("__len__") else { return nil }
    guard let count = value.integer else {
      throw PyError(.typeError, "'\(value.typeName)' object cannot be interpreted as an integer")
    }
    if count < 0 { throw PyError(.valueError, "__len__() should return >= 0") }
    return count
  }

  /// `__iter__`, or `__getitem__` with 0, 1, 2, ….
  public override func makeIterator() throws -> PyIterator? {
    if userClass.special("__iter__") != nil {
      let iterator = try callSpecial("__iter__") ?? .none
      if case .object(let object) = iterator {
        if let instance = object as? Instance, instance.userClass.special("__next__") != nil {
          return InstanceIterator(instance)
        }
        if let iterator = object as? PyIterator { return iterator }
      }
      throw PyError(.typeError, "iter() returned non-iterator of type '\(iterator.typeName)'")
    }
    guard userClass.special("__getitem__") != nil else { return nil }
    var index = 0
    return ClosureIterator { [self] in
      do {
        index += 1
        return try item(.int(index - 1))
      } catch let error as PyError where error.kind == .indexError || error.kind == .stopIteration { return nil }
    }
  }

  /// `__next__`.
  func nextValue() throws -> Value? {
    guard let method = userClass.special("__next__") else {
      throw PyError(.typeError, "'\(typeName)' object is not an iterator")
    }
    do {
      return try userClass.bind(method, to: self).call(CallArguments(), userClass.interpreter)
    } catch let error as PyError where error.kind == .stopIteration { return nil }
  }

  /// `__contains__`.
  public override func contains(_ value: Value) throws -> Bool? { try callSpecial("__contains__", value)?.isTruthy() }

  /// `__bool__`, or `__len__`.
  public override func isTruthy() throws -> Bool {
    guard let value = try callSpecial("__bool__") else { return try length() != 0 }
    guard case .bool(let truth) = value else {
      throw PyError(.typeError, "__bool__ should return bool, returned \(value.typeName)")
    }
    return truth
  }

  /// `__eq__`.
  public override func equals(_ other: Value) throws -> Bool? { try callSpecial("__eq__", other)?.isTruthy() }

  /// `__eq__` and `__ne__` as they are.
  public override func equalityValue(_ other: Value, negated: Bool) throws -> Value? {
    if negated {
      if let value = try callSpecial("__ne__", other) { return value }
      return try callSpecial("__eq__", other).map { .bool(try !$0.isTruthy()) }
    }
    return try callSpecial("__eq__", other)
  }

  /// `__hash__`.
  public override func hash() throws -> Int {
    if let method = userClass.special("__hash__"), !method.isNone {
      guard let value = try callSpecial("__hash__")?.integer else {
        throw PyError(.typeError, "__hash__ method should return an integer")
      }
      return value
    }
    if userClass.special("__eq__") != nil { throw PyError(.typeError, "unhashable type: '\(typeName)'") }
    return ObjectIdentifier(self).hashValue
  }

  /// `__lt__` and its like.
  public override func compare(_ comparison: Comparison, _ other: Value) throws -> Value? {
    try callSpecial(comparison.methodName, other)
  }

  /// `__add__`, `__radd__` and their like.
  public override func binary(_ operation: BinaryOperator, _ other: Value, reflected: Bool) throws -> Value? {
    try callSpecial("__\(reflected ? "r" : "")\(operation.methodName)__", other)
  }

  /// `__iadd__` and its like.
  public override func binaryInPlace(_ operation: BinaryOperator, _ other: Value) throws -> Value? {
    try callSpecial("__i\(operation.methodName)__", other)
  }

  /// `__neg__` and its like.
  public override func unary(_ operation: UnaryOperator) throws -> Value? {
    switch operation {
    case .minus: try callSpecial("__neg__")
    case .plus: try callSpecial("__pos__")
    case .invert: try callSpecial("__invert__")
    case .absolute: try callSpecial("__abs__")
    }
  }

  /// `__index__`, `__int__` or `__float__`.
  public override func numericValue() throws -> Value? {
    try callSpecial("__index__") ?? callSpecial("__int__") ?? callSpecial("__float__")
  }

  /// `__enter__`.
  public override func enterContext(_ context: CallContext) throws -> Value? {
    guard userClass.special("__enter__") != nil, userClass.special("__exit__") != nil else { return nil }
    return try callSpecial("__enter__") ?? Value.none
  }

  /// `__exit__`.
  public override func exitContext(_ error: PyError?, _ context: CallContext) throws -> Bool {
    guard let error else {
      _ = try callSpecial("__exit__", .none, .none, .none)
      return false
    }
    return try callSpecial("__exit__", .object(error.exception.type), .object(error.exception), .none)?.isTruthy()
      ?? false
  }
}

/// Walks an instance whose class defines `__next__`.
final class InstanceIterator: PyIterator {
  let instance: Instance

  init(_ instance: Instance) { self.instance = instance }

  override var typeName: String { instance.typeName }

  override func next() throws -> Value? { try instance.nextValue() }
}

extension Value {
  /// Whether this is `NotImplemented`: the other operand is asked then.
  var isNotImplemented: Bool { if case .object(let object) = self { object is NotImplementedObject } else { false } }
}

/// `NotImplemented`.
final class NotImplementedObject: PyObject {
  override var typeName: String { "NotImplementedType" }
  override func repr() -> String { "NotImplemented" }
  override func isSame(as other: PyObject) -> Bool { other is NotImplementedObject }
}

/// `...`
final class EllipsisObject: PyObject {
  override var typeName: String { "ellipsis" }
  override func repr() -> String { "Ellipsis" }
  override func isSame(as other: PyObject) -> Bool { other is EllipsisObject }
  override func equals(_ other: Value) -> Bool? { other.object is EllipsisObject }
  override func hash() -> Int { 0xE111 }
}
