import PythonValues

#if canImport(Glibc)
  import Glibc
#endif

/// The functions that every template can name.
enum Globals {
  /// The most numbers of one range.
  static let maximumRange = 100_000

  static let names = ["range", "dict", "namespace", "cycler", "joiner", "raise_exception", "strftime_now"]

  /// The function of a name, or nil.
  static func value(_ name: String) -> Value? {
    switch name {
    case "range": function("range", "*bounds", range)
    case "dict": function("dict", "*source, **members") { arguments, renderer in try .dict(dict(arguments, renderer)) }
    case "namespace": function("namespace", "*source, **members", namespace)
    case "cycler": function("cycler", "*items") { arguments, _ in .object(try Cycler(arguments.variadic)) }
    case "joiner": function("joiner", "sep=', '") { arguments, _ in .object(Joiner(arguments["sep"])) }
    case "raise_exception":
      function("raise_exception", "message") { arguments, _ in
        throw Renderer.Refusal(message: try arguments["message"].str())
      }
    case "strftime_now":
      function("strftime_now", "format") { arguments, renderer in
        try strftimeNow(arguments.string("format"), clock: renderer.clock)
      }
    default: nil
    }
  }

  private static func function(
    _ name: String, _ signature: String, _ body: @escaping (BoundArguments, Renderer) throws -> Value
  ) -> Value {
    .object(
      NativeFunction(name, signature) { arguments, context in
        guard let renderer = context as? Renderer else {
          throw PyError(.runtimeError, "\(name)() works inside templates only")
        }
        return try body(arguments, renderer)
      })
  }

  private static func range(_ arguments: BoundArguments, _ renderer: Renderer) throws -> Value {
    let bounds = try arguments.variadic.map { value throws -> Int in
      if let undefined = value.undefined { throw Undefined.Use(origin: undefined.origin) }
      guard let bound = value.integer else {
        throw PyError(.typeError, "'\(value.typeName)' object cannot be interpreted as an integer")
      }
      return bound
    }
    guard (1...3).contains(bounds.count) else {
      throw PyError(.typeError, "range expected 1 to 3 arguments, got \(bounds.count)")
    }
    let step = bounds.count == 3 ? bounds[2] : 1
    guard step != 0 else { throw PyError(.valueError, "range() arg 3 must not be zero") }
    let range = bounds.count == 1 ? PyRange(0, bounds[0]) : PyRange(bounds[0], bounds[1], step)
    guard range.count <= maximumRange else {
      throw PyError(
        .overflowError, "Range too big. The sandbox blocks ranges larger than MAX_RANGE (\(maximumRange)).")
    }
    return .object(range)
  }

  private static func dict(_ arguments: BoundArguments, _ renderer: Renderer) throws -> PyDict {
    guard arguments.variadic.count <= 1 else {
      throw PyError(.typeError, "dict expected at most 1 argument, got \(arguments.variadic.count)")
    }
    let dict = PyDict()
    renderer.own(dict)
    if case .dict(let source)? = arguments.variadic.first {
      try dict.merge(source)
    } else if let pairs = arguments.variadic.first {
      for pair in try renderer.elements(of: pairs) {
        let parts = try renderer.elements(of: pair)
        guard parts.count == 2 else {
          throw PyError(.valueError, "dictionary update sequence element has length \(parts.count); 2 is required")
        }
        try dict.set(parts[0], parts[1])
      }
    }
    for (name, value) in arguments.keywords { dict[name] = value }
    return dict
  }

  private static func namespace(_ arguments: BoundArguments, _ renderer: Renderer) throws -> Value {
    let namespace = Namespace()
    renderer.own(namespace)
    for (key, value) in try dict(arguments, renderer).items { namespace.set(try key.str(), value) }
    return .object(namespace)
  }

  /// The local time in a format of C's `strftime`.
  private static func strftimeNow(_ format: String, clock: Int?) throws -> Value {
    guard format.utf8.count <= 1000 else { throw PyError(.valueError, "the format of strftime_now is too long") }
    if format.isEmpty { return "" }
    var seconds = time_t(clock ?? time(nil))
    var parts = tm()
    localtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 65_536)
    let count = strftime(&buffer, buffer.count, format, &parts)
    return .str(PyString(bytes: buffer[..<count].map { UInt8(bitPattern: $0) }))
  }
}
