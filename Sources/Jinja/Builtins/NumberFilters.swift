import PythonValues

#if canImport(Glibc)
  import Glibc
#endif

extension Renderer {
  static let numberFilters: [String: Filter] = [
    "abs": Filter("value") { arguments, _ in try arguments["value"].unary(.absolute) },
    "int": Filter("value, default=0, base=10") { try $1.integer($0) },
    "float": Filter("value, default=0.0") { arguments, _ in
      number(arguments["value"]).map { .float($0) } ?? arguments["default"]
    },
    "round": Filter("value, precision=0, method='common'") { try $1.round($0) },
    "filesizeformat": Filter("value, binary=False") { try $1.fileSize($0) },
  ]

  /// What Python's `float` makes of a value, or nil.
  private static func number(_ value: Value) -> Double? {
    if let number = value.number { return number }
    guard let text = value.string else { return nil }
    let trimmed = trimmed(text).filter { $0 != "_" }
    let lowered = trimmed.lowercased()
    let unsigned = lowered.hasPrefix("-") || lowered.hasPrefix("+") ? String(lowered.dropFirst()) : lowered
    if ["inf", "infinity", "nan"].contains(unsigned) { return Double(lowered) }
    guard unsigned.allSatisfy({ $0.isASCII && ($0.isNumber || ".e+-".contains($0)) }) else { return nil }
    let padded = lowered.hasSuffix(".") ? lowered + "0" : lowered
    return Double(padded)
  }

  private static func trimmed(_ text: String) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }

  private func integer(_ arguments: BoundArguments) throws -> Value {
    let value = arguments["value"]
    if let integer = value.integer { return .int(integer) }
    if let text = value.string, let integer = try Renderer.integer(text, base: arguments.integer("base")) {
      return .int(integer)
    }
    guard let number = Renderer.number(value), let integer = Int(exactly: number.rounded(.towardZero)) else {
      return arguments["default"]
    }
    return .int(integer)
  }

  private static func integer(_ text: String, base: Int) -> Int? {
    var digits = trimmed(text).lowercased()
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    let prefixes = ["0x": 16, "0o": 8, "0b": 2]
    var radix = base
    if let prefix = prefixes[String(digits.prefix(2))], base == prefix || base == 0 {
      digits.removeFirst(2)
      radix = prefix
    }
    if radix == 0 { radix = 10 }
    guard (2...36).contains(radix), digits.first != "_", digits.last != "_", !digits.contains("__"),
      digits.first != "+", digits.first != "-"
    else { return nil }
    return Int((isNegative ? "-" : "") + digits.filter { $0 != "_" }, radix: radix)
  }

  private func round(_ arguments: BoundArguments) throws -> Value {
    let method = try arguments.string("method")
    let precision = try arguments.integer("precision")
    let value = arguments["value"]
    if let undefined = value.undefined { throw Undefined.Use(origin: undefined.origin) }
    guard ["common", "ceil", "floor"].contains(method) else {
      throw Misuse(message: "method must be common, ceil or floor")
    }
    guard let number = value.number else {
      throw PyError(.typeError, "type \(value.typeName) doesn't define __round__ method")
    }
    if method == "common" {
      if let integer = value.integer, precision >= 0 { return .int(integer) }
      guard number.isFinite, precision <= 300 else { return value }
      if precision >= 0 {
        return try .float(Renderer.number(self.method("format", of: .string("{:.\(precision)f}"), value)) ?? number)
      }
    }
    let scale = pow(10, Double(max(-300, min(300, precision))))
    let scaled = number * scale
    let rounded =
      switch method {
      case "ceil": scaled.rounded(.up)
      case "floor": scaled.rounded(.down)
      default: scaled.rounded(.toNearestOrEven)
      }
    let result = rounded / scale
    if method == "common", value.integer != nil, let integer = Int(exactly: result) { return .int(integer) }
    return .float(result)
  }

  private func fileSize(_ arguments: BoundArguments) throws -> Value {
    guard let size = Renderer.number(arguments["value"]) else {
      throw PyError(.typeError, "filesizeformat needs a number, not \(arguments["value"].typeName)")
    }
    let isBinary = try arguments.bool("binary")
    let base: Double = isBinary ? 1024 : 1000
    if size == 1 { return "1 Byte" }
    if size < base { return .string("\(Int(exactly: size.rounded(.towardZero)) ?? 0) Bytes") }
    let prefixes =
      isBinary ? ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"] : ["k", "M", "G", "T", "P", "E", "Z", "Y"]
    var unit = base
    for (index, prefix) in prefixes.enumerated() {
      unit *= base
      if size < unit || index == prefixes.count - 1 {
        let shown = try method("format", of: "{:.1f}", .float(base * size / unit))
        return .string("\(try shown.str()) \(prefix)B")
      }
    }
    return .none
  }
}
