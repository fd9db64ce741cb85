import PythonValues

extension Renderer {
  static let textFilters: [String: Filter] = [
    "upper": Filter("value") { try $1.method("upper", of: $1.textValue($0["value"])) },
    "lower": Filter("value") { try $1.method("lower", of: $1.textValue($0["value"])) },
    "capitalize": Filter("value") { try $1.method("capitalize", of: $1.textValue($0["value"])) },
    "title": Filter("value") { try $1.title($1.text(of: $0["value"])) },
    "trim": Filter("value, chars=None") { try $1.method("strip", of: $1.textValue($0["value"]), $0["chars"]) },
    "center": Filter("value, width=80") { try $1.method("center", of: $1.textValue($0["value"]), $0["width"]) },
    "replace": Filter("value, old, new, count=None") { try $1.replace($0) },
    "indent": Filter("value, width=4, first=False, blank=False") { try $1.indent($0) },
    "truncate": Filter("value, length=255, killwords=False, end='...', leeway=None") { try $1.truncate($0) },
    "wordcount": Filter("value") { .int(wordCount(try $1.text(of: $0["value"]))) },
    "wordwrap": Filter("value, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True") {
      try $1.wordWrap($0)
    },
    "format": Filter("value, *values, **names") { try $1.format($0) },
    "string": Filter("value") { try $1.textValue($0["value"]) },
    "escape": Filter("value") { .str(escaped(try $1.text(of: $0["value"]))) },
    "e": Filter("value") { .str(escaped(try $1.text(of: $0["value"]))) },
    "forceescape": Filter("value") { .str(escaped(try $1.text(of: $0["value"]))) },
    "safe": Filter("value") { try $1.textValue($0["value"]) },
    "striptags": Filter("value") { try $1.stripTags($1.text(of: $0["value"])) },
    "urlencode": Filter("value") { try $1.urlEncode($0["value"]) },
    "xmlattr": Filter("value, autospace=True") { try $1.xmlAttributes($0) },
  ]

  /// Each word's first letter large, the rest small; words begin after `-`, white space and opening brackets.
  private func title(_ text: PyString) throws -> Value {
    var result: [UInt8] = []
    var word: [UInt32] = []
    func finish() throws {
      guard let first = word.first else { return }
      let head = try method("upper", of: .str(PyString(codePoints: [first])))
      let tail = try method("lower", of: .str(PyString(codePoints: word.dropFirst())))
      result += try self.text(of: head).bytes + self.text(of: tail).bytes
      word = []
    }
    for point in text.codePoints {
      if "-({[<".unicodeScalars.contains(where: { $0.value == point }) || isSpace(point) {
        try finish()
        result += PyString(codePoints: [point]).bytes
      } else {
        word.append(point)
      }
    }
    try finish()
    return .str(PyString(bytes: result))
  }

  private func isSpace(_ point: UInt32) -> Bool {
    if case .bool(true)? = try? method("isspace", of: .str(PyString(codePoints: [point]))) { return true }
    return false
  }

  private func replace(_ arguments: BoundArguments) throws -> Value {
    let count = arguments["count"].isNone ? Value.int(-1) : arguments["count"]
    return try method(
      "replace", of: textValue(arguments["value"]), textValue(arguments["old"]), textValue(arguments["new"]), count)
  }

  private func lines(_ text: Value) throws -> [PyString] {
    try (method("splitlines", of: text).elements ?? []).map { try self.text(of: $0) }
  }

  private func indent(_ arguments: BoundArguments) throws -> Value {
    let width = arguments["width"]
    if let count = width.integer { try checkWidth(count) }
    let unit =
      if let count = width.integer { [UInt8](repeating: 0x20, count: max(0, count)) } else { try text(of: width).bytes }
    let text = try self.text(of: arguments["value"])
    let lines = try self.lines(.str(PyString(bytes: text.bytes + [0x0A])))
    try charge(bytes: text.bytes.count + lines.count * (unit.count + 1))
    let includesBlank = try arguments.bool("blank")
    var result: [UInt8] = try arguments.bool("first") ? unit : []
    for (index, line) in lines.enumerated() {
      if index > 0 { result.append(0x0A) }
      if index > 0, includesBlank || !line.isEmpty { result += unit }
      result += line.bytes
    }
    return .str(PyString(bytes: result))
  }

  private func truncate(_ arguments: BoundArguments) throws -> Value {
    let text = try self.text(of: arguments["value"])
    let end = try self.text(of: arguments["end"])
    let length = try arguments.integer("length")
    let leeway = try arguments.optionalInteger("leeway") ?? 5
    guard length >= end.count else {
      throw PyError(.assertionError, "expected length >= \(end.count), got \(length)")
    }
    guard leeway >= 0 else { throw PyError(.assertionError, "expected leeway >= 0, got \(leeway)") }
    if text.count - leeway <= length { return .str(text) }
    var head = text.slice(0, min(length - end.count, text.count))
    if try !arguments.bool("killwords"), let space = head.bytes.lastIndex(of: 0x20) {
      head = PyString(bytes: Array(head.bytes[..<space]))
    }
    return .str(PyString(bytes: head.bytes + end.bytes))
  }

