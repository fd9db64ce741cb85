import SourceText

/// A text as tokens, with the stretch of the text that each came from.
public struct Encoding: Equatable, Sendable {
  /// The ids.
  public var ids: [Int32]
  /// The stretch of each token in bytes of the text; empty for tokens that the template added.
  public var spans: [Range<Int>]
  /// Which tokens the template added.
  public var isAdded: [Bool]

  /// The stretch of each token in code points of the text, as Hugging Face's `offset_mapping` counts.
  ///
  /// - Complexity: O(bytes + tokens).
  public func characterSpans(in text: Text) -> [Range<Int>] {
    var characters: [Int] = []
    characters.reserveCapacity(text.count + 1)
    var count = 0
    for byte in text.bytes {
      if byte & 0xC0 != 0x80 { count += 1 }
      characters.append(max(count - 1, 0))
    }
    characters.append(count)
    return spans.map { span in
      if span.isEmpty {
        return characters[min(span.lowerBound, text.count)]..<characters[min(span.lowerBound, text.count)]
      }
      let last = characters[min(span.upperBound, text.count) - 1]
      return characters[span.lowerBound]..<last + 1
    }
  }
}
