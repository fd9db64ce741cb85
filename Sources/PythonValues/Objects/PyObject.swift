/// What is no number, string or container: the base of functions, classes, exceptions, iterators and host objects.
///
/// A host object overrides what it can do; everything else answers as Python does for a type without it.
open class PyObject {
  /// Makes an object.
  public init() {}

  /// The name of its type: `Dataset`, `function`.
  open var typeName: String { "object" }

  /// Its class as a value, where it has one: what `type(object)` gives.
  open var type: PyType? { nil }

  /// What `repr` and an expression at a cell's end show.
  open func repr() throws -> String { "<\(typeName) object>" }

  /// What `str` and `print` show; `repr` where a type does not say otherwise.
  open func str() throws -> String { try repr() }

  /// The attribute of a name, or nil where there is none.
  open func attribute(_ name: String) throws -> Value? { nil }

  /// What the error of a missing attribute says.
  open func missingAttributeMessage(_ name: String) -> String { "'\(typeName)' object has no attribute '\(name)'" }

  /// Sets an attribute.
  ///
  /// - Throws: `AttributeError` where a type does not allow it.
  open func setAttribute(_ name: String, _ value: Value) throws {
    throw PyError(.attributeError, "'\(typeName)' object has no attribute '\(name)'", nearest: name, in: attributeNames)
  }

  /// Deletes an attribute.
  open func deleteAttribute(_ name: String) throws {
    throw PyError(.attributeError, "'\(typeName)' object has no attribute '\(name)'", nearest: name, in: attributeNames)
  }

  /// The names of its attributes: for completion, `dir` and the nearest name in errors.
  open var attributeNames: [String] { [] }

  /// Whether it can be called.
  open var isCallable: Bool { false }

  /// Calls it.
  open func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    throw PyError(.typeError, "'\(typeName)' object is not callable")
  }

  /// `object[key]`.
  open func item(_ key: Value) throws -> Value {
    throw PyError(.typeError, "'\(typeName)' object is not subscriptable")
  }

  /// `object[key] = value`.
  open func setItem(_ key: Value, _ value: Value) throws {
    throw PyError(.typeError, "'\(typeName)' object does not support item assignment")
  }

  /// `del object[key]`.
  open func deleteItem(_ key: Value) throws {
    throw PyError(.typeError, "'\(typeName)' object doesn't support item deletion")
  }

  /// `len(object)`, or nil where it has none.
  open func length() throws -> Int? { nil }

  /// The bytes of memory, or of mapped files, that its data takes; nil where that is not known.
  open var sizeInBytes: Int? { nil }

  /// An iterator over its elements, or nil where it has none.
  open func makeIterator() throws -> PyIterator? { nil }

  /// `value in object`, or nil to compare with the elements one by one.
  open func contains(_ value: Value) throws -> Bool? { nil }

  /// Its truth; an object with a length of 0 is false.
  open func isTruthy() throws -> Bool { try length() != 0 }

  /// Whether it equals another value, or nil where it cannot say.
  open func equals(_ other: Value) throws -> Bool? { nil }

  /// What `==` (`!=` where negated) gives where that is more than a truth, as for tensors; nil to ask `equals`.
  open func equalityValue(_ other: Value, negated: Bool) throws -> Value? { nil }

  /// Its hash; identity's unless a type says otherwise.
  open func hash() throws -> Int { ObjectIdentifier(self).hashValue }

  /// `object < other` and its like, or nil where it cannot say.
  open func compare(_ comparison: Comparison, _ other: Value) throws -> Value? { nil }

  /// `object + other` and its like (`other + object` where reflected), or nil where it cannot say.
  open func binary(_ operation: BinaryOperator, _ other: Value, reflected: Bool) throws -> Value? { nil }

  /// `object += other` and its like, or nil for the operation that makes a new value.
  open func binaryInPlace(_ operation: BinaryOperator, _ other: Value) throws -> Value? { nil }

  /// `-object` and its like, or nil where it cannot say.
  open func unary(_ operation: UnaryOperator) throws -> Value? { nil }

  /// `format(object, spec)`, or nil for `str` with an empty spec.
  open func format(_ spec: String) throws -> String? { nil }

  /// `__index__`, `__int__` or `__float__` of the object, or nil.
  open func numericValue() throws -> Value? { nil }

  /// What `with object` binds, or nil where it is no context manager.
  open func enterContext(_ context: CallContext) throws -> Value? { nil }

  /// Leaves `with object`; true swallows the error.
  open func exitContext(_ error: PyError?, _ context: CallContext) throws -> Bool { false }

  /// Whether another object counts as the same for `is`, beyond being the very same.
  open func isSame(as other: PyObject) -> Bool { false }

  /// Whether it is an instance of a type.
  open func isInstance(of type: PyType) -> Bool { self.type?.isSubtype(of: type) ?? (type.name == typeName) }
}

/// An object that gives values one by one.
open class PyIterator: PyObject {
  /// The next value, or nil at the end.
  open func next() throws -> Value? { nil }

  /// The name of its type.
  open override var typeName: String { "iterator" }

  /// Itself.
  open override func makeIterator() throws -> PyIterator? { self }

  /// How many values are still to come, where that is known: to reserve room.
  open var remainingCount: Int { 0 }
}

/// An iterator made of a closure.
public final class ClosureIterator: PyIterator {
  private let name: String
  private let body: () throws -> Value?
  private var given = InterruptCounter()

  /// Makes an iterator that asks a closure for each value.
  public init(typeName: String = "iterator", _ body: @escaping () throws -> Value?) {
    name = typeName
    self.body = body
  }

  /// The name of its type.
  public override var typeName: String { name }

  /// The next value.
  public override func next() throws -> Value? {
    try given.tick()
    return try body()
  }
}

/// A class: what makes instances and what `isinstance` asks for.
open class PyType: PyObject {
  /// The class's name.
  public let name: String

  /// Makes a class of a name.
  public init(name: String) { self.name = name }

  /// `type`.
  open override var typeName: String { "type" }

  /// `<class 'name'>`.
  open override func repr() throws -> String { "<class '\(name)'>" }

  /// The class it derives from, or nil.
  open var base: PyType? { nil }

  /// Whether it is a class or derives from it.
  public final func isSubtype(of other: PyType) -> Bool {
    var type: PyType? = self
    while let candidate = type {
      if candidate === other || candidate.isSame(as: other) { return true }
      type = candidate.base
    }
    return false
  }

  /// Whether a value is an instance of it.
  open func isInstance(_ value: Value) -> Bool {
    if case .object(let object) = value { object.isInstance(of: self) } else { value.typeName == name }
  }

  /// `__name__`, and what a subclass adds.
  open override func attribute(_ name: String) throws -> Value? {
    name == "__name__" || name == "__qualname__" ? .string(self.name) : nil
  }

  /// Names the class itself.
  open override func missingAttributeMessage(_ name: String) -> String {
    "type object '\(self.name)' has no attribute '\(name)'"
  }

  /// Names the class itself.
  open override func item(_ key: Value) throws -> Value {
    throw PyError(.typeError, "type '\(name)' is not subscriptable")
  }

  /// A class can be called.
  open override var isCallable: Bool { true }
}
