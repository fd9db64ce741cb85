/// Runs a pattern over one text.
struct PatternMatcher {
  private struct State: Hashable {
    let instruction: Int32
    let offset: Int32
  }

  /// A place to go on from: fixed, or a stretch of offsets tried from one end.
  private struct Choice {
    var instruction: Int
    var offset: Int
    /// The last offset to try; equal to `offset` for a single one.
    var limit: Int
  }

  private let pattern: Pattern
  private let bytes: UnsafeBufferPointer<UInt8>
  private var stack: [Choice] = []
  private var failed: Set<State> = []
  private var steps = 0

  init(_ pattern: Pattern, _ bytes: UnsafeBufferPointer<UInt8>) {
    self.pattern = pattern
    self.bytes = bytes
  }

  /// The end of a match that begins at an offset, or nil.
  mutating func matchEnd(at offset: Int) -> Int? {
    steps = 0
    failed.removeAll(keepingCapacity: true)
    return run(0, offset)
  }

  /// Runs from an instruction to the end of its block; a block keeps its own memory, as it may run again and succeed.
  private mutating func run(_ start: Int, _ offset: Int) -> Int? {
    let base = stack.count
    var outerFailed: Set<State> = []
    if start > 0 { swap(&outerFailed, &failed) }
    defer {
      stack.removeLast(stack.count - base)
      if start > 0 { swap(&outerFailed, &failed) }
    }
    var (instruction, position) = (start, offset)
    while true {
      if step(&instruction, &position) {
        if case .match = pattern.program[instruction] { return position }
        continue
      }
      guard let next = backtrack(to: base) else { return nil }
      (instruction, position) = next
      if case .match = pattern.program[instruction] { return position }
    }
  }

  private mutating func backtrack(to base: Int) -> (Int, Int)? {
    while stack.count > base {
      let last = stack.count - 1
      let choice = stack[last]
      if choice.offset == choice.limit {
        stack.removeLast()
      } else if choice.offset > choice.limit {
        stack[last].offset -= decodeScalarBefore(bytes, choice.offset).length
      } else {
        stack[last].offset += decodeScalar(bytes, at: choice.offset).length
      }
      if isNew(choice.instruction, choice.offset) { return (choice.instruction, choice.offset) }
    }
    return nil
  }

  /// Whether a state was not tried before, as far as that is remembered.
  private mutating func isNew(_ instruction: Int, _ offset: Int) -> Bool {
    steps += 1
    guard pattern.remembersAlways || steps > 20_000 else { return true }
    return failed.insert(
      State(instruction: Int32(instruction), offset: Int32(truncatingIfNeeded: offset))
    ).inserted
  }

  /// Carries out one instruction; false where it fails.
  private mutating func step(_ instruction: inout Int, _ position: inout Int) -> Bool {
    switch pattern.program[instruction] {
    case .take(let set):
      guard position < bytes.count else { return false }
      let scalar = decodeScalar(bytes, at: position)
      guard pattern.sets[set].contains(scalar.value) else { return false }
      position += scalar.length
      instruction += 1
    case .takeMany(let set, let least, let most, let greed):
      return takeMany(set, least, most, greed, &instruction, &position)
    case .fork(let first, let second):
      guard isNew(instruction, position) else { return false }
      stack.append(Choice(instruction: second, offset: position, limit: position))
      instruction = first
    case .jump(let target): instruction = target
    case .look(let next, let isNegated):
      guard (run(instruction + 1, position) == nil) == isNegated else { return false }
      instruction = next
    case .lookBehind(let set, let isNegated):
      let isThere = position > 0 && pattern.sets[set].contains(decodeScalarBefore(bytes, position).value)
      guard isThere != isNegated else { return false }
      instruction += 1
    case .atomic(let next):
      guard let end = run(instruction + 1, position) else { return false }
      position = end
      instruction = next
    case .anchor(let anchor):
      guard holds(anchor, position) else { return false }
      instruction += 1
    case .match: break
    }
    return true
  }

  private mutating func takeMany(
    _ set: Int, _ least: Int, _ most: Int, _ greed: PatternSyntax.Greed, _ instruction: inout Int,
    _ position: inout Int
  ) -> Bool {
    let members = pattern.sets[set]
    var count = 0
    var end = position
    var floor = position
    while count < most, end < bytes.count {
      if count == least {
        floor = end
        if greed == .lazy { break }
      }
      let scalar = decodeScalar(bytes, at: end)
      guard members.contains(scalar.value) else { break }
      end += scalar.length
      count += 1
    }
    guard count >= least else { return false }
    if count == least { floor = end }
    instruction += 1
    if greed == .lazy {
      position = floor
      pushLazy(members, most - least, instruction, floor)
      return true
    }
    position = end
    if greed == .greedy, end > floor {
      let below = end - decodeScalarBefore(bytes, end).length
      stack.append(Choice(instruction: instruction, offset: below, limit: floor))
    }
    return true
  }

  /// The longer matches of a lazy repetition, shortest first.
  private mutating func pushLazy(_ members: ScalarSet, _ more: Int, _ instruction: Int, _ floor: Int) {
    var count = 0
    var end = floor
    var first = floor
    while count < more, end < bytes.count {
      let scalar = decodeScalar(bytes, at: end)
      guard members.contains(scalar.value) else { break }
      end += scalar.length
      if count == 0 { first = end }
      count += 1
    }
    if count > 0 { stack.append(Choice(instruction: instruction, offset: first, limit: end)) }
  }

  private func holds(_ anchor: PatternSyntax.Anchor, _ position: Int) -> Bool {
    func isWord(before: Bool) -> Bool {
      if before { return position > 0 && CodePoints.isWord(decodeScalarBefore(bytes, position).value) }
      return position < bytes.count && CodePoints.isWord(decodeScalar(bytes, at: position).value)
    }
    switch anchor {
    case .textStart: return position == 0
    case .textEnd: return position == bytes.count
    case .textEndOrNewline:
      return position == bytes.count || (position == bytes.count - 1 && bytes[position] == 0x0A)
    case .lineStart: return position == 0 || bytes[position - 1] == 0x0A
    case .lineEnd: return position == bytes.count || bytes[position] == 0x0A
    case .wordBoundary: return isWord(before: true) != isWord(before: false)
    case .noWordBoundary: return isWord(before: true) == isWord(before: false)
    }
  }
}

extension Pattern {
  /// The matches in a text from the left, without overlap; empty ones are left out.
  func matches(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    var matcher = PatternMatcher(self, bytes)
    var offset = 0
    while offset < bytes.count {
      if let end = matcher.matchEnd(at: offset), end > offset {
        body(offset..<end)
        offset = end
      } else {
        offset += decodeScalar(bytes, at: offset).length
      }
    }
  }
}
