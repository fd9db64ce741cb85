import PythonValues

/// The modules `functools`, `operator` and `copy`.
enum FunctionModules {
  static func functools() -> [(String, Value)] {
    let functions = [
      NativeFunction("reduce", "function, iterable, initial=..., /") { arguments, context in
        let iterator = try arguments[1].makeIterator()
        var result = arguments.isGiven("initial") ? arguments[2] : try iterator.next()
        guard result != nil else { throw PyError(.typeError, "reduce() of empty iterable with no initial value") }
        while let value = try iterator.next() { result = try context.call(arguments[0], result ?? .none, value) }
        return result ?? .none
      },
      NativeFunction("cache", "function, /") { arguments, _ in .object(CachedFunction(arguments[0])) },
      NativeFunction("lru_cache", "maxsize=128, typed=False") { arguments, _ in
        if arguments[0].isCallable { return .object(CachedFunction(arguments[0])) }
        return .object(NativeFunction("lru_cache", "function, /") { inner, _ in .object(CachedFunction(inner[0])) })
      },
      NativeFunction("wraps", "wrapped, **names") { arguments, _ in
        let wrapped = arguments[0]
        return .object(
          NativeFunction("wraps", "function, /") { inner, _ in
            for name in ["__name__", "__doc__", "__qualname__"] {
              if let value = try wrapped.attributeIfPresent(name) { try inner[0].setAttribute(name, value) }
            }
            try inner[0].setAttribute("__wrapped__", wrapped)
            return inner[0]
          })
      },
    ]
    let partial = HostClass("partial") { arguments, _ in
      guard let function = arguments.positional.first, function.isCallable else {
        throw PyError(.typeError, "the first argument must be callable")
      }
      return .object(PartialFunction(function, Array(arguments.positional.dropFirst()), arguments.keywords))
    }
    return functions.map { ($0.name, .object($0)) } + [("partial", .object(partial))]
  }

  static func operators() -> [(String, Value)] {
    var functions = [
      NativeFunction("itemgetter", "*items") { arguments, _ in
        let keys = arguments.variadic
        return .object(
          NativeFunction("itemgetter", "obj, /") { inner, _ in
            if keys.count == 1 { return try inner[0].item(keys[0]) }
            return .tuple(PyTuple(try keys.map { try inner[0].item($0) }))
          })
      },
      NativeFunction("attrgetter", "*names") { arguments, _ in
        let names = try arguments.variadic.map { try $0.str().split(separator: ".").map(String.init) }
        return .object(
          NativeFunction("attrgetter", "obj, /") { inner, _ in
            let values = try names.map { try $0.reduce(inner[0]) { try $0.languageAttribute($1) } }
            return values.count == 1 ? values[0] : .tuple(PyTuple(values))
          })
      },
    ]
    for operation in BinaryOperator.allCases {
      functions.append(
        NativeFunction(operation.methodName, "a, b, /") { arguments, _ in
          try arguments[0].binary(operation, arguments[1])
        })
    }
    for (name, comparison) in [
      ("lt", Comparison.less), ("le", .lessOrEqual), ("gt", .greater), ("ge", .greaterOrEqual),
    ] {
      functions.append(
        NativeFunction(name, "a, b, /") { arguments, _ in try arguments[0].compare(comparison, arguments[1]) })
    }
    functions += [
      NativeFunction("eq", "a, b, /") { arguments, _ in try arguments[0].equality(arguments[1]) },
      NativeFunction("ne", "a, b, /") { arguments, _ in try arguments[0].inequality(arguments[1]) },
      NativeFunction("neg", "a, /") { arguments, _ in try arguments[0].unary(.minus) },
      NativeFunction("not_", "a, /") { arguments, _ in .bool(try !arguments[0].isTruthy()) },
      NativeFunction("getitem", "a, b, /") { arguments, _ in try arguments[0].item(arguments[1]) },
      NativeFunction("contains", "a, b, /") { arguments, _ in .bool(try arguments[0].contains(arguments[1])) },
    ]
    return functions.map { ($0.name == "and" || $0.name == "or" ? $0.name + "_" : $0.name, .object($0)) }
  }

  static func copying() -> [(String, Value)] {
    [
      (
        "copy",
        .object(NativeFunction("copy", "x") { arguments, context in try Copying.shallow(arguments[0], context) })
      ),
      (
        "deepcopy",
        .object(
          NativeFunction("deepcopy", "x, memo=None") { arguments, context in
            var copying = Copying(context: context)
            return try copying.deep(arguments[0])
          })
      ),
    ]
  }
}

