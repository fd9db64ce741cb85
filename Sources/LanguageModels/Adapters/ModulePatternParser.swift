/// Reads the regular expressions of `ModulePattern`.
struct ModulePatternParser {
  private let pattern: String
  private let text: [UInt8]
  private var place = 0
  private var groupDepth = 0
  private var lookDepth = 0

  init(_ pattern: String) {
    self.pattern = pattern
    text = Array(pattern.utf8)
  }

  mutating func parse() throws(LanguageModelError) -> ModulePattern.Node {
    guard text.count <= 10_000 else { throw fault("it is too long") }
    let node = try choice()
    guard place == text.count else { throw fault("an unexpected )") }
    return node
  }

  private func fault(_ reason: String) -> LanguageModelError {
    .badPattern(pattern: pattern.count <= 200 ? pattern : pattern.prefix(200) + "…", reason: reason)
  }

  private var next: UInt8? { place < text.count ? text[place] : nil }

  private mutating func take(_ word: String) -> Bool {
    guard text[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  private mutating func choice() throws(LanguageModelError) -> ModulePattern.Node {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(LanguageModelError) -> ModulePattern.Node {
    var nodes: [ModulePattern.Node] = []
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      nodes.append(try repeated(atom()))
    }
    return .sequence(nodes)
  }

  private mutating func repeated(_ atom: ModulePattern.Node) throws(LanguageModelError) -> ModulePattern.Node {
    var node = atom
    while true {
      if take("*") {
        node = .loop(node, least: 0, most: nil)
      } else if take("+") {
        node = .loop(node, least: 1, most: nil)
      } else if take("?") {
        node = .loop(node, least: 0, most: 1)
      } else if next == UInt8(ascii: "{"), let (least, most) = try counts() {
        node = .loop(node, least: least, most: most)
      } else {
        return node
      }
      // A lazy or greedy loop matches the same whole texts.
      if next == UInt8(ascii: "?") { place += 1 }
    }
  }

  /// `{2}`, `{2,}` or `{2,5}`; other braces are characters.
  private mutating func counts() throws(LanguageModelError) -> (Int, Int?)? {
    guard let close = text[place...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let parts = text[place + 1..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) }
    guard (1...2).contains(parts.count), let least = numbers[0], least >= 0 else { return nil }
    if parts.count == 2, numbers[1] == nil, !parts[1].isEmpty { return nil }
    let most = parts.count == 1 ? least : numbers[1]
    guard least <= 1000, most ?? 0 <= 1000, most ?? least >= least else {
      throw fault("a repetition count beyond 1000, or backwards")
    }
    place = close + 1
    return (least, most)
  }

  private mutating func atom() throws(LanguageModelError) -> ModulePattern.Node {
    let byte = text[place]
    place += 1
    switch byte {
    case UInt8(ascii: "."): return .bytes(Set(0...255).subtracting([0x0A]))
    case UInt8(ascii: "^"): return .start
    case UInt8(ascii: "$"): return .end
    case UInt8(ascii: "["): return .bytes(try characterClass())
    case UInt8(ascii: "("): return try group()
    case UInt8(ascii: "\\"):
      guard let set = try escape(inClass: false) else { throw fault("an escape that is not supported") }
      return .bytes(set)
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): throw fault("nothing to repeat")
    default: return .bytes([byte])
    }
  }

  private mutating func group() throws(LanguageModelError) -> ModulePattern.Node {
    groupDepth += 1
    defer { groupDepth -= 1 }
    guard groupDepth <= 100 else { throw fault("groups nest too deep") }
    var look: Bool?
    if take("?=") {
      look = false
    } else if take("?!") {
      look = true
    } else if take("?P<") {
      guard let close = text[place...].firstIndex(of: UInt8(ascii: ">")) else { throw fault("a group's name is open") }
      place = close + 1
    } else if next == UInt8(ascii: "?"), !take("?:") {
      throw fault("look-behind, back-references and flags are not supported")
    }
    if look != nil { lookDepth += 1 }
    defer { if look != nil { lookDepth -= 1 } }
    guard lookDepth <= 3 else { throw fault("look-aheads nest too deep") }
    let body = try choice()
    guard take(")") else { throw fault("a group is not closed") }
    return look.map { .look(body, negated: $0) } ?? body
  }

  private mutating func characterClass() throws(LanguageModelError) -> Set<UInt8> {
    var set: Set<UInt8> = []
    let negated = take("^")
    var isFirst = true
    while let byte = next, isFirst || byte != UInt8(ascii: "]") {
      isFirst = false
      let (members, single) = try classMember()
      if let low = single, next == UInt8(ascii: "-"), place + 1 < text.count, text[place + 1] != UInt8(ascii: "]") {
        place += 1
        guard case (_, let high?) = try classMember(), high >= low else { throw fault("a range is backwards") }
        set.formUnion(low...high)
      } else {
        set.formUnion(members)
      }
    }
    guard take("]") else { throw fault("a character class is not closed") }
    return negated ? Set(0...255).subtracting(set) : set
  }

  private mutating func classMember() throws(LanguageModelError) -> (Set<UInt8>, UInt8?) {
    guard let byte = next else { throw fault("a character class is not closed") }
    place += 1
    guard byte == UInt8(ascii: "\\") else { return ([byte], byte) }
    guard let set = try escape(inClass: true) else { throw fault("an escape that is not supported") }
    return (set, set.count == 1 ? set.first : nil)
  }

  private mutating func escape(inClass: Bool) throws(LanguageModelError) -> Set<UInt8>? {
    guard let byte = next else { throw fault("it ends in a backslash") }
    place += 1
    let digits = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
    let letters = Set(UInt8(ascii: "a")...UInt8(ascii: "z")).union(UInt8(ascii: "A")...UInt8(ascii: "Z"))
    let words = digits.union(letters).union([UInt8(ascii: "_")])
    let spaces: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    let all = Set<UInt8>(0...255)
    switch byte {
    case UInt8(ascii: "d"): return digits
    case UInt8(ascii: "D"): return all.subtracting(digits)
    case UInt8(ascii: "w"): return words
    case UInt8(ascii: "W"): return all.subtracting(words)
    case UInt8(ascii: "s"): return spaces
    case UInt8(ascii: "S"): return all.subtracting(spaces)
    default: return words.contains(byte) ? nil : [byte]
    }
  }
}
