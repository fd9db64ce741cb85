extension PatternParser {
  /// A group, from its `(` on; nil after inline flags such as `(?i)`, which hold to the end of the group around them.
  mutating func group() throws(TokenizerError) -> PatternSyntax? {
    index += 1
    let syntax: PatternSyntax
    if skip("?=") || skip("?!") {
      let isNegated = source[index - 1] == 0x21
      syntax = .look(try alternatives(), isNegated: isNegated)
    } else if skip("?<=") || skip("?<!") {
      let isNegated = source[index - 1] == 0x21
      guard case .set(let set) = try alternatives() else { throw failure("a look-behind of more than one character") }
      syntax = .lookBehind(set, isNegated: isNegated)
    } else if skip("?>") {
      syntax = .atomic(try alternatives())
    } else if skip("?<") {
      while let next = peek, next != 0x3E { index += 1 }
      guard skip(">") else { throw failure("a group name without its end") }
      syntax = try alternatives()
    } else if skip("?") {
      guard let inner = try flagged() else { return nil }
      syntax = inner
    } else {
      syntax = try alternatives()
    }
    guard skip(")") else { throw failure("a group without its ')'") }
    return syntax
  }

  /// What follows `(?`: flags and a colon, or flags and the end.
  private mutating func flagged() throws(TokenizerError) -> PatternSyntax? {
    var folds = foldsCase
    var value = true
    while let next = peek {
      switch next {
      case 0x69: folds = value
      case 0x2D: value = false
      case 0x3A:
        index += 1
        let outer = foldsCase
        foldsCase = folds
        defer { foldsCase = outer }
        return try alternatives()
      case 0x29:
        index += 1
        foldsCase = folds
        return nil
      default: throw failure("a group flag other than i")
      }
      index += 1
    }
    throw failure("a group without its ')'")
  }

  /// A character class, after its `[`.
  mutating func characterClass() throws(TokenizerError) -> ScalarSet {
    depth += 1
    defer { depth -= 1 }
    if depth > 100 { throw failure("classes nested deeper than 100 levels") }
    let isNegated = skip("^")
    var items: [ScalarSet.Item] = []
    var isFirst = true
    while let next = peek {
      if next == 0x5D, !isFirst {
        index += 1
        return ScalarSet(items, isNegated: isNegated)
      }
      isFirst = false
      if next == 0x5B {
        index += 1
        items.append(.set(isNext(":") ? try posixClass() : try characterClass()))
      } else if skip("&&") {
        let right = try intersected()
        return ScalarSet([.intersection(ScalarSet(items), right)], isNegated: isNegated)
      } else {
        items.append(try rangeOrItem())
      }
    }
    throw failure("a character class without its ']'")
  }

  /// What stands after `&&` up to the class's end.
  private mutating func intersected() throws(TokenizerError) -> ScalarSet {
    if isNext("^") { throw failure("a '^' after '&&'") }
    return try characterClass()
  }

  private mutating func rangeOrItem() throws(TokenizerError) -> ScalarSet.Item {
    let item = try classItem()
    guard case .range(let low, _) = item, peek == 0x2D, index + 1 < source.count, source[index + 1] != 0x5D else {
      return item
    }
    index += 1
    guard case .range(let high, _) = try classItem(), high >= low else { throw failure("a reversed range") }
    return .range(low, high)
  }

  private mutating func classItem() throws(TokenizerError) -> ScalarSet.Item {
    guard let next = peek else { throw failure("a character class without its ']'") }
    if next == 0x5C { return try escapedItem() }
    index += 1
    return .range(next, next)
  }

  private mutating func posixClass() throws(TokenizerError) -> ScalarSet {
    let known: [(String, ScalarSet.Item)] = [
      ("alpha", .alphabetic), ("space", .whiteSpace), ("word", .word),
      ("digit", .categories(CategorySet(bits: 1 << 8))), ("punct", .punctuation),
      ("upper", .categories(CategorySet(bits: 1))), ("lower", .categories(CategorySet(bits: 2))),
      ("alnum", .set(ScalarSet([.alphabetic, .categories(CategorySet(bits: 1 << 8))]))),
    ]
    for (name, item) in known {
      if skip(":\(name):]") { return ScalarSet([item]) }
      if skip(":^\(name):]") { return ScalarSet([item], isNegated: true) }
    }
    throw failure("an unknown class between [: and :]")
  }

  /// An escape, from its backslash on, as a member of a class.
  mutating func escapedItem() throws(TokenizerError) -> ScalarSet.Item {
    index += 1
    guard let letter = peek else { throw failure("a backslash at the end") }
    index += 1
    let digits = ScalarSet.Item.categories(CategorySet(bits: 1 << 8))
    switch letter {
    case 0x73: return .whiteSpace
    case 0x53: return .set(ScalarSet([.whiteSpace], isNegated: true))
    case 0x77: return .word
    case 0x57: return .set(ScalarSet([.word], isNegated: true))
    case 0x64: return digits
    case 0x44: return .set(ScalarSet([digits], isNegated: true))
    case 0x70, 0x50: return try property(isNegated: letter == 0x50)
    case 0x78, 0x75: return try codePoint(letter)
    default: return .range(simpleEscape(letter), simpleEscape(letter))
    }
  }

  private func simpleEscape(_ letter: UInt32) -> UInt32 {
    switch letter {
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x74: 0x09
    case 0x66: 0x0C
    case 0x76: 0x0B
    case 0x61: 0x07
    case 0x65: 0x1B
    case 0x30: 0
    default: letter
    }
  }

  private mutating func property(isNegated: Bool) throws(TokenizerError) -> ScalarSet.Item {
    var name = ""
    var negated = isNegated
    if skip("{") {
      if skip("^") { negated.toggle() }
      while let next = peek, next != 0x7D, let scalar = Unicode.Scalar(next) {
        name.unicodeScalars.append(scalar)
        index += 1
      }
      guard skip("}") else { throw failure("a property name without its '}'") }
    } else if let next = peek, let scalar = Unicode.Scalar(next) {
      name.unicodeScalars.append(scalar)
      index += 1
    }
    guard let set = CategorySet(name: name) else { throw failure("the unknown property '\(name)'") }
    return negated ? .set(ScalarSet([.categories(set)], isNegated: true)) : .categories(set)
  }

  private mutating func codePoint(_ letter: UInt32) throws(TokenizerError) -> ScalarSet.Item {
    let isBraced = skip("{")
    let limit = isBraced ? 8 : letter == 0x75 ? 4 : 2
    var value: UInt32 = 0
    var count = 0
    while count < limit, let next = peek, let scalar = Unicode.Scalar(next),
      let digit = Character(scalar).hexDigitValue
    {
      value = value << 4 | UInt32(digit)
      count += 1
      index += 1
    }
    if count == 0 || (isBraced && !skip("}")) || value > 0x10FFFF { throw failure("a malformed code point") }
    return .range(value, value)
  }
}
