import SourceText

/// One text or two as a row of tokens.
public struct RowEncoding: Equatable, Sendable {
  /// The ids.
  public var ids: [Int32] = []
  /// 0 for what belongs to the first text, 1 for the second, as the template says.
  public var typeIDs: [Int32] = []
  /// The stretch of each token in code points of its own text, empty at 0 for tokens of the template; without any where
  /// they were not asked for.
  public var spans: [Range<Int>] = []
  /// Which tokens the template added.
  public var isAdded: [Bool] = []

  /// Makes a row of ids.
  public init(ids: [Int32] = [], typeIDs: [Int32] = [], spans: [Range<Int>] = [], isAdded: [Bool] = []) {
    self.ids = ids
    self.typeIDs = typeIDs
    self.spans = spans
    self.isAdded = isAdded
  }
}

/// How texts become a row.
public struct RowRequest: Sendable {
  /// Which of two texts is cut where the row is too long.
  public enum Cut: String, Sendable {
    /// The longer one, both where each is too long.
    case longest = "longest_first"
    /// The first one.
    case first = "only_first"
    /// The second one.
    case second = "only_second"
  }

  /// Whether the template's tokens stand around.
  public var addsSpecialTokens = true
  /// Whether special tokens that a text spells out are found.
  public var parsesSpecialTokens = true
  /// The most tokens of the row; nil cuts nothing.
  public var limit: Int?
  /// Which text is cut.
  public var cut = Cut.longest
  /// Whether the stretches of the tokens are wanted.
  public var recordsSpans = false

  /// Makes a request for a whole row with its template.
  public init() {}
}

extension Tokenizer {
  /// A row of one text, or of two as the template joins them, cut on the side of `truncationSide` where it is too long.
  ///
  /// Source: tokenizers 0.21, `Tokenizer.encode` with `truncate_encodings`.
  /// - Complexity: O(n log n) for n bytes at worst.
  public func row(_ text: Text, _ second: Text? = nil, _ request: RowRequest) -> RowEncoding {
    var texts = [encoded(text, request)]
    if let second { texts.append(encoded(second, request)) }
    let parts =
      request.addsSpecialTokens
      ? template.parts(isPair: second != nil) : TokenTemplate().parts(isPair: second != nil)
    if let limit = request.limit {
      let added = parts.count { if case .token = $0 { true } else { false } }
      cut(&texts, to: max(0, limit - added), request.cut)
    }
    var row = RowEncoding()
    for part in parts {
      switch part {
      case .token(let id, let type):
        row.ids.append(id)
        row.typeIDs.append(type)
        if request.recordsSpans { row.spans.append(0..<0) }
        row.isAdded.append(true)
      case .first(let type): row.append(texts[0], type)
      case .second(let type): row.append(texts[1], type)
      }
    }
    return row
  }

  private func encoded(_ text: Text, _ request: RowRequest) -> RowEncoding {
    var sink = TokenSink(recordsSpans: request.recordsSpans)
    text.bytes.withUnsafeBufferPointer {
      appendTokens(of: $0, to: &sink, parsesSpecialTokens: request.parsesSpecialTokens)
    }
    var spans: [Range<Int>] = []
    if request.recordsSpans {
      spans = Encoding(ids: sink.ids, spans: sink.spans, isAdded: []).characterSpans(in: text)
      if let trimming { spans = trimmed(spans, sink.ids, trimming) }
    }
    return RowEncoding(ids: sink.ids, spans: spans)
  }

  /// Stretches without the white space that a token begins or ends with.
  ///
  /// Source: tokenizers 0.21, `process_offsets` of its byte-level step.
  private func trimmed(_ spans: [Range<Int>], _ ids: [Int32], _ trimming: SpanTrimming) -> [Range<Int>] {
    zip(spans, ids).enumerated().map { index, pair in
      let (span, id) = pair
      let letters = (token(ofID: id)?.string ?? "").unicodeScalars
      func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{120}" || CodePoints.isWhiteSpace(scalar.value) }
      var leading = letters.prefix(while: isSpace).count
      let trailing = letters.reversed().prefix(while: isSpace).count
      if leading == 1, trimming.addsPrefixSpace, index == 0 || span.lowerBound == 0 { leading = 0 }
      let start = min(span.lowerBound + leading, span.upperBound)
      return start..<max(span.upperBound - trailing, start)
    }
  }

  private func cut(_ texts: inout [RowEncoding], to limit: Int, _ cut: RowRequest.Cut) {
    let total = texts.reduce(0) { $0 + $1.ids.count }
    guard total > limit else { return }
    var lengths = texts.map(\.ids.count)
    if texts.count == 1 {
      lengths[0] = limit
    } else {
      switch cut {
      case .first: lengths[0] = max(0, lengths[0] - (total - limit))
      case .second: lengths[1] = max(0, lengths[1] - (total - limit))
      case .longest:
        let isSwapped = lengths[0] > lengths[1]
        var (short, long) = isSwapped ? (lengths[1], lengths[0]) : (lengths[0], lengths[1])
        long = short > limit ? short : max(short, limit - short)
        if short + long > limit { (short, long) = (limit / 2, limit / 2 + limit % 2) }
        lengths = isSwapped ? [long, short] : [short, long]
      }
    }
    for index in texts.indices { texts[index].shorten(to: lengths[index], on: truncationSide) }
  }
}

extension RowEncoding {
  fileprivate mutating func append(_ text: RowEncoding, _ type: Int32) {
    ids += text.ids
    spans += text.spans
    typeIDs += repeatElement(type, count: text.ids.count)
    isAdded += repeatElement(false, count: text.ids.count)
  }

  fileprivate mutating func shorten(to length: Int, on side: Tokenizer.Side) {
    guard length < ids.count else { return }
    func part<Element>(_ list: [Element]) -> [Element] {
      Array(side == .right ? list.prefix(length) : list.suffix(length))
    }
    ids = part(ids)
    if !spans.isEmpty { spans = part(spans) }
  }
}
