import PythonValues

/// `json.loads`, with the messages of CPython's decoder.
struct JSONReading {
  private let text: PyString
  private let bytes: [UInt8]
  private let hook: (Value) throws -> Value
  private var offset = 0
  private var depth = 0

  init(_ text: PyString, hook: @escaping (Value) throws -> Value) {
    self.text = text
    self.hook = hook
    bytes = text.bytes
  }

  static func loads(_ text: PyString, hook: @escaping (Value) throws -> Value = { $0 }) throws -> Value {
    var reading = JSONReading(text, hook: hook)
    if text.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw reading.failure("Unexpected UTF-8 BOM (decode using utf-8-sig)", at: 0)
    }
    reading.skipSpace()
    let value = try reading.value()
    reading.skipSpace()
    if reading.offset < reading.bytes.count { throw reading.failure("Extra data", at: reading.offset) }
    return value
  }

  private func failure(_ message: String, at offset: Int) -> PyError {
    let place = min(offset, bytes.count)
    let before = bytes[..<place]
    let line = before.count { $0 == 0x0A } + 1
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = bytes[lineStart..<place].count { $0 & 0xC0 != 0x80 } + 1
    let character = before.count { $0 & 0xC0 != 0x80 }
    let exception = PyException(
      type: ExceptionClass(.jsonDecodeError), kind: .jsonDecodeError,
      arguments: [.string("\(message): line \(line) column \(column) (char \(character))")])
    exception.attributes = [
      "msg": .string(message), "pos": .int(character), "lineno": .int(line), "colno": .int(column), "doc": .str(text),
    ]
    return PyError(exception)
  }

  private var byte: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private mutating func skipSpace() {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func accept(_ word: String) -> Bool {
    guard bytes[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    return true
  }

  private mutating func value() throws -> Value {
    guard depth < 990 else {
      throw PyError(.recursionError, "maximum recursion depth exceeded while decoding a JSON value")
    }
    depth += 1
    defer { depth -= 1 }
    switch byte {
    case UInt8(ascii: "\""): return .str(try string())
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    default: break
    }
    if accept("null") { return .none }
    if accept("true") { return .bool(true) }
    if accept("false") { return .bool(false) }
    if accept("NaN") { return .float(.nan) }
    if accept("Infinity") { return .float(.infinity) }
    if accept("-Infinity") { return .float(-.infinity) }
    return try number()
  }

  private mutating func digits() -> Bool {
    let start = offset
    while byte >= 0x30, byte <= 0x39 { offset += 1 }
    return offset > start
  }

  private mutating func number() throws -> Value {
    let start = offset
    if byte == UInt8(ascii: "-") { offset += 1 }
    if byte == 0x30 {
      offset += 1
    } else if !digits() {
      offset = start
      throw failure("Expecting value", at: start)
    }
    var isFloat = false
    let end = offset
    if byte == UInt8(ascii: ".") {
      offset += 1
      if digits() { isFloat = true } else { offset = end }
    }
    let mark = offset
    if byte | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { offset += 1 }
      if digits() { isFloat = true } else { offset = mark }
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if !isFloat {
      if let integer = Int(text) { return .int(integer) }
      throw PyError(.overflowError, "integer \(text.prefix(30)) does not fit 64 bits")
    }
    return .float(Double(text) ?? .nan)
  }

  private mutating func array() throws -> Value {
    offset += 1
    skipSpace()
    var elements: [Value] = []
    if byte == UInt8(ascii: "]") {
      offset += 1
      return .array([])
    }
    while true {
      elements.append(try value())
      skipSpace()
      if byte == UInt8(ascii: "]") {
        offset += 1
        return .array(elements)
      }
      guard byte == UInt8(ascii: ",") else { throw failure("Expecting ',' delimiter", at: offset) }
      offset += 1
      skipSpace()
    }
  }

  private mutating func object() throws -> Value {
    offset += 1
    skipSpace()
    let dict = PyDict()
    if byte == UInt8(ascii: "}") {
      offset += 1
      return try hook(.dict(dict))
    }
    while true {
      guard byte == UInt8(ascii: "\"") else {
        throw failure("Expecting property name enclosed in double quotes", at: offset)
      }
      let key = try string()
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw failure("Expecting ':' delimiter", at: offset) }
      offset += 1
      skipSpace()
      try dict.set(.str(key), try value())
      skipSpace()
      if byte == UInt8(ascii: "}") {
        offset += 1
        return try hook(.dict(dict))
      }
      guard byte == UInt8(ascii: ",") else { throw failure("Expecting ',' delimiter", at: offset) }
      offset += 1
      skipSpace()
    }
  }

  private mutating func string() throws -> PyString {
    let start = offset
    offset += 1
    var result: [UInt8] = []
    while true {
      guard offset < bytes.count else { throw failure("Unterminated string starting at", at: start) }
      let next = bytes[offset]
      if next == UInt8(ascii: "\"") {
        offset += 1
        return PyString(bytes: result)
      }
      if next == UInt8(ascii: "\\") {
        try escape(into: &result, from: start)
      } else if next < 0x20 {
        throw failure("Invalid control character at", at: offset)
      } else {
        result.append(next)
        offset += 1
      }
    }
  }

  private mutating func escape(into result: inout [UInt8], from start: Int) throws {
    guard offset + 1 < bytes.count else { throw failure("Unterminated string starting at", at: start) }
    let letter = bytes[offset + 1]
    let simple: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]
    if let byte = simple[letter] {
      result.append(byte)
      offset += 2
      return
    }
    guard letter == UInt8(ascii: "u") else { throw failure("Invalid \\escape", at: offset) }
    var point = try code(at: offset + 2)
    offset += 6
    if point >= 0xD800, point < 0xDC00, bytes[offset...].starts(with: [0x5C, 0x75]) {
      let low = try code(at: offset + 2)
      if low >= 0xDC00, low < 0xE000 {
        point = 0x10000 + (point - 0xD800) << 10 + (low - 0xDC00)
        offset += 6
      }
    }
    result.append(contentsOf: PyString(codePoints: [point]).bytes)
  }

  private func code(at place: Int) throws -> UInt32 {
    let digits = bytes[min(place, bytes.count)...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let point = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("Invalid \\uXXXX escape", at: place - 1) }
    return point
  }
}
