/// A regular expression compiled for matching over UTF-8.
///
/// A backtracking machine; where a match takes long it remembers which states failed, so that time stays
/// O(program x text) whatever the pattern.
struct Pattern: Sendable {
  /// One step of the machine.
  enum Instruction: Sendable {
    /// Takes one code point of a set.
    case take(Int)
    /// Takes code points of a set, between `least` and `most`.
    case takeMany(Int, least: Int, most: Int, PatternSyntax.Greed)
    /// Goes on at the first; on failure at the second.
    case fork(Int, Int)
    /// Goes on elsewhere.
    case jump(Int)
    /// Tries the block that begins behind this instruction; goes on at `next` where it stands.
    case look(next: Int, isNegated: Bool)
    /// Looks one code point back.
    case lookBehind(Int, isNegated: Bool)
    /// Runs the block that begins behind this instruction once, then goes on at `next` from its end.
    case atomic(next: Int)
    /// Checks a place.
    case anchor(PatternSyntax.Anchor)
    /// The end of the pattern, or of a block.
    case match
  }

  /// The text it was made of.
  let text: String
  private(set) var program: [Instruction] = []
  private(set) var sets: [ScalarSet] = []
  /// Whether failed states are remembered from the start: where a loop could go round without taking anything.
  private(set) var remembersAlways = false

  private static let limit = 20_000

  /// Compiles a pattern.
  ///
  /// - Throws: `TokenizerError.badPattern`.
  init(_ text: String) throws(TokenizerError) {
    try self.init(PatternParser.parse(text), text: text)
  }

  /// Compiles a syntax tree; `text` is what messages call it.
  ///
  /// - Throws: `TokenizerError.badPattern` where the program would be too long.
  init(_ syntax: PatternSyntax, text: String) throws(TokenizerError) {
    self.text = text
    try compile(syntax)
    program.append(.match)
  }

  private mutating func add(_ set: ScalarSet) -> Int {
    sets.append(set)
    return sets.count - 1
  }

  private mutating func compile(_ syntax: PatternSyntax) throws(TokenizerError) {
    if program.count > Self.limit {
      throw .badPattern(pattern: text, offset: 0, reason: "a program of more than \(Self.limit) steps")
    }
    switch syntax {
    case .set(let set): program.append(.take(add(set)))
    case .sequence(let parts): for part in parts { try compile(part) }
    case .alternatives(let parts): try compile(alternatives: parts)
    case .repetition(let part, let least, let most, let greed): try compile(part, least, most, greed)
    case .look(let part, let isNegated):
      try compile(block: part) { .look(next: $0, isNegated: isNegated) }
    case .lookBehind(let set, let isNegated): program.append(.lookBehind(add(set), isNegated: isNegated))
    case .atomic(let part): try compile(block: part) { .atomic(next: $0) }
    case .anchor(let anchor): program.append(.anchor(anchor))
    }
  }

  private mutating func compile(
    block: PatternSyntax, _ instruction: (Int) -> Instruction
  ) throws(TokenizerError) {
    let place = program.count
    program.append(.match)
    try compile(block)
    program.append(.match)
    program[place] = instruction(program.count)
  }

  private mutating func compile(alternatives parts: [PatternSyntax]) throws(TokenizerError) {
    var exits: [Int] = []
    for (index, part) in parts.enumerated() {
      let fork = program.count
      let isLast = index == parts.count - 1
      if !isLast { program.append(.match) }
      try compile(part)
      if isLast { break }
      exits.append(program.count)
      program.append(.match)
      program[fork] = .fork(fork + 1, program.count)
    }
    for exit in exits { program[exit] = .jump(program.count) }
  }

  private mutating func compile(
    _ part: PatternSyntax, _ least: Int, _ most: Int?, _ greed: PatternSyntax.Greed
  ) throws(TokenizerError) {
    if case .set(let set) = part {
      program.append(.takeMany(add(set), least: least, most: most ?? .max, greed))
      return
    }
    if greed == .possessive {
      try compile(.atomic(.repetition(part, least: least, most: most, .greedy)))
      return
    }
    for _ in 0..<least { try compile(part) }
    if let most {
      var forks: [Int] = []
      for _ in least..<most {
        forks.append(program.count)
        program.append(.match)
        try compile(part)
      }
      for fork in forks { program[fork] = ordered(fork + 1, program.count, greed) }
      return
    }
    if part.canBeEmpty { remembersAlways = true }
    let fork = program.count
    program.append(.match)
    try compile(part)
    program.append(.jump(fork))
    program[fork] = ordered(fork + 1, program.count, greed)
  }

  private func ordered(_ body: Int, _ exit: Int, _ greed: PatternSyntax.Greed) -> Instruction {
    greed == .lazy ? .fork(exit, body) : .fork(body, exit)
  }
}
