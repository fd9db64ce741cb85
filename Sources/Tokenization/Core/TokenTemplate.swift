/// The tokens that stand around a text, or around two.
struct TokenTemplate: Equatable, Sendable {
  /// A part of what two texts become, with its type id.
  enum PairPart: Equatable, Sendable {
    case token(Int32, type: Int32)
    case first(type: Int32)
    case second(type: Int32)
  }

  var prefix: [Int32] = []
  var suffix: [Int32] = []

  /// What two texts become, where it is not twice what one becomes.
  var pair: [PairPart]?

  /// The parts of one text or of two.
  func parts(isPair: Bool) -> [PairPart] {
    func around(_ text: PairPart, _ type: Int32) -> [PairPart] {
      prefix.map { .token($0, type: type) } + [text] + suffix.map { .token($0, type: type) }
    }
    let first = around(.first(type: 0), 0)
    return isPair ? pair ?? first + around(.second(type: 1), 1) : first
  }
}

/// How the stretches of byte-level tokens are shown without the white space at their ends.
struct SpanTrimming: Equatable, Sendable {
  /// Whether one space before the first token is the step's own, so that nothing is taken off for it.
  let addsPrefixSpace: Bool
}
