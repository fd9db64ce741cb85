extension BuiltinMethods {
  static let stringSplits: [BuiltinMethod] = [
    BuiltinMethod("str", "split", "sep=None, maxsplit=-1") { receiver, arguments, _ in
      let limit = try limit(arguments)
      guard let separator = try separator(arguments) else {
        return strings(splitSpaces(try theString(receiver), limit))
      }
      return strings(split(try theString(receiver), separator, limit))
    },
    BuiltinMethod("str", "rsplit", "sep=None, maxsplit=-1") { receiver, arguments, _ in
      let limit = try limit(arguments)
      guard let separator = try separator(arguments) else {
        let reversed = PyString(codePoints: try theString(receiver).codePoints.reversed())
        let parts = splitSpaces(reversed, limit).reversed()
        return strings(parts.map { PyString(codePoints: $0.codePoints.reversed()) })
      }
      return strings(splitFromRight(try theString(receiver), separator, limit))
    },
    BuiltinMethod("str", "partition", "sep, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let separator = try partitionSeparator(arguments[0])
      guard let place = text.firstOffset(of: separator) else {
        return .tupleOf(.str(text), .string(""), .string(""))
      }
      return parts(text, separator, place)
    },
    BuiltinMethod("str", "rpartition", "sep, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let separator = try partitionSeparator(arguments[0])
      guard let place = text.lastOffset(of: separator) else {
        return .tupleOf(.string(""), .string(""), .str(text))
      }
      return parts(text, separator, place)
    },
    BuiltinMethod("str", "splitlines", "keepends=False") { receiver, arguments, _ in
      let keepsEnds = try arguments.bool("keepends")
      return .array(lines(of: try theString(receiver).codePoints, keepsEnds).map { .str(PyString(codePoints: $0)) })
    },
  ]

  private static func strings(_ parts: some Sequence<PyString>) -> Value { .array(parts.map { .str($0) }) }

  private static func limit(_ arguments: BoundArguments) throws -> Int {
    let limit = try sizeArgument(arguments["maxsplit"])
    return limit < 0 ? .max : limit
  }

  private static func separator(_ arguments: BoundArguments) throws -> PyString? {
    if arguments["sep"].isNone { return nil }
    let separator = try stringArgument(arguments["sep"], "must be str or None")
    if separator.isEmpty { throw PyError(.valueError, "empty separator") }
    return separator
  }

  private static func partitionSeparator(_ value: Value) throws -> PyString {
    let separator = try stringArgument(value, "must be str")
    if separator.isEmpty { throw PyError(.valueError, "empty separator") }
    return separator
  }

  private static func parts(_ text: PyString, _ separator: PyString, _ place: Int) -> Value {
    .tupleOf(
      .str(PyString(bytes: Array(text.bytes[..<place]))), .str(separator),
      .str(PyString(bytes: Array(text.bytes[(place + separator.bytes.count)...]))))
  }

  private static func split(_ text: PyString, _ separator: PyString, _ limit: Int) -> [PyString] {
    var parts: [PyString] = []
    var offset = 0
    while parts.count < limit, let place = text.firstOffset(of: separator, from: offset) {
      parts.append(PyString(bytes: Array(text.bytes[offset..<place])))
      offset = place + separator.bytes.count
    }
    parts.append(PyString(bytes: Array(text.bytes[offset...])))
    return parts
  }

  private static func splitFromRight(_ text: PyString, _ separator: PyString, _ limit: Int) -> [PyString] {
    var parts: [PyString] = []
    var end = text.bytes.count
    while parts.count < limit, let place = text.lastOffset(of: separator, from: 0, to: end) {
      parts.append(PyString(bytes: Array(text.bytes[(place + separator.bytes.count)..<end])))
      end = place
    }
    parts.append(PyString(bytes: Array(text.bytes[..<end])))
    return parts.reversed()
  }

  private static func splitSpaces(_ text: PyString, _ limit: Int) -> [PyString] {
    let points = text.codePoints
    var parts: [PyString] = []
    var index = 0
    while true {
      while index < points.count, CharacterClasses.isSpace(points[index]) { index += 1 }
      guard index < points.count else { return parts }
      let start = index
      if parts.count >= limit {
        var end = points.count
        while CharacterClasses.isSpace(points[end - 1]) { end -= 1 }
        parts.append(text.slice(start, limit == .max ? end : points.count))
        return parts
      }
      while index < points.count, !CharacterClasses.isSpace(points[index]) { index += 1 }
      parts.append(text.slice(start, index))
    }
  }

  private static func lines(of points: [UInt32], _ keepsEnds: Bool) -> [[UInt32]] {
    var lines: [[UInt32]] = []
    var start = 0
    var index = 0
    while index < points.count {
      guard CharacterClasses.isLineEnd(points[index]) else {
        index += 1
        continue
      }
      let end = index
      index += points[index] == 0x0D && index + 1 < points.count && points[index + 1] == 0x0A ? 2 : 1
      lines.append(Array(points[start..<(keepsEnds ? index : end)]))
      start = index
    }
    if start < points.count { lines.append(Array(points[start...])) }
    return lines
  }
}
