extension BuiltinMethods {
  /// The methods of str.
  static let str = table(
    stringCases + stringTests + stringPadding + stringStrips + stringSearches + stringSplits + stringFormats)

  static func theString(_ value: Value, _ method: String = "str") throws -> PyString {
    guard case .str(let text) = value else {
      throw PyError(.typeError, "descriptor requires a 'str' object but received a '\(value.typeName)'")
    }
    return text
  }

  /// An argument that must be a string.
  static func stringArgument(_ value: Value, _ message: String) throws -> PyString {
    guard case .str(let text) = value else { throw PyError(.typeError, "\(message), not \(value.typeName)") }
    return text
  }

  private static func mapping(_ name: String, _ body: @escaping @Sendable ([UInt32]) -> [UInt32]) -> BuiltinMethod {
    BuiltinMethod("str", name, "") { receiver, _, _ in
      .str(PyString(codePoints: body(try theString(receiver).codePoints)))
    }
  }

  private static let stringCases: [BuiltinMethod] = [
    mapping("upper") { CaseMapping.upper($0) },
    mapping("lower") { CaseMapping.lower($0) },
    mapping("casefold") { CaseMapping.fold($0) },
    mapping("capitalize") { points in
      guard let first = points.first else { return [] }
      return CaseMapping.title(first) + CaseMapping.lower(points).dropFirst(CaseMapping.lower([first]).count)
    },
    mapping("swapcase") { points in
      points.indices.flatMap { index in
        let point = points[index]
        if CharacterClasses.isUpper(point) { return CaseMapping.lower(points, at: index) }
        return CharacterClasses.isLower(point) ? CaseMapping.upper([point]) : [point]
      }
    },
    mapping("title") { points in
      var isInWord = false
      return points.indices.flatMap { index -> [UInt32] in
        defer { isInWord = CharacterClasses.isCased(points[index]) }
        return isInWord ? CaseMapping.lower(points, at: index) : CaseMapping.title(points[index])
      }
    },
  ]

  private static func testing(
    _ name: String, emptyIs: Bool = false, _ test: @escaping @Sendable (UInt32) -> Bool
  ) -> BuiltinMethod {
    BuiltinMethod("str", name, "") { receiver, _, _ in
      let points = try theString(receiver).codePoints
      return .bool(points.isEmpty ? emptyIs : points.allSatisfy(test))
    }
  }

  private static let stringTests: [BuiltinMethod] = [
    testing("isalpha") { CharacterClasses.isAlphabetic($0) },
    testing("isalnum") { CharacterClasses.isAlphanumeric($0) },
    testing("isdecimal") { CharacterClasses.isDecimal($0) },
    testing("isdigit") { CharacterClasses.isDigit($0) },
    testing("isnumeric") { CharacterClasses.isNumeric($0) },
    testing("isspace") { CharacterClasses.isSpace($0) },
    testing("isascii", emptyIs: true) { $0 < 0x80 },
    testing("isprintable", emptyIs: true) { isPrintable($0) },
    BuiltinMethod("str", "isupper", "") { receiver, _, _ in
      let points = try theString(receiver).codePoints
      return .bool(
        points.contains(where: CharacterClasses.isUpper)
          && !points.contains { CharacterClasses.isLower($0) || CharacterClasses.isTitle($0) })
    },
    BuiltinMethod("str", "islower", "") { receiver, _, _ in
      let points = try theString(receiver).codePoints
      return .bool(
        points.contains(where: CharacterClasses.isLower)
          && !points.contains { CharacterClasses.isUpper($0) || CharacterClasses.isTitle($0) })
    },
    BuiltinMethod("str", "istitle", "") { receiver, _, _ in .bool(isTitled(try theString(receiver).codePoints)) },
    BuiltinMethod("str", "isidentifier", "") { receiver, _, _ in
      let points = try theString(receiver).codePoints
      guard let first = points.first else { return .bool(false) }
      return .bool(
        CharacterClasses.isIdentifierStart(first) && points.allSatisfy(CharacterClasses.isIdentifierPart))
    },
  ]

