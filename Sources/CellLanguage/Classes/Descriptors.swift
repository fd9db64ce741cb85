import PythonValues

/// A function together with the object that it was taken from.
public final class BoundMethod: PyObject {
  /// The object.
  public let receiver: Value
  /// The function.
  public let function: Value

  init(_ receiver: Value, _ function: Value) {
    self.receiver = receiver
    self.function = function
  }

  /// `method`.
  public override var typeName: String { "method" }

  /// `<bound method Class.name of object>`.
  public override func repr() throws -> String {
    let name = (function.object as? Function)?.code.qualifiedName ?? CallNode.name(function)
    return "<bound method \(name) of \(try receiver.repr())>"
  }

  /// It can be called.
  public override var isCallable: Bool { true }

  /// Calls the function with the object as its first argument.
  public override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    var arguments = arguments
    arguments.positional.insert(receiver, at: 0)
    return try function.call(arguments, context)
  }

  /// The function's attributes, `__self__` and `__func__`.
  public override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "__self__": receiver
    case "__func__": function
    default: try function.attributeIfPresent(name)
    }
  }

  /// Equal where object and function are.
  public override func equals(_ other: Value) -> Bool? {
    guard let method = other.object as? BoundMethod else { return nil }
    return receiver.isIdentical(to: method.receiver) && function.isIdentical(to: method.function)
  }

  /// The hash of object and function.
  public override func hash() throws -> Int { try (function.pythonHash() &* 31) ^ (receiver.object?.hash() ?? 0) }
}

/// `property`.
final class Property: PyObject {
  let getter: Value
  let setter: Value
  let deleter: Value

  init(_ getter: Value, _ setter: Value, _ deleter: Value) {
    self.getter = getter
    self.setter = setter
    self.deleter = deleter
  }

  override var typeName: String { "property" }

  func get(_ object: Value, _ interpreter: Interpreter) throws -> Value {
    if getter.isNone { throw PyError(.attributeError, "unreadable attribute") }
    return try interpreter.call(getter, object)
  }

  func set(_ object: Value, _ value: Value, _ name: String, _ interpreter: Interpreter) throws {
    if setter.isNone {
      throw PyError(.attributeError, "property '\(name)' of '\(object.typeName)' object has no setter")
    }
    _ = try interpreter.call(setter, object, value)
  }

  override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "fget": getter
    case "fset": setter
    case "setter":
      .object(
        NativeFunction("setter", "function, /") { [self] arguments, _ in
          .object(Property(getter, arguments[0], deleter))
        })
    case "getter":
      .object(
        NativeFunction("getter", "function, /") { [self] arguments, _ in
          .object(Property(arguments[0], setter, deleter))
        })
    case "deleter":
      .object(
        NativeFunction("deleter", "function, /") { [self] arguments, _ in
          .object(Property(getter, setter, arguments[0]))
        })
    default: nil
    }
  }
}

/// `staticmethod`.
final class StaticMethod: PyObject {
  let function: Value

  init(_ function: Value) { self.function = function }

  override var typeName: String { "staticmethod" }
  override var isCallable: Bool { true }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    try function.call(arguments, context)
  }
}

/// `classmethod`.
final class ClassMethod: PyObject {
  let function: Value

  init(_ function: Value) { self.function = function }

  override var typeName: String { "classmethod" }
}

/// `super()`: the attributes of the classes that a class derives from, bound to an object.
final class SuperObject: PyObject {
  let userClass: UserClass
  let receiver: Value

  init(_ userClass: UserClass, _ receiver: Value) {
    self.userClass = userClass
    self.receiver = receiver
  }

  override var typeName: String { "super" }

  override func repr() -> String { "<super: <class '\(userClass.name)'>, <\(receiver.typeName) object>>" }

  override func attribute(_ name: String) throws -> Value? {
    guard case .object(let object) = receiver else { return nil }
    switch userClass.base {
    case let base as UserClass:
      if let found = base.lookUp(PyString(name)) { return try bound(found, object, base) }
      return inherited(name, object)
    case let base as HostClass:
      if let method = base.method(name) { return .object(BoundMethod(receiver, method)) }
      return inherited(name, object)
    default: return inherited(name, object)
    }
  }

  private func bound(_ found: Value, _ object: PyObject, _ base: UserClass) throws -> Value {
    if case .object(let descriptor) = found, let property = descriptor as? Property {
      return try property.get(receiver, userClass.interpreter)
    }
    if case .object(let descriptor) = found, let method = descriptor as? ClassMethod {
      let type = object is PyType ? receiver : .object((object as? Instance)?.userClass ?? base)
      return .object(BoundMethod(type, method.function))
    }
    if object is PyType { return found }
    return base.bind(found, to: object)
  }

  /// What `object` and `Exception` themselves define.
  private func inherited(_ name: String, _ object: PyObject) -> Value? {
    switch (name, object) {
    case ("__init__", let exception as PyException):
      return .object(
        NativeFunction("__init__", "*values") { arguments, _ in
          exception.arguments = arguments.variadic
          return .none
        })
    case ("__str__", let exception as ExceptionInstance):
      return .object(NativeFunction("__str__") { _, _ in .string(try exception.plainText()) })
    case ("__repr__", let exception as ExceptionInstance):
      return .object(NativeFunction("__repr__") { _, _ in .string(try exception.plainRepr()) })
    case ("__init__", _), ("__init_subclass__", _):
      let hasHostBase = userClass.hostBase != nil
      return .object(NativeFunction("__init__", hasHostBase ? "*values, **names" : "") { _, _ in .none })
    case ("__repr__", _), ("__str__", _):
      return .object(NativeFunction(name) { _, _ in .string("<__main__.\(object.typeName) object>") })
    case ("__eq__", _):
      return .object(
        NativeFunction("__eq__", "other, /") { arguments, _ in
          arguments[0].object === object ? .bool(true) : .object(NotImplementedObject())
        })
    case ("__hash__", _):
      return .object(NativeFunction("__hash__") { _, _ in .int(ObjectIdentifier(object).hashValue) })
    case ("__setattr__", let instance as Instance):
      return .object(
        NativeFunction("__setattr__", "name, value, /") { arguments, _ in
          instance.members[try arguments.string("name")] = arguments[1]
          return .none
        })
    default: return nil
    }
  }
}

extension ExceptionInstance {
  /// What `Exception.__str__` shows.
  func plainText() throws -> String {
    try PyException(type: type, kind: kind, arguments: arguments).str()
  }

  /// What `Exception.__repr__` shows.
  func plainRepr() throws -> String {
    try PyException(type: type, kind: kind, arguments: arguments).repr()
  }
}