  private static func wordCount(_ text: PyString) -> Int {
    var count = 0
    var isInside = false
    for scalar in text.string.unicodeScalars {
      let isWord: Bool =
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
          .letterNumber, .otherNumber:
          true
        default: scalar == "_"
        }
      if isWord, !isInside { count += 1 }
      isInside = isWord
    }
    return count
  }

  private func format(_ arguments: BoundArguments) throws -> Value {
    guard arguments.variadic.isEmpty || arguments.keywords.isEmpty else {
      throw Misuse(message: "can't handle positional and keyword arguments at the same time")
    }
    let text = try textValue(arguments["value"])
    let values: Value =
      arguments.keywords.isEmpty
      ? .tuple(PyTuple(arguments.variadic)) : .dictionary(arguments.keywords.map { ($0.name, $0.value) })
    try checkSize(of: .modulo, text, values)
    return try text.binary(.modulo, values)
  }

  private static func escaped(_ text: PyString) -> PyString {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.bytes.count)
    for byte in text.bytes {
      switch byte {
      case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
      case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
      case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
      case UInt8(ascii: "\""): bytes += Array("&#34;".utf8)
      case UInt8(ascii: "'"): bytes += Array("&#39;".utf8)
      default: bytes.append(byte)
      }
    }
    return PyString(bytes: bytes)
  }

  private func stripTags(_ text: PyString) throws -> Value {
    var bytes: [UInt8] = []
    var rest = text.bytes[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      let isComment = rest[open...].starts(with: Array("<!--".utf8))
      let close = isComment ? endOfComment(rest[open...]) : rest[open...].firstIndex(of: UInt8(ascii: ">"))
      guard let close else { break }
      bytes += rest[..<open]
      rest = rest[(close + 1)...]
    }
    bytes += rest
    var plain = String(decoding: bytes, as: UTF8.self)
    for (entity, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&#34;", "\""), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ] {
      plain = plain.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
    }
    let words = try method("split", of: .string(plain))
    return try method("join", of: " ", words)
  }

  private func endOfComment(_ bytes: ArraySlice<UInt8>) -> Int? {
    var index = bytes.startIndex + 4
    while index + 2 < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-"), bytes[index + 2] == UInt8(ascii: ">")
      {
        return index + 2
      }
      index += 1
    }
    return nil
  }

  private func urlEncode(_ value: Value) throws -> Value {
    func quoted(_ value: Value, isQuery: Bool) throws -> String {
      var result = ""
      for byte in try text(of: value).bytes {
        let scalar = UnicodeScalar(byte)
        let isLetter = byte < 0x80 && (Character(scalar).isLetter || Character(scalar).isNumber)
        if isLetter || "_.-~".unicodeScalars.contains(scalar) || (byte == UInt8(ascii: "/") && !isQuery) {
          result.unicodeScalars.append(scalar)
        } else if byte == 0x20, isQuery {
          result += "+"
        } else {
          let digits = String(byte, radix: 16, uppercase: true)
          result += "%" + (digits.count == 1 ? "0" + digits : digits)
        }
      }
      return result
    }
    let pairs: [Value]
    switch value {
    case .dict(let dict): pairs = dict.items.map { .tupleOf($0.key, $0.value) }
    case .list, .tuple: pairs = value.elements ?? []
    default: return .string(try quoted(value, isQuery: false))
    }
    let parts = try pairs.map { pair throws -> String in
      guard let parts = pair.elements, parts.count == 2 else {
        throw PyError(.typeError, "urlencode needs text, a dict or pairs")
      }
      return "\(try quoted(parts[0], isQuery: true))=\(try quoted(parts[1], isQuery: true))"
    }
    return .string(parts.joined(separator: "&"))
  }

  private func xmlAttributes(_ arguments: BoundArguments) throws -> Value {
    guard case .dict(let dict) = arguments["value"] else {
      throw PyError(.typeError, "xmlattr needs a dict, not \(arguments["value"].typeName)")
    }
    var parts: [String] = []
    for (key, value) in dict.items where !value.isNone && !value.isUndefined {
      let name = try text(of: key)
      if name.bytes.contains(where: { [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x2F, 0x3E, 0x3D].contains($0) }) {
        throw PyError(.valueError, "Invalid character in attribute name: \(name.repr())")
      }
      let shown = Renderer.escaped(try text(of: value))
      parts.append("\(Renderer.escaped(name).string)=\"\(shown.string)\"")
    }
    let joined = parts.joined(separator: " ")
    return .string(try arguments.bool("autospace") && !joined.isEmpty ? " " + joined : joined)
  }
}
