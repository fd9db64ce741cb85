/// Where an encoder puts tokens: ids, and on request the end of each token in the text it came from.
struct TokenSink {
  /// The ids so far.
  var ids: [Int32] = []

  /// The start and end byte of each token in the original text; empty unless `recordsSpans`.
  var spans: [Range<Int>] = []

  /// Whether spans are wanted.
  let recordsSpans: Bool

  /// Memory that merging uses again and again.
  var scratch = MergeScratch()

  /// The piece's place in the text it is a part of, added to the spans.
  var base = 0

  init(recordsSpans: Bool) { self.recordsSpans = recordsSpans }

  /// Adds a token that covers bytes of the piece at hand.
  @inline(__always)
  mutating func append(_ id: UInt32, _ start: Int, _ end: Int) {
    ids.append(Int32(truncatingIfNeeded: id))
    if recordsSpans { spans.append(base + start..<base + end) }
  }
}
