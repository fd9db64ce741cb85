import JSON
import SourceText

/// Text to ids and back, as a Hugging Face tokenizer folder describes it.
///
/// A class, because added tokens and roles change while others hold the tokenizer.
public final class Tokenizer {
  /// What the tokenizer was opened as: a folder or a name.
  public var nameOrPath = ""

  /// The name of transformers' class, which decides a few defaults.
  public let className: String

  /// The side on which rows are filled.
  public var paddingSide: Side

  /// The side on which long rows are cut.
  public var truncationSide: Side

  /// The most tokens of a row; nil where the folder sets no limit.
  public var modelMaxLength: Int?

  /// The source of the chat template, where there is one.
  public var chatTemplate: String?

  /// Whether decoding closes up the spaces before punctuation.
  public var cleansUpSpaces = false

  /// The tokens with a role; assign with care, `addSpecialTokens` also gives them ids.
  public var specialTokens = SpecialTokens()

  /// The ids of tokens that were added after the tokenizer was opened, which its model may not know.
  public internal(set) var newTokenIDs: [Int32] = []

  /// A side of a row.
  public enum Side: String, Sendable {
    /// The begin.
    case left
    /// The end.
    case right
  }

  /// The side that transformers' class fills by default.
  let defaultPaddingSide: Side
  let model: BytePairModel
  let normalizer: Normalizer?
  let preTokenizer: PreTokenizer
  let decoder: TokenDecoder
  var template: TokenTemplate
  let trimming: SpanTrimming?
  /// What tokenizer.json held beside vocabulary, merges and added tokens.
  let document: JSONObject
  /// What tokenizer_config.json held.
  var configuration: JSONObject
  private(set) var addedTokens: [Int32: AddedToken] = [:]
  private let wholePieces: WholePieces
  private var addedIDs: [Text: Int32] = [:]
  private var matchers = (raw: AddedTokenMatcher([]), normalized: AddedTokenMatcher([]))
  /// The matchers without special tokens, made when they are first needed.
  private var plainMatchers: (raw: AddedTokenMatcher, normalized: AddedTokenMatcher)?

  init(
    className: String, model: BytePairModel, pipeline: TokenizerPipeline, document: JSONObject,
    configuration: JSONObject
  ) {
    self.className = className
    self.model = model
    wholePieces = WholePieces(idLimit: model.vocabulary.idLimit)
    normalizer = pipeline.normalizer
    preTokenizer = pipeline.preTokenizer
    decoder = pipeline.decoder
    template = pipeline.template
    trimming = pipeline.trimming
    self.document = document
    self.configuration = configuration
    defaultPaddingSide = className.hasPrefix("Llama") || className.hasPrefix("Gemma") ? .left : .right
    paddingSide = defaultPaddingSide
    truncationSide = .right
  }

  /// The number of ids: vocabulary and added tokens, as `len(tokenizer)`.
  public var count: Int { model.count + addedTokens.keys.count { !isInModel($0) } }

  /// The highest id that has a token; nil where there is none.
  public var highestID: Int32? {
    let ids = [model.vocabulary.idLimit - 1, model.opaque.keys.max() ?? -1, Int(addedTokens.keys.max() ?? -1)]
    return ids.max().flatMap { $0 < 0 ? nil : Int32($0) }
  }

  /// The number of entries of the vocabulary alone.
  public var vocabularySize: Int { model.count }

