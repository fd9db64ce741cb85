extension BuiltinMethods {
  /// The byte range that optional code point bounds mean; nil where they hold nothing at all.
  private static func byteRange(_ text: PyString, _ arguments: BoundArguments) throws -> Range<Int>? {
    func bound(_ index: Int, _ missing: Int) throws -> Int {
      if arguments[index].isNone { return missing }
      guard let wanted = arguments[index].integer else {
        throw PyError(.typeError, "slice indices must be integers or None or have an __index__ method")
      }
      return wanted < 0 ? max(0, wanted &+ text.count) : wanted
    }
    let start = try bound(1, 0)
    let stop = min(try bound(2, text.count), text.count)
    guard start <= stop else { return nil }
    return text.byteOffset(of: start)..<text.byteOffset(of: stop)
  }

  private static func finding(_ name: String, last: Bool, missingIsError: Bool) -> BuiltinMethod {
    BuiltinMethod("str", name, "sub, start=None, end=None, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let part = try stringArgument(arguments[0], "must be str")
      if let range = try byteRange(text, arguments) {
        let offset =
          last
          ? text.lastOffset(of: part, from: range.lowerBound, to: range.upperBound)
          : text.firstOffset(of: part, from: range.lowerBound, to: range.upperBound)
        if let offset { return .int(text.codePointOffset(ofByte: offset)) }
      }
      if missingIsError { throw PyError(.valueError, "substring not found") }
      return .int(-1)
    }
  }

  private static func matching(_ name: String, _ test: @escaping @Sendable (ArraySlice<UInt8>, [UInt8]) -> Bool)
    -> BuiltinMethod
  {
    BuiltinMethod("str", name, "prefix, start=None, end=None, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let message = "\(name) first arg must be str or a tuple of str"
      let parts: [Value]
      if case .tuple(let tuple) = arguments[0] { parts = tuple.elements } else { parts = [arguments[0]] }
      guard let range = try byteRange(text, arguments) else { return .bool(false) }
      for part in parts where test(text.bytes[range], try stringArgument(part, message).bytes) { return .bool(true) }
      return .bool(false)
    }
  }

  static let stringSearches: [BuiltinMethod] = [
    finding("find", last: false, missingIsError: false),
    finding("rfind", last: true, missingIsError: false),
    finding("index", last: false, missingIsError: true),
    finding("rindex", last: true, missingIsError: true),
    matching("startswith") { $0.starts(with: $1) },
    matching("endswith") { hasSuffix($0, $1) },
    BuiltinMethod("str", "count", "sub, start=None, end=None, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let part = try stringArgument(arguments[0], "must be str")
      guard let range = try byteRange(text, arguments) else { return .int(0) }
      if part.isEmpty {
        return .int(text.codePointOffset(ofByte: range.upperBound) - text.codePointOffset(ofByte: range.lowerBound) + 1)
      }
      var count = 0
      var offset = range.lowerBound
      while let place = text.firstOffset(of: part, from: offset, to: range.upperBound) {
        count += 1
        offset = place + part.bytes.count
      }
      return .int(count)
    },
    BuiltinMethod("str", "replace", "old, new, count=-1, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let old = try stringArgument(arguments[0], "replace() argument 1 must be str")
      let new = try stringArgument(arguments[1], "replace() argument 2 must be str")
      return .str(try replace(old, with: new, in: text, limit: sizeArgument(arguments[2])))
    },
  ]

  private static func replace(_ old: PyString, with new: PyString, in text: PyString, limit: Int) throws -> PyString {
    var left = limit < 0 ? Int.max : limit
    var bytes: [UInt8] = []
    var offset = 0
    if old.isEmpty {
      while left > 0 {
        bytes.append(contentsOf: new.bytes)
        try Value.checkSize(bytes.count)
        left -= 1
        guard offset < text.bytes.count else { return PyString(bytes: bytes) }
        let end = min(offset + sequenceLength(text.bytes[offset]), text.bytes.count)
        bytes.append(contentsOf: text.bytes[offset..<end])
        offset = end
      }
    } else {
      while left > 0, let place = text.firstOffset(of: old, from: offset) {
        bytes.append(contentsOf: text.bytes[offset..<place])
        bytes.append(contentsOf: new.bytes)
        try Value.checkSize(bytes.count)
        offset = place + old.bytes.count
        left -= 1
      }
    }
    bytes.append(contentsOf: text.bytes[offset...])
    return PyString(bytes: bytes)
  }
}
