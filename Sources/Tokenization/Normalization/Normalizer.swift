/// What is done to a text before it is split.
indirect enum Normalizer: Sendable {
  /// One after the other.
  case sequence([Normalizer])
  /// Canonical composition.
  case composed
  /// Canonical decomposition.
  case decomposed
  /// Lower case, one code point at a time.
  case lowercase
  /// Puts bytes before a text that is not empty.
  case prepend([UInt8])
  /// Replaces each match.
  case replace(TextMatcher, [UInt8])
  /// Drops white space at the ends.
  case strip(left: Bool, right: Bool)

  /// The text as normalised.
  func normalize(_ text: NormalizedText) -> NormalizedText {
    switch self {
    case .sequence(let steps): return steps.reduce(text) { $1.normalize($0) }
    case .composed:
      let isInert = text.bytes.withUnsafeBufferPointer { CanonicalComposition.shared.isInert($0) }
      return isInert ? text : CanonicalComposition.shared.normalize(text, composes: true)
    case .decomposed: return CanonicalComposition.shared.normalize(text, composes: false)
    case .lowercase: return lowercased(text)
    case .prepend(let bytes): return text.prepending(bytes)
    case .replace(let matcher, let content):
      var ranges: [Range<Int>] = []
      text.bytes.withUnsafeBufferPointer { matcher.matches(in: $0, 0..<$0.count) { ranges.append($0) } }
      return ranges.isEmpty ? text : text.replacing(ranges, with: content)
    case .strip(let left, let right): return stripped(text, left, right)
    }
  }

  /// Whether the text is certain to stay as it is.
  func isInert(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    switch self {
    case .sequence(let steps): return steps.allSatisfy { $0.isInert(bytes) }
    case .composed: return CanonicalComposition.shared.isInert(bytes)
    default: return bytes.isEmpty
    }
  }

  private func lowercased(_ text: NormalizedText) -> NormalizedText {
    var result = NormalizedText(bytes: [], origins: [], offset: text.offset)
    text.bytes.withUnsafeBufferPointer { buffer in
      var offset = 0
      while offset < buffer.count {
        let scalar = decodeScalar(buffer, at: offset)
        let end = offset + scalar.length
        let lower = Unicode.Scalar(scalar.value)?.properties.lowercaseMapping ?? ""
        let isIllFormed = scalar.length == 1 && scalar.value == 0xFFFD
        result.append(isIllFormed ? [buffer[offset]] : Array(lower.utf8), from: text.origin(of: offset..<end))
        offset = end
      }
    }
    return result
  }

  private func stripped(_ text: NormalizedText, _ left: Bool, _ right: Bool) -> NormalizedText {
    text.bytes.withUnsafeBufferPointer { buffer in
      var (start, end) = (0, buffer.count)
      while left, start < end {
        let scalar = decodeScalar(buffer, at: start)
        if !CodePoints.isWhiteSpace(scalar.value) { break }
        start += scalar.length
      }
      while right, end > start {
        let scalar = decodeScalarBefore(buffer, end)
        if !CodePoints.isWhiteSpace(scalar.value) { break }
        end -= scalar.length
      }
      return text.part(start..<end)
    }
  }
}
