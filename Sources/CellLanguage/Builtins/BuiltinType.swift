import PythonValues

/// A built-in type as a value: what `int`, `list` and `type(x)` are.
final class BuiltinType: PyType {
  /// The type of everything.
  static var object: BuiltinType { BuiltinType(name: "object") }

  override func isSame(as other: PyObject) -> Bool { (other as? BuiltinType)?.name == name }

  override func equals(_ other: Value) -> Bool? { other.object.map { $0 === self || isSame(as: $0) } ?? false }

  override func hash() -> Int { name.hashValue }

  override var base: PyType? { name == "bool" ? BuiltinType(name: "int") : name == "object" ? nil : Self.object }

  override func isInstance(_ value: Value) -> Bool {
    switch name {
    case "object": return true
    case "type": return value.object is PyType
    case "int": return value.integer != nil
    case "dict": return value.dict != nil
    case "defaultdict", "Counter", "OrderedDict": return value.dict?.subclassName == name
    default: return value.typeName == name
    }
  }

  override func attribute(_ name: String) throws -> Value? {
    if name == "fromkeys", self.name == "dict" { return .object(Self.fromKeys) }
    if let method = BuiltinMethods.method(name, ofType: self.name) { return .object(unbound(method)) }
    switch name {
    case "__bases__": return base.map { .tupleOf(.object($0)) } ?? .tuple(PyTuple())
    case "__doc__", "__module__": return name == "__doc__" ? Value.none : "builtins"
    default: return try super.attribute(name)
    }
  }

  override var attributeNames: [String] { BuiltinMethods.names(ofType: name) }

  private func unbound(_ method: BuiltinMethod) -> PyObject {
    let type = name
    return UnboundMethod(method.name) { arguments, context in
      var arguments = arguments
      if method.name == "maketrans" { return try method.call(.none, arguments, context) }
      guard let receiver = arguments.positional.first else {
        throw PyError(.typeError, "unbound method \(type).\(method.name)() needs an argument")
      }
      guard BuiltinType(name: type).isInstance(receiver) else {
        throw PyError(
          .typeError,
          "descriptor '\(method.name)' for '\(type)' objects doesn't apply to a '\(receiver.typeName)' object")
      }
      arguments.positional.removeFirst()
      return try method.call(receiver, arguments, context)
    }
  }

  private static var fromKeys: NativeFunction {
    NativeFunction("fromkeys", "iterable, value=None, /") { arguments, _ in
      let dict = PyDict()
      for key in try arguments[0].iterated() { try dict.set(key, arguments[1]) }
      return .dict(dict)
    }
  }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard let make = Self.constructors[name] else {
      throw PyError(.typeError, "cannot create '\(name)' instances")
    }
    return try make(arguments, context)
  }
}

/// A method of a built-in type without its object: `str.upper`.
final class UnboundMethod: PyObject {
  private let name: String
  private let body: (CallArguments, CallContext) throws -> Value

  init(_ name: String, _ body: @escaping (CallArguments, CallContext) throws -> Value) {
    self.name = name
    self.body = body
  }

  override var typeName: String { "method_descriptor" }
  override var isCallable: Bool { true }
  override func repr() -> String { "<method '\(name)'>" }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    try body(arguments, context)
  }

  override func attribute(_ name: String) -> Value? { name == "__name__" ? .string(self.name) : nil }
}

/// The type of a host object that brings no class of its own.
final class OpaqueType: PyType {
  override func isSame(as other: PyObject) -> Bool { (other as? OpaqueType)?.name == name }
  override func equals(_ other: Value) -> Bool? { other.object.map { $0 === self || isSame(as: $0) } ?? false }
  override func hash() -> Int { name.hashValue }
}
