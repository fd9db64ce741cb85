/// The syntax tree of a regular expression.
indirect enum PatternSyntax: Sendable {
  /// One code point of a set.
  case set(ScalarSet)
  /// One after the other; none matches nothing, which always succeeds.
  case sequence([PatternSyntax])
  /// The first that leads to a match.
  case alternatives([PatternSyntax])
  /// A part again and again; `most` nil is without bound.
  case repetition(PatternSyntax, least: Int, most: Int?, Greed)
  /// A part that is tried but takes nothing.
  case look(PatternSyntax, isNegated: Bool)
  /// Whether the code point before is one of a set.
  case lookBehind(ScalarSet, isNegated: Bool)
  /// A part that keeps its first match.
  case atomic(PatternSyntax)
  /// A place.
  case anchor(Anchor)

  /// Which number of repetitions is tried first.
  enum Greed: Sendable {
    case greedy
    case lazy
    case possessive
  }

  /// A place in the text.
  enum Anchor: Sendable {
    case textStart
    case textEnd
    case textEndOrNewline
    case lineStart
    case lineEnd
    case wordBoundary
    case noWordBoundary
  }

  /// Whether the part can match without taking anything.
  var canBeEmpty: Bool {
    switch self {
    case .set: false
    case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
    case .alternatives(let parts): parts.contains(where: \.canBeEmpty)
    case .repetition(let part, let least, _, _): least == 0 || part.canBeEmpty
    case .look, .lookBehind, .anchor: true
    case .atomic(let part): part.canBeEmpty
    }
  }
}