  /// The added tokens by id, in order.
  public var addedTokensInOrder: [(id: Int32, token: AddedToken)] {
    addedTokens.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func isInModel(_ id: Int32) -> Bool { model.vocabulary.contains(Int(id)) || model.opaque[Int(id)] != nil }

  /// The id of a token, byte-level ones in their letters; nil where there is none.
  public func id(ofToken token: Text) -> Int32? {
    if let id = addedIDs[token] { return id }
    let piece = model.alphabet == .bytes ? ByteLevelAlphabet.decode(token.bytes) : token.bytes
    if let piece, let id = model.vocabulary.id(of: piece) { return Int32(id) }
    return model.opaque.first { $0.value == token }.map { Int32($0.key) }
  }

  /// The token of an id, byte-level ones in their letters; nil where there is none.
  public func token(ofID id: Int32) -> Text? {
    if let added = addedTokens[id] { return added.content }
    if let opaque = model.opaque[Int(id)] { return opaque }
    guard model.vocabulary.contains(Int(id)) else { return nil }
    let bytes = model.vocabulary.bytes(of: Int(id))
    return Text(bytes: model.alphabet == .bytes ? ByteLevelAlphabet.encode(bytes) : Array(bytes))
  }

  /// The bytes that an id adds to a text, before the decoder's steps; nil for an unknown or a skipped id.
  func piece(of id: Int32, skipSpecialTokens: Bool) -> [UInt8]? {
    if let added = addedTokens[id] {
      if skipSpecialTokens, added.isSpecial { return nil }
      return model.alphabet == .bytes
        ? ByteLevelAlphabet.decode(added.content.bytes) ?? added.content.bytes : added.content.bytes
    }
    if let opaque = model.opaque[Int(id)] { return opaque.bytes }
    return model.vocabulary.contains(Int(id)) ? Array(model.vocabulary.bytes(of: Int(id))) : nil
  }

  /// Puts tokens under ids, replacing what is there, and makes the matchers anew.
  func setAddedTokens(_ tokens: [(id: Int32, token: AddedToken)]) {
    for (id, token) in tokens {
      if let old = addedTokens[id], old.content != token.content { addedIDs[old.content] = nil }
      addedTokens[id] = token
      addedIDs[token.content] = id
    }
    matchers = makeMatchers(addedTokensInOrder)
    plainMatchers = nil
  }

  private func makeMatchers(
    _ tokens: [(id: Int32, token: AddedToken)]
  ) -> (raw: AddedTokenMatcher, normalized: AddedTokenMatcher) {
    let normalized = AddedTokenMatcher(tokens.filter { $0.token.isNormalized }) { [normalizer] content in
      Text(bytes: normalizer?.normalize(NormalizedText(bytes: content.bytes)).bytes ?? content.bytes)
    }
    return (AddedTokenMatcher(tokens.filter { !$0.token.isNormalized }), normalized)
  }

  /// Appends the tokens of a text, without those of the template; special tokens in it are found or are plain text.
  func appendTokens(
    of bytes: UnsafeBufferPointer<UInt8>, to sink: inout TokenSink, parsesSpecialTokens: Bool = true
  ) {
    var matchers = matchers
    if !parsesSpecialTokens {
      matchers = plainMatchers ?? makeMatchers(addedTokensInOrder.filter { !$0.token.isSpecial })
      plainMatchers = matchers
    }
    for segment in matchers.raw.segments(bytes) {
      if let id = segment.id {
        sink.append(UInt32(id), segment.range.lowerBound, segment.range.upperBound)
        continue
      }
      var text = NormalizedText(bytes: Array(bytes[segment.range]), offset: segment.range.lowerBound)
      if let normalizer { text = normalizer.normalize(text) }
      appendNormalized(text, matchers.normalized, to: &sink)
    }
  }

  private func appendNormalized(_ text: NormalizedText, _ matcher: AddedTokenMatcher, to sink: inout TokenSink) {
    if matcher.isEmpty { return appendPieces(text, to: &sink) }
    let segments = text.bytes.withUnsafeBufferPointer { matcher.segments($0) }
    for segment in segments {
      if let id = segment.id {
        let origin = text.origin(of: segment.range)
        sink.append(UInt32(id), origin.lowerBound, origin.upperBound)
      } else {
        appendPieces(segment.range == 0..<text.bytes.count ? text : text.part(segment.range), to: &sink)
      }
    }
  }

  private func appendPieces(_ text: NormalizedText, to sink: inout TokenSink) {
    preTokenizer.pieces(of: text) { text, bytes, range in
      let first = sink.spans.count
      model.encode(UnsafeBufferPointer(rebasing: bytes[range]), wholePieces, into: &sink)
      for index in first..<sink.spans.count {
        let span = sink.spans[index]
        sink.spans[index] = text.origin(of: span.lowerBound + range.lowerBound..<span.upperBound + range.lowerBound)
      }
    }
  }
}
