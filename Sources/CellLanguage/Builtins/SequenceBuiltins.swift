import PythonValues

extension Builtins {
  static var sequences: [NativeFunction] {
    [
      NativeFunction("len", "obj, /") { arguments, _ in .int(try arguments[0].length()) },
      NativeFunction("sorted", "iterable, /, *, key=None, reverse=False") { arguments, context in
        .array(
          try PythonValues.sorted(
            arguments[0].iterated(), key: arguments["key"], reverse: arguments.bool("reverse"), context: context))
      },
      NativeFunction("sum", "iterable, /, start=0") { arguments, _ in try sum(arguments[0], arguments["start"]) },
      NativeFunction("any", "iterable, /") { arguments, _ in
        let iterator = try arguments[0].makeIterator()
        while let value = try iterator.next() { if try value.isTruthy() { return true } }
        return false
      },
      NativeFunction("all", "iterable, /") { arguments, _ in
        let iterator = try arguments[0].makeIterator()
        while let value = try iterator.next() { if try !value.isTruthy() { return false } }
        return true
      },
      NativeFunction("min", "*values, key=None, default=...") { try extreme($0, .less, $1) },
      NativeFunction("max", "*values, key=None, default=...") { try extreme($0, .greater, $1) },
      NativeFunction("iter", "object, sentinel=..., /") { arguments, context in
        guard arguments.isGiven("sentinel") else { return .object(try arguments[0].makeIterator()) }
        let (function, sentinel) = (arguments[0], arguments[1])
        if !function.isCallable { throw PyError(.typeError, "iter(v, w): v must be callable") }
        return .object(
          ClosureIterator(typeName: "callable_iterator") {
            let value = try context.call(function)
            return try value.equals(sentinel) ? nil : value
          })
      },
      NativeFunction("next", "iterator, default=..., /") { arguments, _ in
        let value: Value?
        switch arguments[0].object {
        case let iterator as PyIterator: value = try iterator.next()
        case let instance as Instance: value = try instance.nextValue()
        default: throw PyError(.typeError, "'\(arguments[0].typeName)' object is not an iterator")
        }
        if let value { return value }
        if arguments.isGiven("default") { return arguments[1] }
        throw PyError(PyException.stop)
      },
    ]
  }

  private static func sum(_ iterable: Value, _ start: Value) throws -> Value {
    if case .str = start { throw PyError(.typeError, "sum() can't sum strings [use ''.join(seq) instead]") }
    let iterator = try iterable.makeIterator()
    var total = start
    while let value = try iterator.next() { total = try total.binary(.add, value) }
    return total
  }

  private static func extreme(_ arguments: BoundArguments, _ comparison: Comparison, _ context: CallContext) throws
    -> Value
  {
    let name = comparison == .less ? "min" : "max"
    if arguments.variadic.isEmpty { throw PyError(.typeError, "\(name) expected at least 1 argument, got 0") }
    if arguments.variadic.count > 1, arguments.isGiven("default") {
      throw PyError(
        .typeError, "Cannot specify a default for \(name)() with multiple positional arguments")
    }
    let values = arguments.variadic.count == 1 ? arguments.variadic[0] : .array(arguments.variadic)
    let iterator = try values.makeIterator()
    let key = arguments["key"]
    var best: (value: Value, key: Value)?
    while let value = try iterator.next() {
      let valueKey = key.isNone ? value : try context.call(key, value)
      guard let current = best else {
        best = (value, valueKey)
        continue
      }
      if try valueKey.compares(comparison, current.key) { best = (value, valueKey) }
    }
    if let best { return best.value }
    if arguments.isGiven("default") { return arguments["default"] }
    throw PyError(.valueError, "\(name)() arg is an empty sequence")
  }
}
