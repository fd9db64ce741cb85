import Files
import JSON
import SourceText

/// SentencePiece's tokenizer.model: a protocol buffer of pieces, how it was trained and how text is normalised.
///
/// Source: google/sentencepiece, `sentencepiece_model.proto`, whose field numbers stand in the readers.
struct PieceFile {
  private let path: String
  private var tokens: [Text] = []
  private var kinds: [ScoredPieces.Kind] = []
  private var scores: [Double] = []
  private var trained: [Int: UInt64] = [:]
  private(set) var addsSpace = true

  /// - Throws: `FileError`, `TokenizerError` where it is no such file, or of a kind that is not read.
  init(path: String) throws {
    self.path = path
    var isNormalized = false
    try forEachField(of: readFile(path)[...]) { field, value in
      switch (field, value) {
      case (1, .bytes(let piece)): try appendPiece(piece)
      case (2, .bytes(let training)):
        try forEachField(of: training) { field, value in if case .number(let number) = value { trained[field] = number }
        }
      case (3, .bytes(let normalizer)):
        try forEachField(of: normalizer) { field, value in
          switch (field, value) {
          case (2, .bytes(let rules)): isNormalized = !rules.isEmpty
          case (3, .number(let flag)): addsSpace = flag != 0
          default: break
          }
        }
      default: break
      }
    }
    guard !tokens.isEmpty else { throw malformed("it holds no pieces") }
    guard trained[3] == 2 else {
      throw TokenizerError.unsupported(
        path: path, field: "model_type", kind: ["", "UNIGRAM", "BPE", "WORD", "CHAR"][Int(min(trained[3] ?? 1, 4))],
        known: ["BPE"])
    }
    guard !isNormalized else {
      throw TokenizerError.unsupported(
        path: path, field: "normalizer_spec", kind: "precompiled_charsmap", known: ["none", "tokenizer.json instead"])
    }
  }

  /// The pieces.
  var pieces: ScoredPieces {
    ScoredPieces(tokens: tokens, kinds: kinds, scores: scores, unknownID: id(40, or: 0).map { UInt32($0) })
  }

  /// The token of a role, by the field of the training's specification that has its id.
  func token(_ field: Int, or usual: Int) -> Text? { id(field, or: usual).map { tokens[$0] } }

  private func id(_ field: Int, or usual: Int) -> Int? {
    let id = trained[field].map { Int(Int32(truncatingIfNeeded: $0)) } ?? usual
    return tokens.indices.contains(id) ? id : nil
  }

  private mutating func appendPiece(_ bytes: ArraySlice<UInt8>) throws {
    var (text, score, kind) = (Text(""), 0.0, ScoredPieces.Kind.normal)
    try forEachField(of: bytes) { field, value in
      switch (field, value) {
      case (1, .bytes(let piece)): text = Text(bytes: Array(piece))
      case (2, .number(let bits)): score = Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      case (3, .number(let number)): kind = ScoredPieces.Kind(rawValue: Int(clamping: number)) ?? .normal
      default: break
      }
    }
    guard tokens.count < highestTokenID else { throw malformed("it holds more than \(highestTokenID) pieces") }
    tokens.append(text)
    scores.append(score.isNaN ? -.infinity : score)
    kinds.append(kind)
  }

  private enum Field {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  private func malformed(_ reason: String) -> TokenizerError {
    .malformed(path: path, field: "the file", expected: "a SentencePiece model (\(reason))")
  }

  private func forEachField(of bytes: ArraySlice<UInt8>, _ body: (Int, Field) throws -> Void) throws {
    var rest = bytes
    func varint() throws -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while let byte = rest.popFirst(), shift < 64 {
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
      throw malformed("a number does not end")
    }
    func take(_ count: UInt64) throws -> ArraySlice<UInt8> {
      guard count <= UInt64(rest.count) else { throw malformed("it is cut off") }
      defer { rest = rest.dropFirst(Int(count)) }
      return rest.prefix(Int(count))
    }
    while !rest.isEmpty {
      let key = try varint()
      let field = Int(clamping: key >> 3)
      switch key & 7 {
      case 0: try body(field, .number(try varint()))
      case 1: _ = try take(8)
      case 2: try body(field, .bytes(try take(try varint())))
      case 5:
        let bits = try take(4).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        try body(field, .number(bits))
      default: throw malformed("a field of kind \(key & 7) is none")
      }
    }
  }
}

extension Tokenizer {
  /// Opens SentencePiece's tokenizer.model, as Llama 2, Mistral and Gemma have it.
  ///
  /// - Throws: `FileError`, `TokenizerError`.
  static func fromPieceFile(_ path: String, _ configuration: JSON) throws -> Tokenizer {
    let file = try PieceFile(path: path)
    var named = configuration.object ?? JSONObject()
    if named["tokenizer_class"] == nil { named["tokenizer_class"] = "LlamaTokenizer" }
    let tokenizer = try scored(
      className(.object(named)), file.pieces.model(), addsSpace: file.addsSpace, path: path, configuration: named)
    tokenizer.setAddedTokens(file.pieces.addedTokens(normalizesUserDefined: !file.addsSpace))
    for (role, field, usual) in [(SpecialTokens.Role.unknown, 40, 0), (.begin, 41, 1), (.end, 42, 2)] {
      tokenizer.specialTokens.roles[role] = file.token(field, or: usual)
      tokenizer.specialTokens.bareRoles.insert(role)
    }
    return tokenizer
  }

  /// A tokenizer of SentencePiece's pieces.
  ///
  /// - Parameter addsSpace: whether a space is put before a text.
  static func scored(
    _ className: String, _ model: BytePairModel, addsSpace: Bool, path: String, configuration: JSONObject
  ) throws -> Tokenizer {
    let document = GGUFPipeline.scoredDocument(addsSpace: addsSpace)
    let reader = ComponentReader(path: path, field: "", json: .object(document))
    var pipeline = TokenizerPipeline()
    if let normalizer = reader.member("normalizer") { pipeline.normalizer = try normalizer.normalizer() }
    if let steps = reader.member("decoder") { pipeline.decoder = TokenDecoder(steps: try steps.decoderSteps()) }
    return Tokenizer(
      className: className, model: model, pipeline: pipeline, document: document, configuration: configuration)
  }
}
