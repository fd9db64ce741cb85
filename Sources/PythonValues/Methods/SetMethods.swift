extension BuiltinMethods {
  /// The methods of frozenset.
  static let frozenset = table(readers("frozenset"))

  /// The methods of set.
  static let set = table(readers("set") + changers)

  private static func readers(_ type: String) -> [BuiltinMethod] {
    func combining(_ name: String, _ operation: BinaryOperator) -> BuiltinMethod {
      BuiltinMethod(type, name, "*others") { receiver, arguments, _ in
        let set = try theSet(receiver)
        var result = set.copy(isFrozen: set.isFrozen)
        for other in arguments.variadic { result = try result.combined(operation, PySet(other.iterated())) }
        return .set(result)
      }
    }
    func comparing(_ name: String, _ comparison: Comparison) -> BuiltinMethod {
      BuiltinMethod(type, name, "other, /") { receiver, arguments, _ in
        .bool(try theSet(receiver).compares(comparison, PySet(arguments[0].iterated())))
      }
    }
    return [
      combining("union", .bitOr), combining("intersection", .bitAnd), combining("difference", .subtract),
      combining("symmetric_difference", .bitXor), comparing("issubset", .lessOrEqual),
      comparing("issuperset", .greaterOrEqual),
      BuiltinMethod(type, "isdisjoint", "other, /") { receiver, arguments, _ in
        let set = try theSet(receiver)
        return .bool(try !arguments[0].iterated().contains { try set.contains($0) })
      },
      BuiltinMethod(type, "copy", "") { receiver, _, _ in
        let set = try theSet(receiver)
        return .set(set.isFrozen ? set : set.copy(isFrozen: false))
      },
    ]
  }

  private static let changers: [BuiltinMethod] = [
    BuiltinMethod("set", "add", "element, /") { receiver, arguments, _ in
      try theSet(receiver).add(arguments[0])
      return .none
    },
    BuiltinMethod("set", "discard", "element, /") { receiver, arguments, _ in
      try theSet(receiver).remove(arguments[0])
      return .none
    },
    BuiltinMethod("set", "remove", "element, /") { receiver, arguments, _ in
      if try !theSet(receiver).remove(arguments[0]) { throw PyError.key(arguments[0]) }
      return .none
    },
    BuiltinMethod("set", "pop", "") { receiver, _, _ in
      let set = try theSet(receiver)
      guard let first = set.elements.first else { throw PyError(.keyError, "pop from an empty set") }
      try set.remove(first)
      return first
    },
    BuiltinMethod("set", "clear", "") { receiver, _, _ in
      try theSet(receiver).removeAll()
      return .none
    },
    updating("update", .bitOr), updating("intersection_update", .bitAnd), updating("difference_update", .subtract),
    updating("symmetric_difference_update", .bitXor),
  ]

  private static func updating(_ name: String, _ operation: BinaryOperator) -> BuiltinMethod {
    BuiltinMethod("set", name, "*others") { receiver, arguments, _ in
      let set = try theSet(receiver)
      for other in arguments.variadic {
        set.replaceContents(with: try set.combined(operation, PySet(other.iterated())))
      }
      return .none
    }
  }

  private static func theSet(_ value: Value) throws -> PySet {
    guard case .set(let set) = value else {
      throw PyError(.typeError, "descriptor requires a 'set' object but received a '\(value.typeName)'")
    }
    return set
  }
}
