import SourceText

/// SentencePiece's vocabulary: pieces with their kinds and scores, from a GGUF file or a tokenizer.model.
struct ScoredPieces {
  /// What a piece is: the numbers of both formats.
  enum Kind: Int {
    case normal = 1
    case unknown = 2
    case control = 3
    case userDefined = 4
    case unused = 5
    case byte = 6

    /// Whether the piece has a role rather than being text.
    var isSpecial: Bool { self == .control || self == .unknown }
  }

  let tokens: [Text]
  let kinds: [Kind]
  let scores: [Double]
  let unknownID: UInt32?

  /// Longer pieces are not cut into merges: no text has them but by themselves, and the time for it is squared.
  static let longestMergedPiece = 256

  /// The model: characters; of two neighbours whose join is a piece, those of the highest score first.
  ///
  /// Source: SentencePiece's byte-pair encoding. Every way to cut a piece in two pieces is a merge of its score's rank.
  func model() -> BytePairModel {
    let (vocabulary, opaque) = pieceEntries(tokens, kinds, .characters)
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
      fallsBackToBytes: true, unknownID: unknownID, fusesUnknown: true)
  }

  /// Whether a token can come of text that no special token was found in.
  private func isText(_ id: UInt32) -> Bool { kinds[Int(id)] == .normal || kinds[Int(id)] == .userDefined }

  /// The tokens that are matched in a text as a whole: those with a role, and user-defined ones.
  ///
  /// - Parameter normalizesUserDefined: whether runs of spaces are pieces, which are met as runs of U+2581 too.
  func addedTokens(normalizesUserDefined: Bool) -> [(id: Int32, token: AddedToken)] {
    kinds.enumerated().filter { $0.element.isSpecial || $0.element == .userDefined }.map { id, kind in
      let isNormalized = kind == .userDefined && normalizesUserDefined
      return (Int32(id), AddedToken(tokens[id], isNormalized: isNormalized, isSpecial: kind.isSpecial))
    }
  }
}

/// Tokens by their bytes; one that is there twice, or has letters that stand for no byte, is opaque. What only fills a
/// model's table up is none.
func pieceEntries(
  _ tokens: [Text], _ kinds: [ScoredPieces.Kind], _ alphabet: BytePairModel.Alphabet
) -> (vocabulary: Vocabulary, opaque: [Int: Text]) {
  var vocabulary = Vocabulary(capacity: tokens.count)
  var opaque: [Int: Text] = [:]
  for (id, token) in tokens.enumerated() {
    if kinds[id] == .unused, token.string == GGUFVocabulary.filler(id) { continue }
    let piece = alphabet == .bytes ? ByteLevelAlphabet.decode(token.bytes) : token.bytes
    if let piece, vocabulary.insert(piece, id: id) { continue }
    opaque[id] = token
  }
  return (vocabulary, opaque)
}
