import JSON
import SourceText

/// Ids above this are refused: their tables would be mostly empty.
let highestTokenID = 1 << 22

extension ComponentReader {
  /// This component as a byte-pair model.
  ///
  /// - Throws: `TokenizerError`, `unsupported` for another kind of model.
  func model(_ alphabet: BytePairModel.Alphabet) throws(TokenizerError) -> BytePairModel {
    let kind = try member("type") == nil ? "BPE" : type()
    guard kind == "BPE" else { throw unsupported(kind, ["BPE"]) }
    for name in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let affix = member(name)?.json.text, !affix.isEmpty { throw unsupported("\(name) \(affix)", ["none"]) }
    }
    if let dropout = member("dropout")?.json.number, dropout > 0 { throw unsupported("dropout", ["none"]) }
    guard let entries = json["vocab"]?.object else { throw malformed("vocab", "an object of tokens and ids") }
    let (vocabulary, opaque) = try vocabulary(entries, alphabet)
    let (pairs, merges) = try merges(alphabet, vocabulary)
    let unknown = member("unk_token")?.json.text
    return BytePairModel(
      alphabet: alphabet, vocabulary: vocabulary, opaque: opaque, pairs: pairs, merges: merges,
      ignoresMerges: try flag("ignore_merges", false), fallsBackToBytes: try flag("byte_fallback", false),
      unknownID: unknown.flatMap { vocabulary.id(of: $0.bytes) }, fusesUnknown: try flag("fuse_unk", false))
  }

  private func vocabulary(
    _ entries: JSONObject, _ alphabet: BytePairModel.Alphabet
  ) throws(TokenizerError) -> (Vocabulary, [Int: Text]) {
    var vocabulary = Vocabulary(capacity: entries.count)
    var opaque: [Int: Text] = [:]
    for (token, value) in entries.members {
      guard let id = value.integer, id >= 0, id < highestTokenID else {
        throw malformed("vocab", "an object of tokens and ids from 0 to \(highestTokenID - 1) ('\(token)' has another)")
      }
      let piece = alphabet == .bytes ? ByteLevelAlphabet.decode(token.bytes) : token.bytes
      if let piece {
        guard vocabulary.insert(piece, id: id) else {
          throw malformed("vocab", "without repeats (id \(id), '\(token)', is there twice)")
        }
      } else {
        opaque[id] = token
      }
    }
    return (vocabulary, opaque)
  }

  private func merges(
    _ alphabet: BytePairModel.Alphabet, _ vocabulary: Vocabulary
  ) throws(TokenizerError) -> (PairTable, [BytePairModel.Pair]) {
    guard let list = json["merges"]?.array else { throw malformed("merges", "a list") }
    var pairs = PairTable(capacity: list.count)
    var merges: [BytePairModel.Pair] = []
    merges.reserveCapacity(list.count)
    for (rank, entry) in list.enumerated() {
      guard let (left, right) = sides(entry) else {
        throw malformed("merges[\(rank)]", "two tokens, as \"a b\" or [\"a\", \"b\"]")
      }
      let leftPiece = alphabet == .bytes ? ByteLevelAlphabet.decode(left) ?? left : left
      let rightPiece = alphabet == .bytes ? ByteLevelAlphabet.decode(right) ?? right : right
      guard let leftID = vocabulary.id(of: leftPiece), let rightID = vocabulary.id(of: rightPiece),
        let id = vocabulary.id(of: leftPiece + rightPiece)
      else { throw malformed("merges[\(rank)]", "tokens of the vocabulary whose join is one too") }
      pairs.insert(leftID, rightID, PairTable.Merge(rank: UInt32(rank), id: id))
      merges.append(BytePairModel.Pair(left: leftID, right: rightID))
    }
    return (pairs, merges)
  }

  private func sides(_ entry: JSON) -> ([UInt8], [UInt8])? {
    if let pair = entry.array {
      guard pair.count == 2, let left = pair[0].text, let right = pair[1].text else { return nil }
      return (left.bytes, right.bytes)
    }
    guard let bytes = entry.text?.bytes, let space = bytes.firstIndex(of: 0x20) else { return nil }
    let right = bytes[(space + 1)...]
    return space > 0 && !right.isEmpty && !right.contains(0x20) ? (Array(bytes[..<space]), Array(right)) : nil
  }

  /// This component as an added token.
  func addedToken() throws(TokenizerError) -> AddedToken {
    let isSpecial = try flag("special", false)
    return AddedToken(
      try text("content"), isSingleWord: try flag("single_word", false), stripsLeft: try flag("lstrip", false),
      stripsRight: try flag("rstrip", false), isNormalized: try flag("normalized", !isSpecial), isSpecial: isSpecial)
  }
}