/// `functools.partial(…)`.
final class PartialFunction: PyObject {
  private let function: Value
  private let positional: [Value]
  private let keywords: [(name: String, value: Value)]

  init(_ function: Value, _ positional: [Value], _ keywords: [(name: String, value: Value)]) {
    self.function = function
    self.positional = positional
    self.keywords = keywords
  }

  override var typeName: String { "functools.partial" }
  override var isCallable: Bool { true }

  override func repr() throws -> String {
    let values = try positional.map { try $0.repr() } + keywords.map { "\($0.name)=\(try $0.value.repr())" }
    return "functools.partial(\(([try function.repr()] + values).joined(separator: ", ")))"
  }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let given = arguments.keywords
    let kept = keywords.filter { own in !given.contains { $0.name == own.name } }
    return try function.call(CallArguments(positional + arguments.positional, keywords: kept + given), context)
  }

  override func attribute(_ name: String) -> Value? {
    switch name {
    case "func": function
    case "args": .tuple(PyTuple(positional))
    case "keywords": .dict(PyDict(keywords.map { ($0.name, $0.value) }))
    default: nil
    }
  }
}

/// A function that remembers what it gave.
final class CachedFunction: PyObject {
  private let function: Value
  private let results = PyDict()

  init(_ function: Value) { self.function = function }

  override var typeName: String { "functools._lru_cache_wrapper" }
  override var isCallable: Bool { true }
  override func repr() throws -> String { "<functools._lru_cache_wrapper \(try function.repr())>" }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let names = arguments.keywords.flatMap { [Value.string($0.name), $0.value] }
    let key = Value.tupleOf(.tuple(PyTuple(arguments.positional)), .tuple(PyTuple(names)))
    if let result = try results.get(key) { return result }
    let result = try function.call(arguments, context)
    try results.set(key, result)
    return result
  }

  override func attribute(_ name: String) throws -> Value? {
    if name == "cache_clear" {
      return .object(
        NativeFunction("cache_clear") { [results] _, _ in
          results.removeAll()
          return .none
        })
    }
    return name == "__wrapped__" ? function : try function.attributeIfPresent(name)
  }
}

/// Copies of values.
struct Copying {
  let context: CallContext
  private var done: [ObjectIdentifier: Value] = [:]
  private var depth = 0

  init(context: CallContext) { self.context = context }

  static func shallow(_ value: Value, _ context: CallContext) throws -> Value {
    switch value {
    case .list(let list): return .array(list.elements)
    case .dict(let dict): return .dict(dict.copy())
    case .set(let set): return .set(set.copy(isFrozen: set.isFrozen))
    case .object(let object):
      if let method = try object.attribute("__copy__") { return try context.call(method) }
      guard let instance = object as? Instance else { return value }
      let copy = Instance(instance.userClass)
      for (name, value) in instance.members.items { try copy.members.set(name, value) }
      return .object(copy)
    default: return value
    }
  }

  mutating func deep(_ value: Value) throws -> Value {
    guard depth < 900 else { throw PyError(.recursionError, "maximum recursion depth exceeded") }
    depth += 1
    defer { depth -= 1 }
    switch value {
    case .list(let list):
      if let known = done[ObjectIdentifier(list)] { return known }
      let copy = PyList()
      done[ObjectIdentifier(list)] = .list(copy)
      for element in list.elements { copy.elements.append(try deep(element)) }
      return .list(copy)
    case .tuple(let tuple):
      if let known = done[ObjectIdentifier(tuple)] { return known }
      return .tuple(PyTuple(try tuple.elements.map { try deep($0) }))
    case .dict(let dict):
      if let known = done[ObjectIdentifier(dict)] { return known }
      let copy = dict.copy()
      copy.removeAll()
      done[ObjectIdentifier(dict)] = .dict(copy)
      for (key, value) in dict.items { try copy.set(try deep(key), try deep(value)) }
      return .dict(copy)
    case .set(let set): return .set(try PySet(set.elements.map { try deep($0) }, isFrozen: set.isFrozen))
    case .object(let object):
      if let known = done[ObjectIdentifier(object)] { return known }
      if let method = try object.attribute("__deepcopy__") { return try context.call(method, .dict(PyDict())) }
      guard let instance = object as? Instance else { return value }
      let copy = Instance(instance.userClass)
      done[ObjectIdentifier(object)] = .object(copy)
      for (name, value) in instance.members.items { try copy.members.set(name, try deep(value)) }
      return .object(copy)
    default: return value
    }
  }
}