  private static func isTitled(_ points: [UInt32]) -> Bool {
    var isInWord = false
    var hasWord = false
    for point in points {
      if CharacterClasses.isUpper(point) || CharacterClasses.isTitle(point) {
        if isInWord { return false }
        isInWord = true
        hasWord = true
      } else if CharacterClasses.isLower(point) {
        if !isInWord { return false }
        hasWord = true
      } else {
        isInWord = false
      }
    }
    return hasWord
  }

  private static let stringFormats: [BuiltinMethod] = [
    BuiltinMethod("str", "format", "*values, **names") { receiver, arguments, context in
      let names = PyDict(arguments.keywords.map { ($0.name, $0.value) })
      return .str(try formatTemplate(theString(receiver), arguments.variadic, .dict(names), context))
    },
    BuiltinMethod("str", "format_map", "mapping, /") { receiver, arguments, context in
      .str(try formatTemplate(theString(receiver), nil, arguments[0], context))
    },
    BuiltinMethod("str", "join", "iterable, /") { receiver, arguments, _ in
      let separator = try theString(receiver)
      var bytes: [UInt8] = []
      let parts: [Value]
      do { parts = try arguments[0].iterated() } catch let error as PyError
        where error.message.hasSuffix("not iterable")
      {
        throw PyError(.typeError, "can only join an iterable")
      }
      for (index, part) in parts.enumerated() {
        guard case .str(let text) = part else {
          throw PyError(.typeError, "sequence item \(index): expected str instance, \(part.typeName) found")
        }
        if index > 0 { bytes.append(contentsOf: separator.bytes) }
        bytes.append(contentsOf: text.bytes)
        try Value.checkSize(bytes.count)
      }
      return .str(PyString(bytes: bytes))
    },
    BuiltinMethod("str", "translate", "table, /") { receiver, arguments, _ in
      var points: [UInt32] = []
      for point in try theString(receiver).codePoints {
        guard let replacement = try lookUp(point, in: arguments[0]) else {
          points.append(point)
          continue
        }
        switch replacement {
        case .none: break
        case .int(let code): points.append(UInt32(clamping: code))
        case .str(let text): points.append(contentsOf: text.codePoints)
        default: throw PyError(.typeError, "character mapping must return integer, None or str")
        }
      }
      return .str(PyString(codePoints: points))
    },
    BuiltinMethod("str", "maketrans", "x, y=..., z=..., /") { _, arguments, _ in try translationTable(arguments) },
    BuiltinMethod("str", "encode", "*arguments, **names") { _, _, _ in
      throw PyError(.notImplementedError, "there are no bytes in the cell language: str.encode() is not available")
    },
  ]

  private static func lookUp(_ point: UInt32, in table: Value) throws -> Value? {
    if case .dict(let dict) = table { return try dict.get(.int(Int(point))) }
    do { return try table.item(.int(Int(point))) } catch let error as PyError
      where error.kind.descends(from: .lookupError)
    {
      return nil
    }
  }

  private static func translationTable(_ arguments: BoundArguments) throws -> Value {
    let table = PyDict()
    if !arguments.isGiven("y") {
      guard case .dict(let dict) = arguments[0] else {
        throw PyError(.typeError, "if you give only one argument to maketrans it must be a dict")
      }
      for (key, value) in dict.items {
        if case .str(let text) = key {
          guard let point = text.codePoints.first, text.count == 1 else {
            throw PyError(.valueError, "string keys in translate table must be of length 1")
          }
          try table.set(.int(Int(point)), value)
        } else {
          try table.set(key, value)
        }
      }
      return .dict(table)
    }
    let from = try stringArgument(arguments[0], "maketrans() argument 1 must be str").codePoints
    let to = try stringArgument(arguments[1], "maketrans() argument 2 must be str").codePoints
    guard from.count == to.count else {
      throw PyError(.valueError, "the first two maketrans arguments must have equal length")
    }
    for (a, b) in zip(from, to) { try table.set(.int(Int(a)), .int(Int(b))) }
    if arguments.isGiven("z") {
      for point in try theString(arguments[2]).codePoints { try table.set(.int(Int(point)), .none) }
    }
    return .dict(table)
  }
}
