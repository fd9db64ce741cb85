import PythonValues

/// The module `collections`: Counter, defaultdict, OrderedDict, deque, namedtuple.
enum CollectionsModule {
  static func members() -> [(String, Value)] {
    [
      ("Counter", .object(DictSubclass("Counter") { arguments, context in try counter(arguments, context) })),
      (
        "defaultdict",
        .object(
          DictSubclass("defaultdict") { arguments, context in
            try defaultDict(arguments, context)
          })
      ),
      (
        "OrderedDict",
        .object(
          DictSubclass("OrderedDict") { arguments, _ in
            let dict = PyDict()
            if let value = arguments.positional.first { try dict.update(from: value) }
            for (name, value) in arguments.keywords { dict[name] = value }
            dict.subclassName = "OrderedDict"
            return .dict(dict)
          })
      ),
    ]
  }

  private static func counter(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let dict = PyDict()
    dict.subclassName = "Counter"
    dict.defaultFactory = { _ in .int(0) }
    let update = try Value.dict(dict).attribute("update")
    _ = try context.call(update, arguments)
    return .dict(dict)
  }

  private static func defaultDict(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let dict = PyDict()
    let factory = arguments.positional.first ?? .none
    guard factory.isNone || factory.isCallable else {
      throw PyError(.typeError, "first argument must be callable or None")
    }
    if arguments.positional.count > 1 { try dict.update(from: arguments.positional[1]) }
    for (name, value) in arguments.keywords { dict[name] = value }
    dict.subclassName = "defaultdict"
    dict.factory = factory
    dict.factoryRepr = try factory.repr()
    if !factory.isNone {
      dict.defaultFactory = { [unowned dict] key in
        let value = try context.call(factory)
        try dict.set(key, value)
        return value
      }
    }
    return .dict(dict)
  }
}

/// A class of dicts with something more.
final class DictSubclass: PyType {
  private let make: (CallArguments, CallContext) throws -> Value

  init(_ name: String, _ make: @escaping (CallArguments, CallContext) throws -> Value) {
    self.make = make
    super.init(name: name)
  }

  override var base: PyType? { BuiltinType(name: "dict") }
  override func repr() -> String { "<class 'collections.\(name)'>" }
  override func isSame(as other: PyObject) -> Bool { (other as? BuiltinType)?.name == name }
  override func isInstance(_ value: Value) -> Bool { value.dict?.subclassName == name }
  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    try make(arguments, context)
  }
}
