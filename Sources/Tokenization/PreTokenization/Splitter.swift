/// Cuts text where something matches.
struct Splitter: Sendable {
  /// What becomes of the matches.
  enum Behavior: String, CaseIterable, Sendable {
    case isolated = "Isolated"
    case removed = "Removed"
    case contiguous = "Contiguous"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
  }

  let matcher: TextMatcher
  let behavior: Behavior
  /// Whether what lies between the matches counts as the matches.
  let isInverted: Bool

  private typealias Piece = (range: Range<Int>, isMatch: Bool)

  /// Hands out the pieces of a stretch of text in order.
  func split(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    if case .words(let splitter) = matcher, behavior == .isolated || behavior == .removed,
      isInverted == (behavior == .removed)
    {
      splitter.split(bytes, range, body)
      return
    }
    var pieces: [Piece] = []
    var done = range.lowerBound
    matcher.matches(in: bytes, range) { match in
      if done < match.lowerBound { pieces.append((done..<match.lowerBound, isInverted)) }
      pieces.append((match, !isInverted))
      done = match.upperBound
    }
    if done < range.upperBound { pieces.append((done..<range.upperBound, isInverted)) }
    for piece in arranged(pieces) { body(piece) }
  }

  private func arranged(_ pieces: [Piece]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    switch behavior {
    case .isolated: return pieces.map(\.range)
    case .removed: return pieces.filter { !$0.isMatch }.map(\.range)
    case .contiguous:
      var previous: Bool?
      for piece in pieces {
        if piece.isMatch == previous, let last = result.popLast() {
          result.append(last.lowerBound..<piece.range.upperBound)
        } else {
          result.append(piece.range)
        }
        previous = piece.isMatch
      }
    case .mergedWithPrevious:
      var previous = false
      for piece in pieces {
        if piece.isMatch, !previous, let last = result.popLast() {
          result.append(last.lowerBound..<piece.range.upperBound)
        } else {
          result.append(piece.range)
        }
        previous = piece.isMatch
      }
    case .mergedWithNext:
      var previous = false
      for piece in pieces.reversed() {
        if piece.isMatch, !previous, let last = result.popLast() {
          result.append(piece.range.lowerBound..<last.upperBound)
        } else {
          result.append(piece.range)
        }
        previous = piece.isMatch
      }
      result.reverse()
    }
    return result
  }
}
