import ModelFiles
import SourceText

extension GGUFVocabulary {
  /// The model of kind `gpt2`: bytes, merged in the order of the list.
  func byteLevelModel(ignoresMerges: Bool) throws(TokenizerError) -> BytePairModel {
    let (vocabulary, opaque) = entries(.bytes)
    let listed = try merges()
    var pairs = PairTable(capacity: listed.count)
    var merges: [BytePairModel.Pair] = []
    merges.reserveCapacity(listed.count)
    for (rank, sides) in listed.enumerated() {
      guard let left = ByteLevelAlphabet.decode(sides.0), let right = ByteLevelAlphabet.decode(sides.1),
        let leftID = vocabulary.id(of: left), let rightID = vocabulary.id(of: right),
        let id = vocabulary.id(of: left + right)
      else {
        throw .malformed(
          path: path, field: "tokenizer.ggml.merges[\(rank)]",
          expected: "tokens of the vocabulary whose join is one too")
      }
      pairs.insert(leftID, rightID, PairTable.Merge(rank: UInt32(rank), id: id))
      merges.append(BytePairModel.Pair(left: leftID, right: rightID))
    }
    return BytePairModel(
      alphabet: .bytes, vocabulary: vocabulary, opaque: opaque, pairs: pairs, merges: merges,
      ignoresMerges: ignoresMerges)
  }

  /// Longer pieces are not cut into merges: no text has them but by themselves, and the time for it is squared.
  static let longestMergedPiece = 256

  /// The model of kind `llama`: characters; of two neighbours whose join is a piece, those of the highest score first.
  ///
  /// Source: SentencePiece's byte-pair encoding. Every way to cut a piece in two pieces is a merge of its score's rank.
  func scoredModel() throws(TokenizerError) -> BytePairModel {
    let (vocabulary, opaque) = entries(.characters)
    let scores = try scores()
    let merged = tokens.indices.filter { kinds[$0] == .normal && vocabulary.contains($0) }
      .sorted { (scores[$0], $1) > (scores[$1], $0) }
    var pairs = PairTable(capacity: tokens.count)
    var merges: [BytePairModel.Pair] = []
    var rank = UInt32(0)
    var last = Double.infinity
    for id in merged {
      if scores[id] != last {
        rank += 1
        last = scores[id]
      }
      let piece = tokens[id].bytes
      if piece.count < 2 || piece.count > Self.longestMergedPiece { continue }
      piece.withUnsafeBufferPointer { piece in
        for cut in 1..<piece.count where piece[cut] & 0xC0 != 0x80 {
          guard let left = vocabulary.id(of: UnsafeBufferPointer(rebasing: piece[..<cut])), isText(left),
            let right = vocabulary.id(of: UnsafeBufferPointer(rebasing: piece[cut...])), isText(right)
          else { continue }
          pairs.insert(left, right, PairTable.Merge(rank: rank, id: UInt32(id)))
          merges.append(BytePairModel.Pair(left: left, right: right))
        }
      }
    }
    return BytePairModel(
      alphabet: .characters, vocabulary: vocabulary, opaque: opaque, pairs: pairs, merges: merges,
      fallsBackToBytes: true, unknownID: id("unknown").map { UInt32($0) }, fusesUnknown: true)
  }

  /// Whether a token can come of text that no special token was found in.
  private func isText(_ id: UInt32) -> Bool { kinds[Int(id)] == .normal || kinds[Int(id)] == .userDefined }
}
