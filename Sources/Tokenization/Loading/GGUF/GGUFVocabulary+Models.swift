import ModelFiles
import SourceText

extension GGUFVocabulary {
  /// The model of kind `gpt2`: bytes, merged in the order of the list.
  func byteLevelModel(ignoresMerges: Bool) throws(TokenizerError) -> BytePairModel {
    let (vocabulary, opaque) = pieceEntries(tokens, kinds, .bytes)
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

  /// The model of kind `llama`: SentencePiece's.
  func scoredModel() throws(TokenizerError) -> BytePairModel {
    ScoredPieces(
      tokens: tokens, kinds: kinds, scores: try scores(), unknownID: id("unknown").map { UInt32($0) }
    ).model()
  }
}
