/// `text % values`.
///
/// Source: the CPython library reference, "printf-style String Formatting".
func percentFormat(_ text: PyString, _ values: Value) throws -> PyString {
  var formatter = PercentFormatter(scalars: Array(text.string.unicodeScalars), values: values)
  return PyString(try formatter.format())
}

private struct PercentFormatter {
  let scalars: [Unicode.Scalar]
  let values: Value
  private var index = 0
  private var nextValue = 0
  private var usesMapping = false

  init(scalars: [Unicode.Scalar], values: Value) {
    self.scalars = scalars
    self.values = values
  }

  mutating func format() throws -> String {
    var result = ""
    while index < scalars.count {
      if scalars[index] != "%" {
        result.unicodeScalars.append(scalars[index])
        index += 1
      } else {
        index += 1
        result += try field()
      }
    }
    if !usesMapping, !values.isMapping, nextValue < count {
      throw PyError(.typeError, "not all arguments converted during string formatting")
    }
    return result
  }

  private var count: Int { if case .tuple(let tuple) = values { tuple.elements.count } else { 1 } }

  private mutating func takeValue() throws -> Value {
    guard nextValue < count else { throw PyError(.typeError, "not enough arguments for format string") }
    nextValue += 1
    if case .tuple(let tuple) = values { return tuple.elements[nextValue - 1] }
    return values
  }

  private mutating func peek() throws -> Unicode.Scalar {
    guard index < scalars.count else { throw PyError(.valueError, "incomplete format") }
    return scalars[index]
  }

  private mutating func field() throws -> String {
    var named: Value?
    if try peek() == "(" {
      guard let end = scalars[index...].firstIndex(of: ")") else { throw PyError(.valueError, "incomplete format key") }
      guard case .dict(let dict) = values else { throw PyError(.typeError, "format requires a mapping") }
      let key = Value.string(String(String.UnicodeScalarView(scalars[(index + 1)..<end])))
      usesMapping = true
      named = try Value.dict(dict).item(key)
      index = end + 1
    }
    var flags: Set<Unicode.Scalar> = []
    while "#0- +".unicodeScalars.contains(try peek()) {
      flags.insert(scalars[index])
      index += 1
    }
    var width = try number() ?? 0
    if width < 0 {
      flags.insert("-")
      width = width == .min ? .max : -width
    }
    var precision: Int?
    if try peek() == "." {
      index += 1
      precision = max(0, try number() ?? 0)
    }
    while "hlL".unicodeScalars.contains(try peek()) { index += 1 }
    let type = try peek()
    index += 1
    if type == "%" { return "%" }
    try Value.checkSize(width)
    try Value.checkSize(precision ?? 0)
    let value = try named ?? takeValue()
    return try pad(body(value, type, flags, precision), width, flags, isNumber: !"crsa".unicodeScalars.contains(type))
  }

  private mutating func number() throws -> Int? {
    if try peek() == "*" {
      index += 1
      guard let value = try takeValue().integer else { throw PyError(.typeError, "* wants int") }
      return value
    }
    var value: Int?
    while case let scalar = try peek(), scalar.value >= 0x30, scalar.value <= 0x39 {
      guard value ?? 0 < maximumSize else { throw PyError(.valueError, "width too big") }
      value = (value ?? 0) * 10 + Int(scalar.value - 0x30)
      index += 1
    }
    return value
  }

  private func body(
    _ value: Value, _ type: Unicode.Scalar, _ flags: Set<Unicode.Scalar>, _ precision: Int?
  ) throws -> String {
    let sign = flags.contains("+") ? "+" : flags.contains(" ") ? " " : ""
    switch type {
    case "s", "r", "a":
      let text = try type == "s" ? value.str() : value.converted(type).str()
      return precision.map { String(String.UnicodeScalarView(text.unicodeScalars.prefix($0))) } ?? text
    case "c": return try character(value)
    case "d", "i", "u", "x", "X", "o": return try integer(value, type, flags, precision, sign)
    case "e", "E", "f", "F", "g", "G":
      guard let number = try value.number ?? value.object?.numericValue()?.number else {
        throw PyError(.typeError, "must be real number, not \(value.typeName)")
      }
      let spec = (sign == "" ? "" : sign) + (flags.contains("#") ? "#" : "") + ".\(precision ?? 6)\(type)"
      return try Value.float(number).formatted(spec)
    default:
      let code = String(type.value, radix: 16)
      throw PyError(
        .valueError, "unsupported format character '\(type)' (0x\(code)) at index \(index - 1)")
    }
  }

  private func character(_ value: Value) throws -> String {
    if case .str(let text) = value, text.count == 1 { return text.string }
    guard let code = value.integer, !value.isNone else { throw PyError(.typeError, "%c requires int or char") }
    guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
      throw PyError(.overflowError, "%c arg not in range(0x110000)")
    }
    return String(scalar)
  }

  private func integer(
    _ value: Value, _ type: Unicode.Scalar, _ flags: Set<Unicode.Scalar>, _ precision: Int?, _ sign: String
  ) throws -> String {
    let isDecimal = type == "d" || type == "i" || type == "u"
    var number = value.integer
    if number == nil, isDecimal, case .float(let float) = value { number = Int(exactly: float.rounded(.towardZero)) }
    if number == nil { number = try value.object?.numericValue()?.integer }
    guard let number else {
      let wanted = isDecimal ? "a real number" : "an integer"
      throw PyError(.typeError, "%\(type) format: \(wanted) is required, not \(value.typeName)")
    }
    let radix = isDecimal ? 10 : type == "o" ? 8 : 16
    var digits = String(number.magnitude, radix: radix, uppercase: type == "X")
    if let precision { digits = String(repeating: "0", count: max(0, precision - digits.count)) + digits }
    let prefix = flags.contains("#") && !isDecimal ? "0\(type)" : ""
    return (number < 0 ? "-" : sign) + prefix + digits
  }

  private func pad(_ text: String, _ width: Int, _ flags: Set<Unicode.Scalar>, isNumber: Bool) -> String {
    let missing = width - text.unicodeScalars.count
    guard missing > 0 else { return text }
    if flags.contains("-") { return text + String(repeating: " ", count: missing) }
    guard flags.contains("0"), isNumber else { return String(repeating: " ", count: missing) + text }
    var head = text.prefix { "+- ".contains($0) }
    let rest = text.dropFirst(head.count)
    if flags.contains("#"), rest.hasPrefix("0x") || rest.hasPrefix("0X") || rest.hasPrefix("0o") {
      head = text.prefix(head.count + 2)
    }
    return head + String(repeating: "0", count: missing) + text.dropFirst(head.count)
  }
}

extension Value {
  /// Whether `%` takes values out of it by name, and does not mind those that it does not use.
  fileprivate var isMapping: Bool {
    switch self {
    case .dict, .list: true
    case .object(let object): !(object is PyType)
    default: false
    }
  }
}
