/// A regular expression over module names, as peft's `target_modules`, `rank_pattern` and `alpha_pattern` hold them.
///
/// Python's syntax for characters, classes, groups, alternation, repetition, `^`, `$` and look-ahead; back-references,
/// look-behind and flags are refused. A text of n bytes and a pattern of m instructions take O(n·m) steps at most, to
/// the power of the depth of look-aheads (at most 3), so that a hostile pattern cannot hang the program.
struct ModulePattern: Sendable {
  indirect enum Node {
    case empty
    case bytes(Set<UInt8>)
    case sequence([Node])
    case choice([Node])
    case loop(Node, least: Int, most: Int?)
    case start
    case end
    case look(Node, negated: Bool)
  }

  enum Instruction: Sendable {
    case bytes(Set<UInt8>)
    case split(Int, Int)
    case jump(Int)
    case start
    case end
    case look(to: Int, negated: Bool)
    case accept
  }

  private var program: [Instruction] = []
  private let pattern: String

  /// The longest program; a pattern that needs more is refused.
  private static let instructionLimit = 20_000

  /// Compiles a pattern.
  ///
  /// - Throws: `LanguageModelError.badPattern`.
  init(_ pattern: String) throws(LanguageModelError) {
    self.pattern = pattern
    var parser = ModulePatternParser(pattern)
    let node = try parser.parse()
    try emit(node)
    program.append(.accept)
  }

  /// Whether the pattern matches all of a name, as Python's `re.fullmatch`.
  func matches(_ name: String) -> Bool {
    let text = Array(name.utf8)
    return run(0, 0, text, wholeText: true)
  }

  private mutating func emit(_ node: Node) throws(LanguageModelError) {
    guard program.count < ModulePattern.instructionLimit else {
      throw .badPattern(pattern: pattern, reason: "it is too large")
    }
    switch node {
    case .empty: break
    case .bytes(let set): program.append(.bytes(set))
    case .sequence(let nodes): for node in nodes { try emit(node) }
    case .choice(let nodes): try emitChoice(nodes)
    case .loop(let body, let least, let most): try emitLoop(body, least, most)
    case .start: program.append(.start)
    case .end: program.append(.end)
    case .look(let body, let negated):
      let place = program.count
      program.append(.accept)
      try emit(body)
      program.append(.accept)
      program[place] = .look(to: program.count, negated: negated)
    }
  }

  private mutating func emitChoice(_ nodes: [Node]) throws(LanguageModelError) {
    var jumps: [Int] = []
    for (index, node) in nodes.enumerated() {
      let split = program.count
      if index < nodes.count - 1 { program.append(.accept) }
      try emit(node)
      guard index < nodes.count - 1 else { break }
      jumps.append(program.count)
      program.append(.accept)
      program[split] = .split(split + 1, program.count)
    }
    for jump in jumps { program[jump] = .jump(program.count) }
  }

  private mutating func emitLoop(_ body: Node, _ least: Int, _ most: Int?) throws(LanguageModelError) {
    for _ in 0..<least { try emit(body) }
    guard let most else {
      let split = program.count
      program.append(.accept)
      try emit(body)
      program.append(.jump(split))
      program[split] = .split(split + 1, program.count)
      return
    }
    var splits: [Int] = []
    for _ in least..<max(least, most) {
      splits.append(program.count)
      program.append(.accept)
      try emit(body)
    }
    for split in splits { program[split] = .split(split + 1, program.count) }
  }

  /// Whether the program matches from an instruction and a place: to the text's end, or (in a look-ahead) anywhere.
  private func run(_ instruction: Int, _ place: Int, _ text: [UInt8], wholeText: Bool) -> Bool {
    var seen = [Bool](repeating: false, count: program.count * (text.count + 1))
    var waiting = [(instruction, place)]
    while let (at, place) = waiting.popLast() {
      let key = at * (text.count + 1) + place
      if seen[key] { continue }
      seen[key] = true
      switch program[at] {
      case .bytes(let set): if place < text.count, set.contains(text[place]) { waiting.append((at + 1, place + 1)) }
      case .split(let first, let second): waiting += [(second, place), (first, place)]
      case .jump(let target): waiting.append((target, place))
      case .start: if place == 0 { waiting.append((at + 1, place)) }
      case .end: if place == text.count { waiting.append((at + 1, place)) }
      case .look(let next, let negated):
        if run(at + 1, place, text, wholeText: false) != negated { waiting.append((next, place)) }
      case .accept: if !wholeText || place == text.count { return true }
      }
    }
    return false
  }
}
