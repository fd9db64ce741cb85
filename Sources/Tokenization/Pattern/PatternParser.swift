/// Reads the syntax that tokenizers' regular expressions use: Oniguruma's, less captures and back references.
struct PatternParser {
  let source: [UInt32]
  let text: String
  var index = 0
  var foldsCase = false
  var depth = 0

  init(_ text: String) {
    self.text = text
    source = text.unicodeScalars.map(\.value)
  }

  /// The whole pattern.
  ///
  /// - Throws: `TokenizerError.badPattern`.
  static func parse(_ text: String) throws(TokenizerError) -> PatternSyntax {
    var parser = PatternParser(text)
    let syntax = try parser.alternatives()
    if parser.index < parser.source.count { throw parser.failure("an unmatched ')'") }
    return syntax
  }

  func failure(_ reason: String) -> TokenizerError {
    let offset = String(String.UnicodeScalarView(text.unicodeScalars.prefix(index))).utf8.count
    return .badPattern(pattern: text, offset: offset, reason: reason)
  }

  var peek: UInt32? { index < source.count ? source[index] : nil }

  func isNext(_ text: String, at offset: Int = 0) -> Bool {
    source.dropFirst(index + offset).starts(with: text.unicodeScalars.map(\.value))
  }

  mutating func skip(_ text: String) -> Bool {
    guard isNext(text) else { return false }
    index += text.unicodeScalars.count
    return true
  }

  mutating func alternatives() throws(TokenizerError) -> PatternSyntax {
    depth += 1
    defer { depth -= 1 }
    if depth > 100 { throw failure("groups nested deeper than 100 levels") }
    let outerFolding = foldsCase
    defer { foldsCase = outerFolding }
    var branches = [try sequence()]
    while skip("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(TokenizerError) -> PatternSyntax {
    var parts: [PatternSyntax] = []
    while let next = peek, next != 0x7C, next != 0x29 {
      guard var part = try atom() else { continue }
      while let quantified = try quantifier(part) { part = quantified }
      parts.append(part)
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func quantifier(_ part: PatternSyntax) throws(TokenizerError) -> PatternSyntax? {
    var least = 0
    var most: Int?
    var isBraced = false
    if skip("*") {
    } else if skip("+") {
      least = 1
    } else if skip("?") {
      most = 1
    } else if peek == 0x7B, let bounds = try braces() {
      (least, most) = bounds
      isBraced = true
    } else {
      return nil
    }
    if let most, most < least { throw failure("a quantifier whose bounds are reversed") }
    if skip("?") { return .repetition(part, least: least, most: most, .lazy) }
    if !isBraced, skip("+") { return .repetition(part, least: least, most: most, .possessive) }
    return .repetition(part, least: least, most: most, .greedy)
  }

  /// `{m}`, `{m,}`, `{,n}` or `{m,n}`; nil, with nothing read, where the brace is plain text.
  private mutating func braces() throws(TokenizerError) -> (Int, Int?)? {
    let start = index
    index += 1
    let least = try number()
    var most = least
    if skip(",") { most = try number() } else if least == nil { most = nil }
    guard skip("}"), least != nil || most != nil else {
      index = start
      return nil
    }
    return (least ?? 0, most)
  }

  private mutating func number() throws(TokenizerError) -> Int? {
    var value: Int?
    while let next = peek, next >= 0x30, next <= 0x39 {
      value = (value ?? 0) * 10 + Int(next - 0x30)
      index += 1
      if value ?? 0 > 1000 { throw failure("a quantifier above 1000") }
    }
    return value
  }

  /// One thing that a quantifier can follow; nil after inline flags.
  private mutating func atom() throws(TokenizerError) -> PatternSyntax? {
    guard let next = peek else { throw failure("an end where something was expected") }
    switch next {
    case 0x28: return try group()
    case 0x5B:
      index += 1
      return .set(folded(try characterClass()))
    case 0x2E:
      index += 1
      return .set(ScalarSet([.range(0x0A, 0x0A)], isNegated: true))
    case 0x5E:
      index += 1
      return .anchor(.lineStart)
    case 0x24:
      index += 1
      return .anchor(.lineEnd)
    case 0x5C: return try escape()
    case 0x2A, 0x2B, 0x3F: throw failure("a quantifier with nothing before it")
    default:
      index += 1
      return .set(folded(ScalarSet([.range(next, next)])))
    }
  }

  /// `\w` by itself also takes six Latin-1 numbers, which it does not take inside a class: so does Oniguruma.
  private static let wordItems: [ScalarSet.Item] = [.word, .range(0xB2, 0xB3), .range(0xB9, 0xB9), .range(0xBC, 0xBE)]

  private func folded(_ set: ScalarSet) -> ScalarSet { foldsCase ? set.foldingCase : set }

  private mutating func escape() throws(TokenizerError) -> PatternSyntax {
    let anchors: [UInt32: PatternSyntax.Anchor] = [
      0x41: .textStart, 0x7A: .textEnd, 0x5A: .textEndOrNewline, 0x62: .wordBoundary, 0x42: .noWordBoundary,
    ]
    if index + 1 < source.count, let anchor = anchors[source[index + 1]] {
      index += 2
      return .anchor(anchor)
    }
    if isNext("\\w") || isNext("\\W") {
      index += 2
      return .set(ScalarSet(Self.wordItems, isNegated: source[index - 1] == 0x57))
    }
    return .set(folded(ScalarSet([try escapedItem()])))
  }
}
