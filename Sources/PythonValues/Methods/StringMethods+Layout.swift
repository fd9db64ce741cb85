extension BuiltinMethods {
  private static func padding(
    _ name: String, _ place: @escaping @Sendable (_ missing: Int, _ width: Int) -> (Int, Int)
  ) -> BuiltinMethod {
    BuiltinMethod("str", name, "width, fillchar=' ', /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let width = try sizeArgument(arguments[0])
      let fill = try stringArgument(arguments[1], "The fill character must be a unicode character")
      guard fill.count == 1 else {
        throw PyError(.typeError, "The fill character must be exactly one character long")
      }
      let missing = width - text.count
      guard missing > 0 else { return .str(text) }
      try Value.checkSize(width, times: fill.bytes.count)
      let (left, right) = place(missing, width)
      let bytes = [[UInt8]](repeating: fill.bytes, count: left).flatMap { $0 } + text.bytes
      return .str(PyString(bytes: bytes + [[UInt8]](repeating: fill.bytes, count: right).flatMap { $0 }))
    }
  }

  static let stringPadding: [BuiltinMethod] = [
    padding("ljust") { missing, _ in (0, missing) },
    padding("rjust") { missing, _ in (missing, 0) },
    padding("center") { missing, width in
      let left = missing / 2 + (missing & width & 1)
      return (left, missing - left)
    },
    BuiltinMethod("str", "zfill", "width, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let missing = try sizeArgument(arguments[0]) - text.count
      guard missing > 0 else { return .str(text) }
      try Value.checkSize(missing)
      let zeros = [UInt8](repeating: 0x30, count: missing)
      let hasSign = text.bytes.first == 0x2B || text.bytes.first == 0x2D
      return .str(
        PyString(bytes: hasSign ? [text.bytes[0]] + zeros + text.bytes.dropFirst() : zeros + text.bytes))
    },
    BuiltinMethod("str", "expandtabs", "tabsize=8") { receiver, arguments, _ in
      let size = try arguments.integer("tabsize")
      var points: [UInt32] = []
      var column = 0
      for point in try theString(receiver).codePoints {
        if point == 0x09 {
          let spaces = size > 0 ? size - column % size : 0
          try Value.checkSize(points.count + spaces, times: 4)
          points.append(contentsOf: repeatElement(0x20, count: spaces))
          column += spaces
        } else {
          points.append(point)
          column = point == 0x0A || point == 0x0D ? 0 : column + 1
        }
      }
      return .str(PyString(codePoints: points))
    },
  ]

  static func sizeArgument(_ value: Value) throws -> Int {
    if let size = value.integer { return size }
    if case .object(let object) = value, let size = try object.numericValue()?.integer { return size }
    throw PyError(.typeError, "'\(value.typeName)' object cannot be interpreted as an integer")
  }

  private static func stripping(_ name: String, left: Bool, right: Bool) -> BuiltinMethod {
    BuiltinMethod("str", name, "chars=None, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let points = text.codePoints
      let test: (UInt32) -> Bool
      if arguments[0].isNone {
        test = CharacterClasses.isSpace
      } else {
        let set = Set(try stringArgument(arguments[0], "\(name) arg must be None or str").codePoints)
        test = { set.contains($0) }
      }
      var start = 0
      var end = points.count
      if left { while start < end, test(points[start]) { start += 1 } }
      if right { while end > start, test(points[end - 1]) { end -= 1 } }
      return .str(text.slice(start, end))
    }
  }

  static let stringStrips: [BuiltinMethod] = [
    stripping("strip", left: true, right: true),
    stripping("lstrip", left: true, right: false),
    stripping("rstrip", left: false, right: true),
    BuiltinMethod("str", "removeprefix", "prefix, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let prefix = try stringArgument(arguments[0], "removeprefix() argument must be str")
      return .str(
        text.bytes.starts(with: prefix.bytes) ? PyString(bytes: Array(text.bytes.dropFirst(prefix.bytes.count))) : text)
    },
    BuiltinMethod("str", "removesuffix", "suffix, /") { receiver, arguments, _ in
      let text = try theString(receiver)
      let suffix = try stringArgument(arguments[0], "removesuffix() argument must be str")
      return .str(
        hasSuffix(text.bytes, suffix.bytes) ? PyString(bytes: Array(text.bytes.dropLast(suffix.bytes.count))) : text)
    },
  ]

  static func hasSuffix(_ bytes: some BidirectionalCollection<UInt8>, _ suffix: [UInt8]) -> Bool {
    bytes.count >= suffix.count && bytes.suffix(suffix.count).elementsEqual(suffix)
  }
}
