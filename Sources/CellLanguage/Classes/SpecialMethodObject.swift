import PythonValues

/// A special method of a built-in value taken as an attribute: `x.__len__()`, `super().__eq__`.
final class SpecialMethodObject: PyObject {
  let name: String
  let body: ([Value], CallContext) throws -> Value

  init(_ name: String, _ body: @escaping ([Value], CallContext) throws -> Value) {
    self.name = name
    self.body = body
  }

  override var typeName: String { "method-wrapper" }
  override var isCallable: Bool { true }
  override func repr() -> String { "<method-wrapper '\(name)'>" }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    try body(arguments.positional, context)
  }

  /// The special method of a value, or nil where it has none of that name.
  static func make(_ value: Value, _ name: String) -> SpecialMethodObject? {
    func one(_ body: @escaping (Value) throws -> Value) -> SpecialMethodObject {
      SpecialMethodObject(name) { arguments, _ in
        guard arguments.count == 1 else {
          throw PyError(.typeError, "expected 1 argument, got \(arguments.count)")
        }
        return try body(arguments[0])
      }
    }
    func none(_ body: @escaping (CallContext) throws -> Value) -> SpecialMethodObject {
      SpecialMethodObject(name) { _, context in try body(context) }
    }
    switch name {
    case "__repr__": return none { _ in .string(try value.repr()) }
    case "__str__": return none { _ in .str(try value.pyString()) }
    case "__hash__": return none { _ in .int(try value.pythonHash()) }
    case "__eq__": return one { .bool(try value.equals($0)) }
    case "__ne__": return one { .bool(try !value.equals($0)) }
    case "__format__": return one { .string(try value.formatted($0.str())) }
    case "__dir__": return none { _ in .array(value.attributeNames.map { .string($0) }) }
    case "__setattr__":
      return SpecialMethodObject(name) { arguments, _ in
        guard arguments.count == 2, let name = arguments[0].string else {
          throw PyError(.typeError, "expected 2 arguments, got \(arguments.count)")
        }
        try value.setAttribute(name, arguments[1])
        return .none
      }
    default: break
    }
    if case .object(let object) = value, object is Instance { return nil }
    switch name {
    case "__len__" where (try? value.length()) != nil: return none { _ in .int(try value.length()) }
    case "__iter__" where isIterable(value): return none { _ in .object(try value.makeIterator()) }
    case "__next__":
      guard let iterator = value.object as? PyIterator else { return nil }
      return none { _ in
        guard let next = try iterator.next() else { throw PyError(PyException.stop) }
        return next
      }
    case "__contains__" where isIterable(value): return one { .bool(try value.contains($0)) }
    case "__getitem__" where isIterable(value): return one { try value.item($0) }
    case "__call__" where value.isCallable:
      return SpecialMethodObject(name) { arguments, context in try value.call(CallArguments(arguments), context) }
    default: return operation(value, name, one)
    }
  }

  private static func isIterable(_ value: Value) -> Bool {
    switch value {
    case .none, .bool, .int, .float: false
    case .object(let object): (try? object.makeIterator()) != nil
    default: true
    }
  }

  private static func operation(
    _ value: Value, _ name: String, _ one: (@escaping (Value) throws -> Value) -> SpecialMethodObject
  ) -> SpecialMethodObject? {
    if case .none = value { return nil }
    for comparison in [Comparison.less, .lessOrEqual, .greater, .greaterOrEqual] where comparison.methodName == name {
      return one { try value.compare(comparison, $0) }
    }
    for operation in BinaryOperator.allCases where "__\(operation.methodName)__" == name {
      if case .object = value { return nil }
      return one { try value.binary(operation, $0) }
    }
    return nil
  }
}

extension PyException {
  /// A new `StopIteration`.
  static var stop: PyException {
    PyException(type: ExceptionClass(.stopIteration), kind: .stopIteration, arguments: [])
  }
}
