import Files
import SourceText

/// A tiktoken rank file: a line for each piece, its bytes in base64 and its rank, which is its id.
///
/// Merges are not in the file. Each piece has one: the two pieces that byte-pair encoding with the lower ranks alone
/// ends in (the method that made Qwen2's own merges of this file).
enum RankFile {
  /// The model of a rank file.
  ///
  /// - Throws: `FileError`, `TokenizerError.badRank`.
  /// - Complexity: O(bytes x log of the longest piece); about 0.1 s for 150,000 pieces.
  static func model(path: String) throws -> BytePairModel {
    let file = try MappedFile(path: path)
    return try withExtendedLifetime(file) {
      let vocabulary = try read(file.bytes, path)
      return try derived(vocabulary, path)
    }
  }

  private static func read(_ bytes: UnsafeRawBufferPointer, _ path: String) throws(TokenizerError) -> Vocabulary {
    var vocabulary = Vocabulary(capacity: min(bytes.count / 8, 1 << 20))
    var offset = 0
    var line = 0
    while offset < bytes.count {
      var end = offset
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      if end > offset {
        guard let (piece, rank) = entry(UnsafeRawBufferPointer(rebasing: bytes[offset..<end])) else {
          throw .badRank(path: path, line: line + 1, reason: "a piece in base64, a space and its rank were expected")
        }
        guard rank == vocabulary.count, rank < highestTokenID, vocabulary.insert(piece, id: rank) else {
          throw .badRank(path: path, line: line + 1, reason: "ranks must count up from 0, each piece once")
        }
        line += 1
      }
      offset = end + 1
    }
    return vocabulary
  }

  private static func entry(_ line: UnsafeRawBufferPointer) -> (piece: [UInt8], rank: Int)? {
    var piece: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount = 0
    var index = 0
    while index < line.count, let value = base64Value(line[index]) {
      bits = (bits << 6 | value) & 0xFFFF
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        piece.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
      }
      index += 1
    }
    while index < line.count, line[index] == UInt8(ascii: "=") { index += 1 }
    guard !piece.isEmpty, index < line.count, line[index] == 0x20 else { return nil }
    var rank = 0
    index += 1
    if index == line.count { return nil }
    while index < line.count, line[index] >= 0x30, line[index] <= 0x39, rank < highestTokenID {
      rank = rank * 10 + Int(line[index] - 0x30)
      index += 1
    }
    if index < line.count, line[index] == 0x0D { index += 1 }
    return index == line.count ? (piece, rank) : nil
  }

  private static func base64Value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  private static func derived(_ vocabulary: Vocabulary, _ path: String) throws(TokenizerError) -> BytePairModel {
    var pairs = PairTable(capacity: vocabulary.count)
    var merges: [BytePairModel.Pair] = []
    merges.reserveCapacity(vocabulary.count)
    let byteIDs = (0..<256).map { vocabulary.id(of: [UInt8($0)]) }
    guard byteIDs.allSatisfy({ $0 != nil }) else {
      throw .badRank(path: path, line: 1, reason: "the file lacks some of the 256 bytes")
    }
    var scratch = MergeScratch()
    for id in 0..<vocabulary.idLimit {
      let piece = vocabulary.bytes(of: id)
      if piece.count < 2 { continue }
      scratch.removeAll()
      for (offset, byte) in piece.enumerated() { scratch.append(byteIDs[Int(byte)] ?? 0, offset, offset + 1) }
      var parts: [UInt32] = []
      scratch.merge(with: pairs) { part, _, _ in parts.append(part) }
      guard parts.count == 2 else {
        throw .badRank(path: path, line: id + 1, reason: "the piece is not two pieces of lower rank")
      }
      pairs.insert(parts[0], parts[1], PairTable.Merge(rank: UInt32(merges.count), id: UInt32(id)))
      merges.append(BytePairModel.Pair(left: parts[0], right: parts[1]))
    }
    return BytePairModel(alphabet: .bytes, vocabulary: vocabulary, pairs: pairs, merges: merges)
  }
}
