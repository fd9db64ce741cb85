import SourceText

extension JSON {
  /// Reads one JSON value that fills the text, apart from white space and a byte order mark before it.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - name: what errors call the text, a path for one.
  /// - Throws: `JSONError` with line and column.
  /// - Complexity: O(bytes).
  public static func parse(_ bytes: some Collection<UInt8>, name: String = "") throws(JSONError) -> JSON {
    let array = Array(bytes)
    do {
      return try array.withUnsafeBytes { buffer in
        var parser = JSONParser(bytes: buffer)
        return try parser.document()
      }
    } catch let failure as JSONParser.Failure {
      let position = Source(name: name, bytes: array).position(of: failure.offset)
      throw JSONError(
        reason: failure.reason, offset: failure.offset, line: position.line, column: position.column, name: name)
    } catch {
      preconditionFailure("the parser throws only its own failure")
    }
  }

  /// Reads one JSON value of a string.
  ///
  /// - Throws: `JSONError` with line and column.
  public static func parse(_ string: String, name: String = "") throws(JSONError) -> JSON {
    try parse(Array(string.utf8), name: name)
  }
}

struct JSONParser {
  struct Failure: Error {
    let reason: JSONError.Reason
    let offset: Int
  }

  let bytes: UnsafeRawBufferPointer
  var offset = 0
  var depth = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func document() throws -> JSON {
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
    skipWhitespace()
    let value = try self.value()
    skipWhitespace()
    if offset < bytes.count { throw failure(.trailingText) }
    return value
  }

  func failure(_ reason: JSONError.Reason) -> Failure {
    Failure(reason: offset >= bytes.count ? .unexpectedEnd : reason, offset: offset)
  }

  var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  mutating func skipWhitespace() {
    while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
  }

  mutating func value() throws -> JSON {
    switch peek {
    case UInt8(ascii: "{"): return try nested { try $0.object() }
    case UInt8(ascii: "["): return try nested { try $0.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t") where take("true"): return .bool(true)
    case UInt8(ascii: "f") where take("false"): return .bool(false)
    case UInt8(ascii: "n") where take("null"): return .null
    case UInt8(ascii: "N") where take("NaN"): return .number(.nan)
    case UInt8(ascii: "I") where take("Infinity"): return .number(.infinity)
    case UInt8(ascii: "-") where take("-Infinity"): return .number(-.infinity)
    case let byte? where byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
      return try number()
    default: throw failure(.expected("a value"))
    }
  }

  mutating func nested(_ body: (inout JSONParser) throws -> JSON) throws -> JSON {
    depth += 1
    defer { depth -= 1 }
    if depth > 512 { throw failure(.tooDeep) }
    offset += 1
    skipWhitespace()
    return try body(&self)
  }

  mutating func take(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset + length <= bytes.count else { return false }
    for index in 0..<length where bytes[offset + index] != word.utf8Start[index] { return false }
    offset += length
    return true
  }

  mutating func array() throws -> JSON {
    var elements: [JSON] = []
    if peek == UInt8(ascii: "]") {
      offset += 1
      return .array(elements)
    }
    while true {
      elements.append(try value())
      skipWhitespace()
      switch peek {
      case UInt8(ascii: ","): offset += 1
      case UInt8(ascii: "]"):
        offset += 1
        return .array(elements)
      default: throw failure(.expected("',' or ']'"))
      }
      skipWhitespace()
    }
  }

  mutating func object() throws -> JSON {
    var object = JSONObject()
    if peek == UInt8(ascii: "}") {
      offset += 1
      return .object(object)
    }
    while true {
      guard peek == UInt8(ascii: "\"") else { throw failure(.expected("a key in double quotes")) }
      let key = try string()
      skipWhitespace()
      guard peek == UInt8(ascii: ":") else { throw failure(.expected("':'")) }
      offset += 1
      skipWhitespace()
      object[key] = try value()
      skipWhitespace()
      switch peek {
      case UInt8(ascii: ","): offset += 1
      case UInt8(ascii: "}"):
        offset += 1
        return .object(object)
      default: throw failure(.expected("',' or '}'"))
      }
      skipWhitespace()
    }
  }

  mutating func number() throws -> JSON {
    let start = offset
    var isInteger = true
    if peek == UInt8(ascii: "-") { offset += 1 }
    if peek == UInt8(ascii: "0") {
      offset += 1
    } else if digits() == 0 {
      throw failure(.badNumber)
    }
    if peek == UInt8(ascii: ".") {
      isInteger = false
      offset += 1
      if digits() == 0 { throw failure(.badNumber) }
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      isInteger = false
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      if digits() == 0 { throw failure(.badNumber) }
    }
    let literal = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isInteger, let value = Int(literal) { return .integer(value) }
    guard let value = Double(literal) else { throw failure(.badNumber) }
    return .number(value)
  }

  mutating func digits() -> Int {
    let start = offset
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
    return offset - start
  }
}
