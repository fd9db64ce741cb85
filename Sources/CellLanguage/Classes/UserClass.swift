import PythonValues
import SourceText

/// A class that a cell defined.
public final class UserClass: PyType {
  private let baseType: PyType?
  /// What the class body bound.
  let namespace: PyDict
  let interpreter: Interpreter
  /// The built-in exception that it descends from, if one.
  let exceptionKind: ExceptionKind?
  /// The host's class that it descends from, if one.
  public let hostBase: HostClass?

  init(_ name: String, base: PyType?, namespace: PyDict, _ interpreter: Interpreter) throws {
    baseType = base
    self.namespace = namespace
    self.interpreter = interpreter
    switch base {
    case nil: (exceptionKind, hostBase) = (nil, nil)
    case let base as UserClass: (exceptionKind, hostBase) = (base.exceptionKind, base.hostBase)
    case let base as ExceptionClass: (exceptionKind, hostBase) = (base.kind, nil)
    case let base as HostClass: (exceptionKind, hostBase) = (nil, base)
    case let base?:
      throw PyError(
        .typeError, "a class derived from '\(base.name)' is not part of the cell language",
        remedy: "Keep a \(base.name) in an attribute instead.")
    }
    super.init(name: name)
  }

  /// The class that it derives from.
  public override var base: PyType? { baseType }

  /// `<class '__main__.Name'>`.
  public override func repr() throws -> String { "<class '__main__.\(name)'>" }

  /// What the class or one that it derives from binds to a name.
  func lookUp(_ name: PyString) -> Value? {
    var type: UserClass? = self
    while let candidate = type {
      if let value = candidate.namespace[name] { return value }
      type = candidate.baseType as? UserClass
    }
    return hostBase?.method(name.string)
  }

  /// The special method of a name, or nil; only what cells define.
  func special(_ name: String) -> Value? {
    let key = PyString(name)
    var type: UserClass? = self
    while let candidate = type {
      if let value = candidate.namespace[key] { return value }
      type = candidate.baseType as? UserClass
    }
    return nil
  }

  /// An attribute of the class itself.
  public override func attribute(_ name: String) throws -> Value? {
    if let value = lookUp(PyString(name)) {
      switch value.object {
      case let method as StaticMethod: return method.function
      case let method as ClassMethod: return .object(BoundMethod(.object(self), method.function))
      default: return value
      }
    }
    switch name {
    case "__name__", "__qualname__": return .string(self.name)
    case "__module__": return "__main__"
    case "__dict__": return .dict(namespace)
    case "__doc__": return Value.none
    case "__base__": return .object(baseType ?? BuiltinType.object)
    case "__bases__": return .tupleOf(.object(baseType ?? BuiltinType.object))
    case "__mro__": return .tuple(PyTuple(lineage))
    default: return nil
    }
  }

  private var lineage: [Value] {
    var types: [Value] = []
    var type: PyType? = self
    while let candidate = type {
      types.append(.object(candidate))
      type = candidate.base
    }
    return types + [.object(BuiltinType.object)]
  }

  /// Sets an attribute of the class.
  public override func setAttribute(_ name: String, _ value: Value) { namespace[name] = value }

  /// Deletes an attribute of the class.
  public override func deleteAttribute(_ name: String) throws {
    if try namespace.remove(.string(name)) == nil { throw Value.object(self).missingAttribute(name) }
  }

  /// The names that the class and those it derives from bind.
  public override var attributeNames: [String] {
    let own = namespace.keys.compactMap(\.string)
    return (own + (baseType?.attributeNames ?? [])).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Makes an instance and runs its `__init__`.
  public override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let object: PyObject
    if let exceptionKind {
      object = ExceptionInstance(self, exceptionKind, arguments.positional)
    } else {
      object = Instance(self)
    }
    let value = Value.object(object)
    if let initializer = special("__init__") {
      var values = arguments
      values.positional.insert(value, at: 0)
      let result = try initializer.call(values, context)
      if !result.isNone { throw PyError(.typeError, "__init__() should return None, not '\(result.typeName)'") }
    } else if let hostBase, let initializer = hostBase.method("__init__") {
      var values = arguments
      values.positional.insert(value, at: 0)
      _ = try initializer.call(values, context)
    } else if exceptionKind == nil, hostBase == nil, !arguments.positional.isEmpty || !arguments.keywords.isEmpty {
      throw PyError(.typeError, "\(name)() takes no arguments")
    }
    return value
  }

  /// Finds an attribute of an instance: properties, its own, then the class's, bound to it.
  func find(_ name: PyString, of object: PyObject, _ members: PyDict) throws -> Value? {
    let found = lookUp(name)
    if case .object(let descriptor)? = found, let property = descriptor as? Property {
      return try property.get(.object(object), interpreter)
    }
    if let own = members[name] { return own }
    if let found { return bind(found, to: object) }
    if let fallback = special("__getattr__"), name.bytes.first != 0x5F || !name.string.hasPrefix("__") {
      return try interpreter.call(fallback, .object(object), .str(name))
    }
    return nil
  }

  func bind(_ value: Value, to object: PyObject) -> Value {
    guard case .object(let found) = value else { return value }
    switch found {
    case is Function, is NativeFunction: return .object(BoundMethod(.object(object), value))
    case let method as StaticMethod: return method.function
    case let method as ClassMethod: return .object(BoundMethod(.object(self), method.function))
    default: return value
    }
  }

  /// Sets an attribute of an instance, through a property where there is one.
  func set(_ name: String, _ value: Value, of object: PyObject, _ members: PyDict) throws {
    let key = PyString(name)
    if case .object(let descriptor)? = lookUp(key), let property = descriptor as? Property {
      return try property.set(.object(object), value, name, interpreter)
    }
    if let setter = special("__setattr__") {
      _ = try interpreter.call(setter, .object(object), .str(key), value)
      return
    }
    members[key] = value
  }
}
