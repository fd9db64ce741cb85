extension BuiltinMethods {
  /// The methods of dict.
  static let dict = table([
    BuiltinMethod("dict", "get", "key, default=None, /") { receiver, arguments, _ in
      try theDict(receiver).get(arguments[0]) ?? arguments[1]
    },
    BuiltinMethod("dict", "keys", "") { receiver, _, _ in .object(DictView(try theDict(receiver), .keys)) },
    BuiltinMethod("dict", "values", "") { receiver, _, _ in .object(DictView(try theDict(receiver), .values)) },
    BuiltinMethod("dict", "items", "") { receiver, _, _ in .object(DictView(try theDict(receiver), .items)) },
    BuiltinMethod("dict", "pop", "key, default=..., /") { receiver, arguments, _ in
      if let value = try theDict(receiver).remove(arguments[0]) { return value }
      if arguments.isGiven("default") { return arguments[1] }
      throw PyError.key(arguments[0])
    },
    BuiltinMethod("dict", "popitem", "") { receiver, _, _ in
      let dict = try theDict(receiver)
      guard let last = dict.entries.last(where: \.isLive) else {
        throw PyError(.keyError, "popitem(): dictionary is empty")
      }
      try dict.remove(last.key)
      return .tupleOf(last.key, last.value)
    },
    BuiltinMethod("dict", "setdefault", "key, default=None, /") { receiver, arguments, _ in
      let dict = try theDict(receiver)
      if let value = try dict.get(arguments[0]) { return value }
      try dict.set(arguments[0], arguments[1])
      return arguments[1]
    },
    BuiltinMethod("dict", "update", "other=..., /, **members") { receiver, arguments, _ in
      let dict = try theDict(receiver)
      if dict.subclassName == "Counter" { return try count(dict, arguments, by: 1) }
      if arguments.isGiven("other") { try dict.update(from: arguments[0]) }
      for (name, value) in arguments.keywords { dict[name] = value }
      return .none
    },
    BuiltinMethod("dict", "clear", "") { receiver, _, _ in
      try theDict(receiver).removeAll()
      return .none
    },
    BuiltinMethod("dict", "copy", "") { receiver, _, _ in .dict(try theDict(receiver).copy()) },
  ])

  /// The further methods of Counter.
  static let counter = table([
    BuiltinMethod("Counter", "most_common", "n=None") { receiver, arguments, context in
      let items = try theDict(receiver).items.map { Value.tupleOf($0.key, $0.value) }
      let keys = try theDict(receiver).values
      let order = try sorted(
        zip(keys, items).map { .tupleOf($0, $1) }, key: .object(FirstOfPair()), reverse: true, context: context)
      let limit = try arguments.optionalInteger("n") ?? order.count
      return .array(order.prefix(max(0, limit)).compactMap { $0.elements?.last })
    },
    BuiltinMethod("Counter", "elements", "") { receiver, _, _ in
      var elements: [Value] = []
      for (key, value) in try theDict(receiver).items {
        let count = max(0, value.integer ?? 0)
        try Value.checkSize(MemoryLayout<Value>.stride * (elements.count + 1), times: max(1, count))
        elements.append(contentsOf: repeatElement(key, count: count))
      }
      return .object(ArrayIterator(elements, typeName: "itertools.chain"))
    },
    BuiltinMethod("Counter", "subtract", "other=..., /, **members") { receiver, arguments, _ in
      try count(theDict(receiver), arguments, by: -1)
    },
    BuiltinMethod("Counter", "total", "") { receiver, _, _ in
      try theDict(receiver).values.reduce(.int(0)) { try $0.binary(.add, $1) }
    },
  ])

  /// The further methods of OrderedDict.
  static let orderedDict = table([
    BuiltinMethod("OrderedDict", "move_to_end", "key, last=True") { receiver, arguments, _ in
      let dict = try theDict(receiver)
      guard let value = try dict.remove(arguments[0]) else { throw PyError.key(arguments[0]) }
      let others = dict.items
      if try arguments.bool("last") {
        try dict.set(arguments[0], value)
      } else {
        dict.removeAll()
        try dict.set(arguments[0], value)
        for (key, value) in others { try dict.set(key, value) }
      }
      return .none
    }
  ])

  private static func theDict(_ value: Value) throws -> PyDict {
    guard case .dict(let dict) = value else {
      throw PyError(.typeError, "descriptor requires a 'dict' object but received a '\(value.typeName)'")
    }
    return dict
  }

  /// Counts elements, or adds counts, as Counter's `update` and `subtract` do.
  private static func count(_ dict: PyDict, _ arguments: BoundArguments, by sign: Int) throws -> Value {
    func add(_ key: Value, _ count: Value) throws {
      try dict.set(key, try (dict.get(key) ?? .int(0)).binary(sign > 0 ? .add : .subtract, count))
    }
    if arguments.isGiven("other"), !arguments[0].isNone {
      if case .dict(let other) = arguments[0] {
        for (key, count) in other.items { try add(key, count) }
      } else {
        for key in try arguments[0].iterated() { try add(key, .int(1)) }
      }
    }
    for (name, value) in arguments.keywords { try add(.string(name), value) }
    return .none
  }
}

/// Gives the first of a pair: the key by which `most_common` sorts.
private final class FirstOfPair: PyObject {
  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    arguments.positional.first?.elements?.first ?? .none
  }
}
