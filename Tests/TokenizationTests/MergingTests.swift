import Files
import SourceText
import TestSupport
import Testing

@testable import Tokenization

/// A piece merged as the definition has it: all bytes, no cuts, no look-ups of whole pieces.
private func plainlyMerged(_ piece: [UInt8], _ model: BytePairModel) -> [Int32] {
  var scratch = MergeScratch()
  for (offset, byte) in piece.enumerated() {
    if let id = model.vocabulary.id(of: [byte]) { scratch.append(id, offset, offset + 1) }
  }
  var ids: [Int32] = []
  scratch.merge(with: model.pairs) { id, _, _ in ids.append(Int32(id)) }
  return ids
}

@Test func `cutting pieces and taking words whole changes no id`() throws {
  let tokenizer = try tinyTokenizer()
  let model = tokenizer.model
  let memory = WholePieces(idLimit: model.vocabulary.idLimit)
  var state: UInt64 = 11
  func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
  for round in 0..<600 {
    var piece: [UInt8] = []
    for _ in 0..<1 + next(round % 50 + 1) {
      // Pieces of the vocabulary, some cut short: characters torn apart are the hard case.
      let part = Array(model.vocabulary.bytes(of: next(model.vocabulary.idLimit)))
      piece += next(8) == 0 ? part.dropLast(next(part.count + 1)) : part[...]
    }
    var sink = TokenSink(recordsSpans: true)
    piece.withUnsafeBufferPointer { model.encode($0, memory, into: &sink) }
    #expect(sink.ids == plainlyMerged(piece, model), "\(piece)")
    #expect(sink.spans.flatMap { Array(piece[$0]) } == piece)
  }
}

@Test func `long runs take time that grows with their length`() throws {
  let tokenizer = try tinyTokenizer()
  for text in ["a", " ", "的", "ab", "!", "\u{301}", "\n"] {
    let repeated = Text(String(repeating: text, count: 20_000))
    #expect(tokenizer.decode(tokenizer.encode(repeated, addSpecialTokens: false)).utf8.elementsEqual(repeated.bytes))
  }
}

@Test func `a pattern that backtracks without end elsewhere comes to an end here`() throws {
  let text = Array(String(repeating: "a", count: 100).utf8)
  for pattern in ["(a+)+b", "(a|a)*b", "(a*)*b", "(?:a?){50}b", "a*a*a*a*b"] {
    var count = 0
    text.withUnsafeBufferPointer { buffer in
      guard let compiled = try? Pattern(pattern) else { return }
      var matcher = PatternMatcher(compiled, UnsafeBufferPointer(rebasing: buffer[..<100]))
      if matcher.matchEnd(at: 0) != nil { count += 1 }
    }
    #expect(count == 0, "\(pattern)")
  }
}
