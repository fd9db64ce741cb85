import SourceText

extension Tokenizer {
  /// The ids of a text; the template's tokens (a begin token, for one) stand around them where asked.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - addSpecialTokens: whether the template's tokens stand around it.
  ///   - parsesSpecialTokens: whether special tokens that the text spells out are found; false makes them plain text,
  ///     so that what a person writes cannot open a turn (transformers' `split_special_tokens=True`).
  /// - Complexity: O(n log n) for n bytes at worst.
  public func encode(_ text: Text, addSpecialTokens: Bool = true, parsesSpecialTokens: Bool = true) -> [Int32] {
    var sink = TokenSink(recordsSpans: false)
    text.bytes.withUnsafeBufferPointer { appendTokens(of: $0, to: &sink, parsesSpecialTokens: parsesSpecialTokens) }
    return addSpecialTokens ? template.prefix + sink.ids + template.suffix : sink.ids
  }

  /// The ids of a text with the stretch that each came from.
  public func encodeWithSpans(_ text: Text, addSpecialTokens: Bool = true) -> Encoding {
    var sink = TokenSink(recordsSpans: true)
    text.bytes.withUnsafeBufferPointer { appendTokens(of: $0, to: &sink) }
    guard addSpecialTokens else {
      return Encoding(ids: sink.ids, spans: sink.spans, isAdded: Array(repeating: false, count: sink.ids.count))
    }
    let (before, after) = (template.prefix, template.suffix)
    let isAdded =
      before.map { _ in true } + Array(repeating: false, count: sink.ids.count) + after.map { _ in true }
    return Encoding(
      ids: before + sink.ids + after, spans: before.map { _ in 0..<0 } + sink.spans + after.map { _ in 0..<0 },
      isAdded: isAdded)
  }

  /// The text of ids; unknown ids add nothing, ill-formed bytes become U+FFFD.
  public func decode(_ ids: [Int32], skipSpecialTokens: Bool = false) -> String {
    let pieces = ids.compactMap { piece(of: $0, skipSpecialTokens: skipSpecialTokens) }
    let text = String(decoding: decoder.decode(pieces), as: UTF8.self)
    return cleansUpSpaces ? cleanedUp(text) : text
  }

  /// The tokens of ids as Hugging Face writes them (`Ġhello`), or nil for an unknown id.
  public func tokens(ofIDs ids: [Int32]) -> [Text?] { ids.map { token(ofID: $0) } }

  /// What each id reads as by itself, for people: characters where its bytes are some, `\xNN` for other bytes.
  public func readableTokens(ofIDs ids: [Int32]) -> [String] {
    ids.map { id in
      guard let bytes = piece(of: id, skipSpecialTokens: false) else { return "<unknown id \(id)>" }
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      return escaped(bytes)
    }
  }

  private func escaped(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBufferPointer { buffer in
      var text = ""
      var offset = 0
      while offset < buffer.count {
        let scalar = decodeScalar(buffer, at: offset)
        if scalar.length == 1, buffer[offset] >= 0x80 {
          text += "\\x" + (String(buffer[offset], radix: 16))
        } else if let unicode = Unicode.Scalar(scalar.value) {
          text.unicodeScalars.append(unicode)
        }
        offset += scalar.length
      }
      return text
    }
  }

  /// Closes up spaces as transformers' `clean_up_tokenization` does.
  private func cleanedUp(_ text: String) -> String {
    let pairs = [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" 's", "'s"),
      (" 've", "'ve"), (" 're", "'re"),
    ]
    return pairs.reduce(text) { $0.split(separator: $1.0, omittingEmptySubsequences: false).joined(separator: $1.1) }
  }
}
