import SourceText

/// Finds added tokens in a text: from the left, at each place the longest.
struct AddedTokenMatcher: Sendable {
  /// A stretch of text and the token it is, or nil for text between tokens.
  struct Segment: Equatable {
    let range: Range<Int>
    let id: Int32?
  }

  private var trie = ByteTrie()
  private var tokens: [Int32: AddedToken] = [:]
  /// Whether a token begins with a byte.
  private var isBegin = [Bool](repeating: false, count: 256)

  /// Makes a matcher of tokens by id; `normalize` is applied to the contents first.
  init(_ tokens: [(id: Int32, token: AddedToken)], normalize: (Text) -> Text = { $0 }) {
    for (id, token) in tokens where !token.content.isEmpty {
      let content = normalize(token.content)
      if content.isEmpty { continue }
      trie.insert(content.bytes, value: id)
      isBegin[Int(content.bytes[0])] = true
      self.tokens[id] = token
    }
  }

  /// Whether there is nothing to find.
  var isEmpty: Bool { trie.isEmpty }

  /// The text cut into tokens and what lies between them; no segment is empty.
  ///
  /// As in tokenizers, a token that lies in white space swallowed by the one before it is found nevertheless.
  ///
  /// - Complexity: O(bytes x length of the longest token).
  func segments(_ bytes: UnsafeBufferPointer<UInt8>) -> [Segment] {
    if bytes.isEmpty { return [] }
    if trie.isEmpty { return [Segment(range: 0..<bytes.count, id: nil)] }
    var segments: [Segment] = []
    var done = 0
    var offset = 0
    while offset < bytes.count {
      guard isBegin[Int(bytes[offset])], let match = trie.longestMatch(bytes, at: offset),
        let token = tokens[match.value]
      else {
        offset += 1
        continue
      }
      let matched = offset..<offset + match.length
      offset = matched.upperBound
      if token.isSingleWord, touchesWord(bytes, matched) { continue }
      let start = token.stripsLeft ? whiteSpaceStart(bytes, matched, after: done) : matched.lowerBound
      let end = token.stripsRight ? whiteSpaceEnd(bytes, after: matched.upperBound) : matched.upperBound
      if done < start { segments.append(Segment(range: done..<start, id: nil)) }
      segments.append(Segment(range: start..<end, id: match.value))
      done = end
    }
    if done < bytes.count { segments.append(Segment(range: done..<bytes.count, id: nil)) }
    return segments
  }

  private func touchesWord(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    (range.lowerBound > 0 && CodePoints.isRustWord(decodeScalarBefore(bytes, range.lowerBound).value))
      || (range.upperBound < bytes.count && CodePoints.isRustWord(decodeScalar(bytes, at: range.upperBound).value))
  }

  private func whiteSpaceStart(_ bytes: UnsafeBufferPointer<UInt8>, _ match: Range<Int>, after done: Int) -> Int {
    var start = match.lowerBound
    while start > done {
      let scalar = decodeScalarBefore(bytes, start)
      if !CodePoints.isWhiteSpace(scalar.value) { break }
      start -= scalar.length
    }
    return start
  }

  private func whiteSpaceEnd(_ bytes: UnsafeBufferPointer<UInt8>, after offset: Int) -> Int {
    var end = offset
    while end < bytes.count {
      let scalar = decodeScalar(bytes, at: end)
      if !CodePoints.isWhiteSpace(scalar.value) { break }
      end += scalar.length
    }
    return end
  }
}
