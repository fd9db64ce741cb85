import Glibc
import PythonValues

extension BuiltinType {
  typealias Constructor = @Sendable (CallArguments, CallContext) throws -> Value

  private static func plain(
    _ name: String, _ signature: String, _ body: @escaping @Sendable (BoundArguments, CallContext) throws -> Value
  ) -> (String, Constructor) {
    let signature = Signature(signature)
    return (name, { try body(signature.bind($0, function: name), $1) })
  }

  private static func raw(_ name: String, _ body: @escaping Constructor) -> (String, Constructor) { (name, body) }

  /// What calling each type makes.
  static let constructors: [String: Constructor] = Dictionary(
    uniqueKeysWithValues: [
      plain("object", "") { _, _ in .object(PlainObject()) },
      plain("bool", "x=False, /") { arguments, _ in .bool(try arguments[0].isTruthy()) },
      plain("int", "x=0, /, base=...") { arguments, _ in
        try integer(arguments[0], base: arguments.isGiven("base") ? arguments.integer("base") : nil)
      },
      plain("float", "x=0.0, /") { arguments, _ in .float(try float(arguments[0])) },
      plain("str", "object='', encoding=None, errors=None") { arguments, _ in .str(try arguments[0].pyString()) },
      plain("list", "iterable=(), /") { arguments, _ in .array(try arguments[0].iterated()) },
      plain("tuple", "iterable=(), /") { arguments, _ in
        if case .tuple = arguments[0] { return arguments[0] }
        return .tuple(PyTuple(try arguments[0].iterated()))
      },
      plain("set", "iterable=(), /") { arguments, _ in .set(try PySet(arguments[0].iterated())) },
      plain("frozenset", "iterable=(), /") { arguments, _ in
        .set(try PySet(arguments[0].iterated(), isFrozen: true))
      },
      plain("dict", "iterable=..., /, **members") { arguments, _ in
        let dict = PyDict()
        if arguments.isGiven("iterable") { try dict.update(from: arguments[0]) }
        for (name, value) in arguments.keywords { dict[name] = value }
        return .dict(dict)
      },
      raw("range") { arguments, _ in try range(arguments) },
      raw("slice") { arguments, _ in try slice(arguments) },
      raw("type") { arguments, _ in
        guard arguments.positional.count == 1 else {
          throw PyError(.typeError, "type() makes no classes in the cell language: write a class statement")
        }
        return .object(Builtins.type(of: arguments.positional[0]))
      },
      plain("property", "fget=None, fset=None, fdel=None, doc=None") { arguments, _ in
        .object(Property(arguments[0], arguments[1], arguments[2]))
      },
      plain("staticmethod", "function, /") { arguments, _ in .object(StaticMethod(arguments[0])) },
      plain("classmethod", "function, /") { arguments, _ in .object(ClassMethod(arguments[0])) },
      raw("zip") { arguments, _ in try Iterators.zip(arguments) },
      raw("map") { arguments, context in try Iterators.map(arguments, context) },
      plain("filter", "function, iterable, /") { arguments, context in
        try Iterators.filter(arguments[0], arguments[1], context)
      },
      plain("enumerate", "iterable, start=0") { arguments, _ in
        try Iterators.enumerate(arguments[0], arguments.integer("start"))
      },
      plain("reversed", "sequence, /") { arguments, context in try Iterators.reversed(arguments[0], context) },
    ])

  private static func range(_ arguments: CallArguments) throws -> Value {
    if !arguments.keywords.isEmpty { throw PyError(.typeError, "range() takes no keyword arguments") }
    let numbers = try arguments.positional.map { try Builtins.index($0) }
    switch numbers.count {
    case 0: throw PyError(.typeError, "range expected at least 1 argument, got 0")
    case 1: return .object(PyRange(0, numbers[0]))
    case 2: return .object(PyRange(numbers[0], numbers[1]))
    case 3:
      if numbers[2] == 0 { throw PyError(.valueError, "range() arg 3 must not be zero") }
      return .object(PyRange(numbers[0], numbers[1], numbers[2]))
    default: throw PyError(.typeError, "range expected at most 3 arguments, got \(numbers.count)")
    }
  }

  private static func slice(_ arguments: CallArguments) throws -> Value {
    let parts = arguments.positional
    switch parts.count {
    case 1: return .object(PySlice(.none, parts[0], .none))
    case 2: return .object(PySlice(parts[0], parts[1], .none))
    case 3: return .object(PySlice(parts[0], parts[1], parts[2]))
    case 0: throw PyError(.typeError, "slice expected at least 1 argument, got 0")
    default: throw PyError(.typeError, "slice expected at most 3 arguments, got \(parts.count)")
    }
  }

