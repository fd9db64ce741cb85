import JSON

extension Value {
  /// What `repr` shows.
  ///
  /// - Throws: what a cell's `__repr__` throws; `RecursionError` beyond 1,000 levels.
  public func repr() throws -> String {
    var writer = ReprWriter()
    try writer.write(self)
    return writer.text
  }

  /// What `str` and `print` show.
  public func str() throws -> String {
    switch self {
    case .str(let text): text.string
    case .object(let object): try object.str()
    default: try repr()
    }
  }

  /// What `str` makes, exactly.
  public func pyString() throws -> PyString {
    if case .str(let text) = self { text } else { PyString(try str()) }
  }
}

/// A float as `repr` shows it.
public func floatRepr(_ value: Double) -> String {
  if value.isNaN { return "nan" }
  if value.isInfinite { return value < 0 ? "-inf" : "inf" }
  return shortestDecimal(value)
}

private struct ReprWriter {
  var text = ""
  private var open: [ObjectIdentifier] = []

  mutating func write(_ value: Value) throws {
    switch value {
    case .none: text += "None"
    case .bool(let value): text += value ? "True" : "False"
    case .int(let value): text += String(value)
    case .float(let value): text += floatRepr(value)
    case .str(let string): text += string.repr()
    case .list(let list):
      try enclosed(list, "[", "]", recursive: "[...]") { try $0.write(list.elements) }
    case .tuple(let tuple):
      try enclosed(tuple, "(", tuple.elements.count == 1 ? ",)" : ")", recursive: "(...)") {
        try $0.write(tuple.elements)
      }
    case .dict(let dict): try write(dict)
    case .set(let set): try write(set)
    case .object(let object): text += try object.repr()
    }
  }

  private mutating func enclosed(
    _ object: AnyObject, _ opening: String, _ closing: String, recursive: String,
    _ body: (inout ReprWriter) throws -> Void
  ) throws {
    let identity = ObjectIdentifier(object)
    if open.contains(identity) {
      text += recursive
      return
    }
    guard open.count < maximumNesting else { throw Value.tooDeep("while getting the repr of an object") }
    open.append(identity)
    text += opening
    try body(&self)
    text += closing
    open.removeLast()
  }

  private mutating func write(_ elements: [Value]) throws {
    for (index, element) in elements.enumerated() {
      if index > 0 { text += ", " }
      try write(element)
    }
  }

  private mutating func write(_ dict: PyDict) throws {
    let name = dict.subclassName
    if let name {
      text += "\(name)("
      if let prefix = dict.reprPrefix { text += prefix }
      if dict.count == 0, name != "defaultdict" {
        text += ")"
        return
      }
    }
    try enclosed(dict, name == "OrderedDict" ? "[" : "{", name == "OrderedDict" ? "]" : "}", recursive: "{...}") {
      for (index, item) in dict.reprItems.enumerated() {
        if index > 0 { $0.text += ", " }
        if name == "OrderedDict" {
          try $0.write(.tupleOf(item.key, item.value))
        } else {
          try $0.write(item.key)
          $0.text += ": "
          try $0.write(item.value)
        }
      }
    }
    if name != nil { text += ")" }
  }

  private mutating func write(_ set: PySet) throws {
    if set.count == 0 {
      text += set.isFrozen ? "frozenset()" : "set()"
      return
    }
    let (opening, closing) = set.isFrozen ? ("frozenset({", "})") : ("{", "}")
    try enclosed(set, opening, closing, recursive: "{...}") { try $0.write(set.elements) }
  }
}

extension PyDict {
  /// What a `defaultdict` shows before its members.
  fileprivate var reprPrefix: String? {
    guard subclassName == "defaultdict" else { return nil }
    return (factoryRepr ?? "None") + ", "
  }

  /// The members in the order that repr shows: a Counter's from the most common.
  fileprivate var reprItems: [(key: Value, value: Value)] {
    guard subclassName == "Counter" else { return items }
    let order = items.enumerated().sorted {
      let greater = (try? $0.element.value.compares(.greater, $1.element.value)) ?? false
      let less = (try? $0.element.value.compares(.less, $1.element.value)) ?? false
      return greater || (!less && $0.offset < $1.offset)
    }
    return order.map(\.element)
  }
}

extension PyString {
  /// What `repr` shows: quoted, with escapes for what cannot be printed.
  public func repr() -> String {
    let quote: UInt8 = bytes.contains(0x27) && !bytes.contains(0x22) ? 0x22 : 0x27
    var result: [UInt8] = [quote]
    result.reserveCapacity(bytes.count + 2)
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte >= 0x20, byte < 0x7F {
        if byte == quote || byte == 0x5C { result.append(0x5C) }
        result.append(byte)
        offset += 1
      } else {
        let start = offset
        let point = decodeCodePoint(bytes, &offset)
        if point >= 0x80, isPrintable(point) {
          result.append(contentsOf: bytes[start..<offset])
        } else {
          result.append(contentsOf: escape(point).utf8)
        }
      }
    }
    result.append(quote)
    return String(decoding: result, as: UTF8.self)
  }
}

/// Whether a code point is shown as it is by `repr`.
func isPrintable(_ point: UInt32) -> Bool {
  if point < 0x7F { return point >= 0x20 }
  guard let scalar = Unicode.Scalar(point) else { return false }
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
    return false
  default: return true
  }
}

private func escape(_ point: UInt32) -> String {
  switch point {
  case 0x09: return "\\t"
  case 0x0A: return "\\n"
  case 0x0D: return "\\r"
  default:
    let digits = String(point, radix: 16)
    let (letter, width) = point < 0x100 ? ("x", 2) : point < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }
}
