extension Value {
  /// `format(value, spec)`.
  ///
  /// - Throws: `ValueError` for a specification that the type does not know.
  public func formatted(_ spec: String) throws -> String {
    if case .object(let object) = self {
      if let text = try object.format(spec) { return text }
      if spec.isEmpty { return try object.str() }
      throw PyError(.typeError, "unsupported format string passed to \(typeName).__format__")
    }
    if spec.isEmpty { return try str() }
    switch self {
    case .str(let text): return try Self.format(text.string, FormatSpec(spec, typeName: "str"))
    case .int(let value): return try Self.format(value, FormatSpec(spec, typeName: "int"))
    case .bool(let value):
      return try Self.format(value ? 1 : 0, FormatSpec(spec, typeName: "bool"))
    case .float(let value): return try Self.format(value, FormatSpec(spec, typeName: "float"))
    default: throw PyError(.typeError, "unsupported format string passed to \(typeName).__format__")
    }
  }

  private static func unknown(_ type: Unicode.Scalar, _ typeName: String) -> PyError {
    PyError(.valueError, "Unknown format code '\(type)' for object of type '\(typeName)'")
  }

  private static func format(_ text: String, _ spec: FormatSpec) throws -> String {
    if let type = spec.type, type != "s" { throw unknown(type, "str") }
    if spec.sign != "-" || spec.text.contains("-") && spec.sign == "-" && hasSign(spec) {
      throw PyError(.valueError, "Sign not allowed in string format specifier")
    }
    if spec.isAlternate { throw PyError(.valueError, "Alternate form (#) not allowed in string format specifier") }
    if spec.alignment == "=" { throw PyError(.valueError, "'=' alignment not allowed in string format specifier") }
    if let grouping = spec.grouping { throw PyError(.valueError, "Cannot specify '\(grouping)' with 's'.") }
    let cut = spec.precision.map { String(String.UnicodeScalarView(text.unicodeScalars.prefix($0))) } ?? text
    return spec.aligned(cut, default: "<")
  }

  private static func hasSign(_ spec: FormatSpec) -> Bool {
    let scalars = Array(spec.text.unicodeScalars)
    guard let place = scalars.lastIndex(of: "-") else { return false }
    let isFill = place == 0 && scalars.count > 1 && "<>=^".unicodeScalars.contains(scalars[1])
    return !isFill
  }

  private static func format(_ value: Int, _ spec: FormatSpec) throws -> String {
    let sign = spec.signText(isNegative: value < 0)
    switch spec.type {
    case nil, "d", "n":
      if spec.precision != nil { throw PyError(.valueError, "Precision not allowed in integer format specifier") }
      if spec.type == "n", let grouping = spec.grouping {
        throw PyError(.valueError, "Cannot specify '\(grouping)' with 'n'.")
      }
      return spec.numeric(prefix: sign, digits: String(value.magnitude), rest: "")
    case "x", "X", "o", "b":
      return try formatRadix(value, spec, sign)
    case "c":
      guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else {
        throw PyError(.overflowError, "%c arg not in range(0x110000)")
      }
      return spec.aligned(String(scalar), default: "<")
    case "e", "E", "f", "F", "g", "G", "%": return try format(Double(value), spec)
    case .some(let type): throw unknown(type, spec.typeName)
    }
  }

  private static func formatRadix(_ value: Int, _ spec: FormatSpec, _ sign: String) throws -> String {
    if spec.precision != nil { throw PyError(.valueError, "Precision not allowed in integer format specifier") }
    let type = spec.type ?? "x"
    if spec.grouping == "," { throw PyError(.valueError, "Cannot specify ',' with '\(type)'.") }
    let radix = type == "o" ? 8 : type == "b" ? 2 : 16
    let digits = String(value.magnitude, radix: radix, uppercase: type == "X")
    let prefix = spec.isAlternate ? "0\(type)" : ""
    return spec.numeric(prefix: sign + prefix, digits: digits, rest: "", groupSize: 4)
  }

  private static func format(_ value: Double, _ spec: FormatSpec) throws -> String {
    let isNegative = value.sign == .minus && !value.isNaN
    let sign = spec.signText(isNegative: isNegative)
    var magnitude = value.magnitude
    var tail = ""
    var type = spec.type
    if type == "%" {
      magnitude *= 100
      tail = "%"
      type = "f"
    }
    let text: String
    switch type {
    case nil where spec.precision == nil: text = floatRepr(magnitude)
    case nil:
      text = FloatFormat.general(
        magnitude, precision: max(1, spec.precision ?? 6), alternate: spec.isAlternate, keepsPointZero: true)
    case "e", "E": text = FloatFormat.exponent(magnitude, precision: spec.precision ?? 6, alternate: spec.isAlternate)
    case "f", "F": text = FloatFormat.fixed(magnitude, precision: spec.precision ?? 6, alternate: spec.isAlternate)
    case "g", "G", "n":
      text = FloatFormat.general(
        magnitude, precision: max(1, spec.precision ?? 6), alternate: spec.isAlternate, keepsPointZero: false)
    case .some(let type): throw unknown(type, "float")
    }
    let isUpper = type == "E" || type == "F" || type == "G"
    let cased = isUpper ? text.uppercased() : text
    guard value.isFinite else { return spec.numeric(prefix: sign, digits: cased, rest: tail, groupSize: .max) }
    let digits = cased.prefix { $0.isNumber }
    return spec.numeric(prefix: sign, digits: String(digits), rest: String(cased.dropFirst(digits.count)) + tail)
  }
}