  private static func integer(_ value: Value, base: Int?) throws -> Value {
    if case .str(let text) = value { return .int(try parse(text, base: base ?? 10)) }
    if base != nil { throw PyError(.typeError, "int() can't convert non-string with explicit base") }
    switch value {
    case .int: return value
    case .bool(let truth): return .int(truth ? 1 : 0)
    case .float(let number):
      if number.isNaN { throw PyError(.valueError, "cannot convert float NaN to integer") }
      if number.isInfinite { throw PyError(.overflowError, "cannot convert float infinity to integer") }
      guard let integer = Int(exactly: number.rounded(.towardZero)) else {
        throw PyError(.overflowError, "integer result does not fit 64 bits")
      }
      return .int(integer)
    case .object(let object):
      if let instance = object as? Instance, let result = try instance.special("__int__") { return result }
      if let number = try object.numericValue(), number.object == nil { return try integer(number, base: nil) }
    default: break
    }
    throw PyError(
      .typeError,
      "int() argument must be a string, a bytes-like object or a real number, not '\(value.typeName)'")
  }

  private static func parse(_ text: PyString, base: Int) throws -> Int {
    let invalid = PyError(.valueError, "invalid literal for int() with base \(base): \(text.repr())")
    guard base == 0 || (base >= 2 && base <= 36) else {
      throw PyError(.valueError, "int() base must be >= 2 and <= 36, or 0")
    }
    var digits = Self.plainDigits(text)
    var isNegative = false
    if let sign = digits.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      digits.removeFirst()
    }
    var radix = base
    let prefixes: [(String, Int)] = [("0x", 16), ("0o", 8), ("0b", 2)]
    for (prefix, value) in prefixes where base == 0 || base == value {
      if digits.lowercased().hasPrefix(prefix) {
        digits = String(digits.dropFirst(2))
        if digits.hasPrefix("_") { digits.removeFirst() }
        radix = value
        break
      }
    }
    if radix == 0 { radix = 10 }
    if digits.hasPrefix("_") || digits.hasSuffix("_") || digits.contains("__") || digits.isEmpty { throw invalid }
    digits = digits.filter { $0 != "_" }
    guard digits.utf8.allSatisfy({ isDigit($0, radix) }) else { throw invalid }
    guard let value = Int((isNegative ? "-" : "") + digits, radix: radix) else {
      throw PyError(.overflowError, "integer result does not fit 64 bits")
    }
    return value
  }

  private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30 < radix
    case 0x41...0x5A: Int(byte) - 0x41 + 10 < radix
    case 0x61...0x7A: Int(byte) - 0x61 + 10 < radix
    default: false
    }
  }

  /// A text without white space around, its decimal digits of other scripts as ASCII ones.
  private static func plainDigits(_ text: PyString) -> String {
    var result = ""
    for scalar in text.string.unicodeScalars {
      if scalar.value >= 0x80, scalar.properties.generalCategory == .decimalNumber,
        let value = scalar.properties.numericValue
      {
        result += String(Int(value))
      } else if scalar.properties.isWhitespace {
        result += " "
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    while result.hasPrefix(" ") { result.removeFirst() }
    while result.hasSuffix(" ") { result.removeLast() }
    return result
  }

  static func float(_ value: Value) throws -> Double {
    if let number = value.number { return number }
    if case .str(let text) = value {
      guard let number = parseFloat(plainDigits(text)) else {
        throw PyError(.valueError, "could not convert string to float: \(text.repr())")
      }
      return number
    }
    if case .object(let object) = value {
      if let instance = object as? Instance, let result = try instance.special("__float__")?.number { return result }
      if let number = try object.numericValue()?.number { return number }
    }
    throw PyError(.typeError, "float() argument must be a string or a real number, not '\(value.typeName)'")
  }

  private static func parseFloat(_ text: String) -> Double? {
    var body = text.lowercased()
    var sign = 1.0
    if body.hasPrefix("-") || body.hasPrefix("+") {
      if body.hasPrefix("-") { sign = -1 }
      body.removeFirst()
    }
    switch body {
    case "inf", "infinity": return sign * .infinity
    case "nan": return .nan
    default: break
    }
    if body.hasPrefix("_") || body.hasSuffix("_") || body.contains("__") { return nil }
    guard let first = body.utf8.first, first == 0x2E || (first >= 0x30 && first <= 0x39) else { return nil }
    guard body.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ".e+-_".utf8.contains($0) }) else { return nil }
    var plain = body.filter { $0 != "_" }
    if plain.hasPrefix(".") { plain = "0" + plain }
    plain = plain.replacing(".e", with: ".0e")
    if plain.hasSuffix(".") { plain += "0" }
    return Double(plain).map { sign * $0 }
  }
}

/// `object()`.
private final class PlainObject: PyObject {
  override var typeName: String { "object" }
}

extension Instance {
  /// What a special method without arguments gives, or nil where the class has none.
  func special(_ name: String) throws -> Value? {
    guard let method = userClass.special(name) else { return nil }
    return try userClass.bind(method, to: self).call(CallArguments(), userClass.interpreter)
  }
}
