/// A format specification: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
///
/// Source: the CPython library reference, "Format Specification Mini-Language".
struct FormatSpec {
  var fill: Unicode.Scalar = " "
  var alignment: Unicode.Scalar?
  var sign: Unicode.Scalar = "-"
  var isAlternate = false
  var isZeroPadded = false
  var width = 0
  var grouping: Unicode.Scalar?
  var precision: Int?
  var type: Unicode.Scalar?
  let text: String
  /// The type of what is formatted, for errors.
  let typeName: String

  /// Reads a specification for a value of a type.
  ///
  /// - Throws: `ValueError` for what is none.
  init(_ text: String, typeName: String) throws {
    self.text = text
    self.typeName = typeName
    var rest = Array(text.unicodeScalars)[...]
    if rest.count > 1, Self.isAlignment(rest[rest.startIndex + 1]) {
      fill = rest.removeFirst()
      alignment = rest.removeFirst()
    } else if let first = rest.first, Self.isAlignment(first) {
      alignment = rest.removeFirst()
    }
    if let first = rest.first, first == "+" || first == "-" || first == " " { sign = rest.removeFirst() }
    if rest.first == "#" {
      isAlternate = true
      rest.removeFirst()
    }
    if rest.first == "0" {
      isZeroPadded = true
      rest.removeFirst()
    }
    width = try Self.number(&rest) ?? 0
    try readGrouping(&rest)
    if rest.first == "." {
      rest.removeFirst()
      guard let digits = try Self.number(&rest) else {
        throw PyError(.valueError, "Format specifier missing precision")
      }
      precision = digits
    }
    if rest.count > 1 {
      throw PyError(.valueError, "Invalid format specifier '\(text)' for object of type '\(typeName)'")
    }
    type = rest.first
    try Value.checkSize(width)
    try Value.checkSize(precision ?? 0)
  }

  private mutating func readGrouping(_ rest: inout ArraySlice<Unicode.Scalar>) throws {
    while let first = rest.first, first == "," || first == "_" {
      if let grouping {
        throw PyError(
          .valueError,
          grouping == first ? "Cannot specify '\(first)' with '\(first)'." : "Cannot specify both ',' and '_'.")
      }
      grouping = rest.removeFirst()
    }
  }

  private static func isAlignment(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "<" || scalar == ">" || scalar == "=" || scalar == "^"
  }

  private static func number(_ rest: inout ArraySlice<Unicode.Scalar>) throws -> Int? {
    var value: Int?
    while let first = rest.first, let digit = first.value >= 0x30 && first.value <= 0x39 ? Int(first.value - 0x30) : nil
    {
      let (next, overflow) = (value ?? 0).multipliedReportingOverflow(by: 10)
      if overflow || next > Int.max - 9 { throw PyError(.valueError, "Too many decimal digits in format string") }
      value = next + digit
      rest.removeFirst()
    }
    return value
  }

  /// The text filled up to the width.
  func aligned(_ text: String, default defaultAlignment: Unicode.Scalar) -> String {
    let missing = width - text.unicodeScalars.count
    guard missing > 0 else { return text }
    let alignment = self.alignment ?? defaultAlignment
    let left = alignment == "<" ? 0 : alignment == "^" ? missing / 2 : missing
    let filler = isZeroPadded && self.alignment == nil ? "0" : String(fill)
    return String(repeating: filler, count: left) + text + String(repeating: filler, count: missing - left)
  }

  /// A number's parts put together: sign and prefix, grouped digits, and what follows them.
  func numeric(prefix: String, digits: String, rest: String, groupSize: Int = 3) -> String {
    let zeroFilled = isZeroPadded && (alignment == nil || alignment == "=")
    if zeroFilled || (alignment == "=" && fill == "0") {
      return prefix + grouped(digits, groupSize, upTo: width - prefix.count - rest.count) + rest
    }
    let body = grouped(digits, groupSize, upTo: 0) + rest
    if alignment == "=" {
      let missing = max(0, width - prefix.count - body.count)
      return prefix + String(repeating: String(fill), count: missing) + body
    }
    var spec = self
    spec.isZeroPadded = false
    if isZeroPadded, fill == " " { spec.fill = "0" }
    return spec.aligned(prefix + body, default: ">")
  }

  private func grouped(_ digits: String, _ size: Int, upTo width: Int) -> String {
    guard let grouping else {
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    var reversed: [Character] = []
    var count = 0
    for digit in digits.reversed() {
      if count > 0, count % size == 0 { reversed.append(Character(grouping)) }
      reversed.append(digit)
      count += 1
    }
    while reversed.count < width {
      if count % size == 0 { reversed.append(Character(grouping)) }
      reversed.append("0")
      count += 1
    }
    return String(reversed.reversed())
  }

  /// The sign that a number shows.
  func signText(isNegative: Bool) -> String {
    isNegative ? "-" : sign == "+" ? "+" : sign == " " ? " " : ""
  }
}
