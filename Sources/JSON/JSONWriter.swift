import SourceText

extension JSON {
  /// How a value is written.
  public struct Format: Sendable {
    /// Spaces per level; nil writes one line.
    public var indent: Int?
    /// Whether characters beyond ASCII are written as `\u` escapes.
    public var escapesNonASCII: Bool
    /// What stands between elements on one line.
    public var itemSeparator: String
    /// What stands between a key and its value.
    public var keySeparator: String
    /// Whether the members of objects are written in the order of their keys.
    public var sortsKeys: Bool

    /// Makes a format; the defaults are those of `json.dumps(value, ensure_ascii=False)`.
    public init(
      indent: Int? = nil, escapesNonASCII: Bool = false, itemSeparator: String? = nil, keySeparator: String = ": ",
      sortsKeys: Bool = false
    ) {
      self.indent = indent
      self.escapesNonASCII = escapesNonASCII
      self.itemSeparator = itemSeparator ?? (indent == nil ? ", " : ",")
      self.keySeparator = keySeparator
      self.sortsKeys = sortsKeys
    }

    /// Two spaces a level, as transformers writes its configurations.
    public static let indented = Format(indent: 2)

    /// Without any white space.
    public static let compact = Format(itemSeparator: ",", keySeparator: ":")
  }

  /// The value written as Python's `json.dumps` writes it.
  public func serialized(_ format: Format = Format()) -> [UInt8] {
    var writer = JSONWriter(format: format)
    writer.write(self, level: 0)
    return writer.bytes
  }

  /// The value written as a string.
  public func string(_ format: Format) -> String { String(decoding: serialized(format), as: UTF8.self) }
}

/// A number as Python's `repr` writes it: the shortest text that reads back, `1e-05` and `1e+16` at the ends.
public func shortestDecimal(_ value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
  let text = "\(value)"
  guard let mark = text.firstIndex(of: "e") else { return text }
  var digits = String(text[..<mark])
  let exponent = Int(text[text.index(after: mark)...]) ?? 0
  if digits.hasSuffix(".0") { digits.removeLast(2) }
  if exponent >= -4, exponent < 16 { return plainDecimal(digits, exponent: exponent) }
  let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
  return "\(digits)e\(exponent < 0 ? "-" : "+")\(size)"
}

private func plainDecimal(_ mantissa: String, exponent: Int) -> String {
  let negative = mantissa.hasPrefix("-")
  let digits = mantissa.filter { $0.isNumber }
  let point = 1 + exponent
  let body: String
  if point <= 0 {
    body = "0." + String(repeating: "0", count: -point) + digits
  } else if digits.count <= point {
    body = digits + String(repeating: "0", count: point - digits.count) + ".0"
  } else {
    body = digits.prefix(point) + "." + digits.dropFirst(point)
  }
  return (negative ? "-" : "") + body
}

private struct JSONWriter {
  let format: JSON.Format
  var bytes: [UInt8] = []

  init(format: JSON.Format) { self.format = format }

  mutating func write(_ value: JSON, level: Int) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append("\(value)")
    case .number(let value): append(shortestDecimal(value))
    case .string(let text): write(text)
    case .array(let elements):
      enclosed("[", "]", count: elements.count, level: level) { writer, index in
        writer.write(elements[index], level: level + 1)
      }
    case .object(let object):
      let members = format.sortsKeys ? object.members.sorted { $0.key < $1.key } : object.members
      enclosed("{", "}", count: members.count, level: level) { writer, index in
        writer.write(members[index].key)
        writer.append(writer.format.keySeparator)
        writer.write(members[index].value, level: level + 1)
      }
    }
  }

  private mutating func append(_ string: String) { bytes.append(contentsOf: string.utf8) }

  private mutating func enclosed(
    _ open: String, _ close: String, count: Int, level: Int, _ element: (inout JSONWriter, Int) -> Void
  ) {
    append(open)
    for index in 0..<count {
      if index > 0 { append(format.itemSeparator) }
      newLine(level + 1)
      element(&self, index)
    }
    if count > 0 { newLine(level) }
    append(close)
  }

  private mutating func newLine(_ level: Int) {
    guard let indent = format.indent else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: indent * level))
  }

  private mutating func write(_ text: Text) {
    bytes.append(UInt8(ascii: "\""))
    if !format.escapesNonASCII {
      for byte in text.bytes { writeEscaped(byte) }
    } else {
      for scalar in text.string.unicodeScalars {
        if scalar.value < 0x80 { writeEscaped(UInt8(scalar.value)) } else { writeUnicodeEscape(scalar.value) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func writeEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x08: append("\\b")
    case 0x0C: append("\\f")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0..<0x20: writeUnicodeEscape(UInt32(byte))
    case 0x7F where format.escapesNonASCII: writeUnicodeEscape(UInt32(byte))
    default: bytes.append(byte)
    }
  }

  private mutating func writeUnicodeEscape(_ scalar: UInt32) {
    if scalar >= 0x10000 {
      writeUnicodeEscape(0xD800 + (scalar - 0x10000) >> 10)
      writeUnicodeEscape(0xDC00 + (scalar - 0x10000) & 0x3FF)
      return
    }
    let digits = String(scalar, radix: 16)
    append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
  }
}
