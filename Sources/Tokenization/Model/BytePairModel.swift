import SourceText

/// A byte-pair encoding: pieces, their merges, and how a text becomes the first symbols.
///
/// Source: Sennrich et al. 2016; GPT-2 for bytes; the `BPE` model of tokenizer.json for the options.
struct BytePairModel: Sendable {
  /// What the first symbols are.
  enum Alphabet: Sendable {
    /// Bytes, which the file writes with the letters of `ByteLevelAlphabet`.
    case bytes
    /// Characters of UTF-8.
    case characters
  }

  /// A merge of two pieces.
  struct Pair: Equatable, Sendable {
    let left: UInt32
    let right: UInt32
  }

  /// What the first symbols are.
  let alphabet: Alphabet

  /// The pieces; byte-level ones as the bytes they stand for.
  private(set) var vocabulary: Vocabulary

  /// Entries of the file's vocabulary that no text can give: byte-level ones with other letters.
  private(set) var opaque: [Int: Text]

  /// What pairs merge into.
  private(set) var pairs: PairTable

  /// The merges in the order of their ranks.
  private(set) var merges: [Pair]

  /// Whether a piece that is an entry of the vocabulary is taken whole, whatever the merges give.
  let ignoresMerges: Bool

  /// Whether characters without an entry become `<0xNN>` pieces.
  let fallsBackToBytes: Bool

  /// The id of what has no entry; nil leaves it out.
  let unknownID: UInt32?

  /// Whether neighbours without an entry become one.
  let fusesUnknown: Bool

  /// Where pieces of bytes can be cut before merging.
  private let boundaries: MergeBoundaries?

  /// The ids of the 256 bytes (`<0xNN>` pieces for characters); `.max` where one is missing.
  private let byteIDs: [UInt32]

  init(
    alphabet: Alphabet, vocabulary: Vocabulary, opaque: [Int: Text] = [:], pairs: PairTable, merges: [Pair],
    ignoresMerges: Bool = false, fallsBackToBytes: Bool = false, unknownID: UInt32? = nil, fusesUnknown: Bool = false
  ) {
    self.alphabet = alphabet
    self.vocabulary = vocabulary
    self.opaque = opaque
    self.pairs = pairs
    self.merges = merges
    self.ignoresMerges = ignoresMerges
    self.fallsBackToBytes = fallsBackToBytes
    self.unknownID = unknownID
    self.fusesUnknown = fusesUnknown
    boundaries = alphabet == .bytes ? MergeBoundaries(vocabulary) : nil
    byteIDs = (0..<256).map { (byte: Int) in
      let piece = alphabet == .bytes ? [UInt8(byte)] : Array(Self.bytePiece(UInt8(byte)).utf8)
      return vocabulary.id(of: piece) ?? .max
    }
  }

  /// How a vocabulary of characters writes a single byte: `<0x0A>`.
  static func bytePiece(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x\(byte < 16 ? "0" : "")\(digits)>"
  }

  /// The byte that a piece such as `<0x0A>` stands for.
  static func byte(ofPiece piece: some RandomAccessCollection<UInt8>) -> UInt8? {
    guard piece.count == 6, piece.starts(with: "<0x".utf8), piece.last == UInt8(ascii: ">") else { return nil }
    let digits = String(decoding: piece.dropFirst(3).prefix(2), as: UTF8.self)
    return digits.allSatisfy(\.isHexDigit) ? UInt8(digits, radix: 16) : nil
  }

  /// The number of entries.
  var count: Int { vocabulary.count + opaque.count }

  /// Appends the tokens of one piece of text; spans are bytes of the piece.
  func encode(_ piece: UnsafeBufferPointer<UInt8>, _ memory: WholePieces, into sink: inout TokenSink) {
    if piece.isEmpty { return }
    if ignoresMerges, let id = vocabulary.id(of: piece) {
      sink.append(id, 0, piece.count)
      return
    }
    if let boundaries, piece.count > 3 {
      encodeParts(piece, boundaries, memory, into: &sink)
    } else {
      encodeWhole(piece, memory, into: &sink)
    }
  }

  /// Cuts a piece where no merge can cross, and encodes the parts.
  private func encodeParts(
    _ piece: UnsafeBufferPointer<UInt8>, _ boundaries: MergeBoundaries, _ memory: WholePieces,
    into sink: inout TokenSink
  ) {
    var start = 0
    var offset = 0
    var previous = UInt32(0)
    while offset < piece.count {
      let first = piece[offset]
      if first < 0x80, offset == 0 || piece[offset - 1] < 0x80 {
        previous = UInt32(first)
        offset += 1
        continue
      }
      let scalar = decodeScalar(piece, at: offset)
      if offset > start, boundaries.separates(previous, piece[offset - 1], scalar.value, first) {
        sink.base = start
        encodeWhole(UnsafeBufferPointer(rebasing: piece[start..<offset]), memory, into: &sink)
        start = offset
      }
      previous = scalar.value
      offset += scalar.length
    }
    sink.base = start
    encodeWhole(UnsafeBufferPointer(rebasing: piece[start...]), memory, into: &sink)
    sink.base = 0
  }

  /// Encodes a part: where it is an entry of the vocabulary that its merges lead to, that one, else by merging.
  private func encodeWhole(_ piece: UnsafeBufferPointer<UInt8>, _ memory: WholePieces, into sink: inout TokenSink) {
    let id = piece.count <= 64 ? vocabulary.id(of: piece) : nil
    if let id, memory.state(of: id) == .whole {
      sink.append(id, 0, piece.count)
      return
    }
    var scratch = MergeScratch()
    swap(&scratch, &sink.scratch)
    scratch.removeAll()
    switch alphabet {
    case .bytes:
      for (offset, byte) in piece.enumerated() where byteIDs[Int(byte)] != .max {
        scratch.append(byteIDs[Int(byte)], offset, offset + 1)
      }
    case .characters: appendCharacters(of: piece, to: &scratch)
    }
    let count = sink.ids.count
    scratch.merge(with: pairs) { id, start, end in sink.append(id, start, end) }
    swap(&scratch, &sink.scratch)
    if let id, memory.state(of: id) == .unknown {
      memory.set(id, isWhole: sink.ids.count == count + 1 && sink.ids[count] == Int32(id))
    }
  }

  private func appendCharacters(of piece: UnsafeBufferPointer<UInt8>, to scratch: inout MergeScratch) {
    var offset = 0
    var unknownStart: Int?
    while offset < piece.count {
      let end = offset + decodeScalar(piece, at: offset).length
      if let id = vocabulary.id(of: UnsafeBufferPointer(rebasing: piece[offset..<end])) {
        flush(&unknownStart, offset, to: &scratch)
        scratch.append(id, offset, end)
      } else if fallsBackToBytes, piece[offset..<end].allSatisfy({ byteIDs[Int($0)] != .max }) {
        flush(&unknownStart, offset, to: &scratch)
        for index in offset..<end { scratch.append(byteIDs[Int(piece[index])], offset, end) }
      } else {
        if !fusesUnknown { flush(&unknownStart, offset, to: &scratch) }
        if unknownStart == nil { unknownStart = offset }
      }
      offset = end
    }
    flush(&unknownStart, offset, to: &scratch)
  }

  private func flush(_ start: inout Int?, _ end: Int, to scratch: inout MergeScratch) {
    guard let from = start else { return }
    start = nil
    if let unknownID { scratch.append(unknownID, from, end) }
  }
}
