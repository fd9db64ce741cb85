import PythonValues

extension Builtins {
  static var objects: [NativeFunction] {
    [
      NativeFunction("isinstance", "obj, class_or_tuple, /") { arguments, _ in
        .bool(try isInstance(arguments[0], arguments[1]))
      },
      NativeFunction("issubclass", "cls, class_or_tuple, /") { arguments, _ in
        guard let type = arguments[0].object as? PyType else {
          throw PyError(.typeError, "issubclass() arg 1 must be a class")
        }
        return .bool(
          try types(arguments[1], "issubclass() arg 2 must be a class, a tuple of classes, or a union").contains {
            type.isSubtype(of: $0) || $0.isSame(as: BuiltinType.object)
          })
      },
      NativeFunction("callable", "obj, /") { arguments, _ in .bool(arguments[0].isCallable) },
      NativeFunction("id", "obj, /") { arguments, _ in .int(try identity(arguments[0])) },
      NativeFunction("getattr", "object, name, default=..., /") { arguments, _ in
        let name = try attributeName(arguments[1])
        if !arguments.isGiven("default") { return try arguments[0].languageAttribute(name) }
        do { return try arguments[0].languageAttribute(name) } catch let error as PyError
          where error.kind == .attributeError
        {
          return arguments[2]
        }
      },
      NativeFunction("hasattr", "obj, name, /") { arguments, _ in
        do {
          _ = try arguments[0].languageAttribute(try attributeName(arguments[1]))
          return true
        } catch let error as PyError where error.kind == .attributeError { return false }
      },
      NativeFunction("setattr", "obj, name, value, /") { arguments, _ in
        try arguments[0].setAttribute(try attributeName(arguments[1]), arguments[2])
        return .none
      },
      NativeFunction("delattr", "obj, name, /") { arguments, _ in
        let name = try attributeName(arguments[1])
        guard case .object(let object) = arguments[0] else { throw arguments[0].missingAttribute(name) }
        try object.deleteAttribute(name)
        return .none
      },
      NativeFunction("dir", "object, /") { arguments, _ in
        .array(arguments[0].attributeNames.sorted().map { .string($0) })
      },
      NativeFunction("vars", "object, /") { arguments, _ in
        guard let dict = try arguments[0].attributeIfPresent("__dict__") else {
          throw PyError(.typeError, "vars() argument must have __dict__ attribute")
        }
        return dict
      },
      NativeFunction("super", "type=..., object=..., /") { arguments, _ in
        guard let type = arguments[0].object as? UserClass else {
          throw PyError(.runtimeError, "super(): no arguments")
        }
        return .object(SuperObject(type, arguments[1]))
      },
      NativeFunction("exit", "code=None") { arguments, _ in throw systemExit(arguments[0]) },
      NativeFunction("quit", "code=None") { arguments, _ in throw systemExit(arguments[0]) },
    ]
  }

  private static func systemExit(_ code: Value) -> PyError {
    PyError(PyException(type: ExceptionClass(.systemExit), kind: .systemExit, arguments: code.isNone ? [] : [code]))
  }

  private static func attributeName(_ value: Value) throws -> String {
    guard let name = value.string else {
      throw PyError(.typeError, "attribute name must be string, not '\(value.typeName)'")
    }
    return name
  }

  private static func identity(_ value: Value) throws -> Int {
    switch value {
    case .str(let text): ObjectIdentifier(text).hashValue
    case .list(let list): ObjectIdentifier(list).hashValue
    case .tuple(let tuple): ObjectIdentifier(tuple).hashValue
    case .dict(let dict): ObjectIdentifier(dict).hashValue
    case .set(let set): ObjectIdentifier(set).hashValue
    case .object(let object): ObjectIdentifier(object).hashValue
    default: try value.pythonHash()
    }
  }

  private static func types(_ value: Value, _ message: String) throws -> [PyType] {
    if case .tuple(let tuple) = value { return try tuple.elements.flatMap { try types($0, message) } }
    if let type = value.object as? PyType { return [type] }
    if value.isNone { return [BuiltinType(name: "NoneType")] }
    throw PyError(.typeError, message)
  }

  static func isInstance(_ value: Value, _ type: Value) throws -> Bool {
    if type.isNone {
      throw PyError(.typeError, "isinstance() arg 2 must be a type, a tuple of types, or a union")
    }
    return try types(type, "isinstance() arg 2 must be a type, a tuple of types, or a union").contains {
      $0.isSame(as: BuiltinType.object) || $0.isInstance(value)
    }
  }
}
