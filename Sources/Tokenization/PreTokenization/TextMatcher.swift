/// What a Split or Replace looks for.
enum TextMatcher: Sendable {
  /// A text as it stands.
  case literal([UInt8])
  /// A regular expression.
  case pattern(Pattern)
  /// The word pattern, by hand.
  case words(WordSplitter)
  /// Runs of a set's members, or each member alone.
  case members(ScalarSet, oneByOne: Bool)

  /// The matches in a stretch of text from the left, without overlap.
  ///
  /// - Complexity: O(bytes) but for `pattern`.
  func matches(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    switch self {
    case .words(let splitter): splitter.split(bytes, range, body)
    case .pattern(let pattern):
      let part = UnsafeBufferPointer(rebasing: bytes[range])
      pattern.matches(in: part) { body($0.lowerBound + range.lowerBound..<$0.upperBound + range.lowerBound) }
    case .literal(let text): literalMatches(text, bytes, range, body)
    case .members(let set, let oneByOne): memberMatches(set, oneByOne, bytes, range, body)
    }
  }

  private func literalMatches(
    _ text: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void
  ) {
    if text.isEmpty { return }
    var offset = range.lowerBound
    while offset + text.count <= range.upperBound {
      if bytes[offset] == text[0], bytes[offset..<offset + text.count].elementsEqual(text) {
        body(offset..<offset + text.count)
        offset += text.count
      } else {
        offset += 1
      }
    }
  }

  private func memberMatches(
    _ set: ScalarSet, _ oneByOne: Bool, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
    _ body: (Range<Int>) -> Void
  ) {
    var start: Int?
    var offset = range.lowerBound
    while offset < range.upperBound {
      let scalar = decodeScalar(bytes, at: offset)
      let end = min(offset + scalar.length, range.upperBound)
      if set.contains(scalar.value) {
        if oneByOne { body(offset..<end) } else if start == nil { start = offset }
      } else if let from = start {
        body(from..<offset)
        start = nil
      }
      offset = end
    }
    if let from = start { body(from..<range.upperBound) }
  }
}
