extension BuiltinMethods {
  /// The methods of int and bool.
  static let int = table([
    BuiltinMethod("int", "bit_length", "") { receiver, _, _ in
      .int(64 - (receiver.integer ?? 0).magnitude.leadingZeroBitCount)
    },
    BuiltinMethod("int", "bit_count", "") { receiver, _, _ in .int((receiver.integer ?? 0).magnitude.nonzeroBitCount) },
    BuiltinMethod("int", "conjugate", "") { receiver, _, _ in receiver },
    BuiltinMethod("int", "as_integer_ratio", "") { receiver, _, _ in .tupleOf(.int(receiver.integer ?? 0), .int(1)) },
  ])

  /// The methods of float.
  static let float = table([
    BuiltinMethod("float", "is_integer", "") { receiver, _, _ in
      let value = receiver.number ?? .nan
      return .bool(value.isFinite && value.rounded() == value)
    },
    BuiltinMethod("float", "conjugate", "") { receiver, _, _ in receiver },
  ])
}
