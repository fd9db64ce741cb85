import PythonValues

/// `json.dumps` with CPython's arguments.
struct JSONWriting {
  let arguments: BoundArguments
  let context: CallContext
  private let escapesNonASCII: Bool
  private let allowsNaN: Bool
  private let skipsKeys: Bool
  private let sortsKeys: Bool
  private let indent: String?
  private let itemSeparator: String
  private let keySeparator: String
  private var text: [UInt8] = []
  private var open: [ObjectIdentifier] = []

  static let parameters =
    "*, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, "
    + "separators=None, default=None, sort_keys=False"

  init(_ arguments: BoundArguments, _ context: CallContext) throws {
    self.arguments = arguments
    self.context = context
    if !arguments["cls"].isNone {
      throw PyError(.notImplementedError, "json.dumps(cls=...) is not part of the cell language; use default=")
    }
    escapesNonASCII = try arguments.bool("ensure_ascii")
    allowsNaN = try arguments.bool("allow_nan")
    skipsKeys = try arguments.bool("skipkeys")
    sortsKeys = try arguments.bool("sort_keys")
    switch arguments["indent"] {
    case .none: indent = nil
    case .str(let text): indent = text.string
    default: indent = String(repeating: " ", count: min(max(0, try arguments.integer("indent")), 1_000))
    }
    if let pair = arguments["separators"].elements, pair.count == 2 {
      (itemSeparator, keySeparator) = (try pair[0].str(), try pair[1].str())
    } else {
      (itemSeparator, keySeparator) = (indent == nil ? ", " : ",", ": ")
    }
  }

  static func dumps(_ arguments: BoundArguments, _ context: CallContext) throws -> PyString {
    var writing = try JSONWriting(arguments, context)
    try writing.write(arguments["obj"])
    return PyString(bytes: writing.text)
  }

  private mutating func write(_ value: Value) throws {
    switch value {
    case .none: append("null")
    case .bool(let truth): append(truth ? "true" : "false")
    case .int(let number): append(String(number))
    case .float(let number): append(try float(number))
    case .str(let string): write(string)
    case .list(let list): try write(list.elements, of: list)
    case .tuple(let tuple): try write(tuple.elements, of: tuple)
    case .dict(let dict): try write(dict)
    case .set, .object:
      if arguments["default"].isNone {
        throw PyError(.typeError, "Object of type \(value.typeName) is not JSON serializable")
      }
      let marker = value.object.map { ObjectIdentifier($0) } ?? ObjectIdentifier(PyList())
      try enter(marker)
      try write(context.call(arguments["default"], value))
      open.removeLast()
    }
  }

  private mutating func append(_ string: String) { text.append(contentsOf: string.utf8) }

  private func float(_ number: Double) throws -> String {
    if number.isFinite { return floatRepr(number) }
    guard allowsNaN else { throw PyError(.valueError, "Out of range float values are not JSON compliant") }
    return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
  }

  private mutating func enter(_ identity: ObjectIdentifier) throws {
    if open.contains(identity) { throw PyError(.valueError, "Circular reference detected") }
    guard open.count < 990 else {
      throw PyError(.recursionError, "maximum recursion depth exceeded while encoding a JSON object")
    }
    open.append(identity)
  }

  private mutating func newLine() {
    guard let indent else { return }
    append("\n")
    for _ in open { append(indent) }
  }

  private mutating func write(_ elements: [Value], of owner: AnyObject) throws {
    if elements.isEmpty { return append("[]") }
    try enter(ObjectIdentifier(owner))
    append("[")
    for (index, element) in elements.enumerated() {
      if index > 0 { append(itemSeparator) }
      newLine()
      try write(element)
    }
    open.removeLast()
    newLine()
    append("]")
  }

  private mutating func write(_ dict: PyDict) throws {
    if dict.count == 0 { return append("{}") }
    try enter(ObjectIdentifier(dict))
    append("{")
    var isFirst = true
    var items = dict.items
    if sortsKeys {
      let order = try sorted(items.map(\.key), key: .none, reverse: false, context: context)
      items = try order.map { ($0, try Value.dict(dict).item($0)) }
    }
    for (key, value) in items {
      guard let name = try self.key(key) else { continue }
      if !isFirst { append(itemSeparator) }
      isFirst = false
      newLine()
      write(name)
      append(keySeparator)
      try write(value)
    }
    open.removeLast()
    newLine()
    append("}")
  }

  private func key(_ key: Value) throws -> PyString? {
    switch key {
    case .str(let text): return text
    case .int(let number): return PyString(String(number))
    case .float(let number): return PyString(try float(number))
    case .bool(let truth): return PyString(truth ? "true" : "false")
    case .none: return PyString("null")
    default:
      if skipsKeys { return nil }
      throw PyError(.typeError, "keys must be str, int, float, bool or None, not \(key.typeName)")
    }
  }

  private mutating func write(_ string: PyString) {
    append("\"")
    if string.isASCII || !escapesNonASCII {
      for byte in string.bytes { writeByte(byte) }
    } else {
      for point in string.codePoints {
        if point < 0x80 {
          writeByte(UInt8(point))
        } else if point < 0x10000 {
          escape(point)
        } else {
          escape(0xD800 + (point - 0x10000) >> 10)
          escape(0xDC00 + (point - 0x10000) & 0x3FF)
        }
      }
    }
    append("\"")
  }

  private mutating func writeByte(_ byte: UInt8) {
    switch byte {
    case 0x22: append("\\\"")
    case 0x5C: append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0x08: append("\\b")
    case 0x0C: append("\\f")
    case 0..<0x20: escape(UInt32(byte))
    case 0x7F where escapesNonASCII: escape(0x7F)
    default: text.append(byte)
    }
  }

  private mutating func escape(_ point: UInt32) {
    let digits = String(point, radix: 16)
    append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
  }
}
