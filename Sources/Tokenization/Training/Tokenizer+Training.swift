import JSON
import SourceText

/// How a new vocabulary is trained.
public struct VocabularyTraining: Sendable {
  /// The number of ids, special tokens and bytes included.
  public var vocabularySize: Int
  /// How often a pair must occur to become a piece.
  public var minimumFrequency: Int
  /// Special tokens beside those that the tokenizer has.
  public var newSpecialTokens: [AddedToken]

  /// Makes a plan.
  public init(vocabularySize: Int, minimumFrequency: Int = 0, newSpecialTokens: [AddedToken] = []) {
    self.vocabularySize = vocabularySize
    self.minimumFrequency = minimumFrequency
    self.newSpecialTokens = newSpecialTokens
  }
}

extension Tokenizer {
  /// An empty byte-level tokenizer to train from: NFC, a split pattern (Qwen2's by default), bytes.
  ///
  /// - Parameters:
  ///   - specialTokens: get the first ids, in order.
  ///   - roles: which of them play which role; a begin token is put before every text.
  ///   - className: transformers' name of the class, which is written to tokenizer_config.json.
  /// - Throws: `TokenizerError.badPattern`.
  public static func byteLevel(
    specialTokens: [AddedToken] = [], roles: [SpecialTokens.Role: Text] = [:], splitPattern: String? = nil,
    className: String = "PreTrainedTokenizerFast"
  ) throws -> Tokenizer {
    let document = standardDocument(splitPattern ?? WordSplitter.qwenPattern)
    var pipeline = TokenizerPipeline(normalizer: .composed, decoder: TokenDecoder(steps: [.byteLevel]))
    let reader = ComponentReader(path: "the new tokenizer", field: "", json: .object(document))
    if let steps = reader.member("pre_tokenizer") {
      pipeline.preTokenizer = PreTokenizer(steps: try steps.preTokenizerSteps())
    }
    let model = BytePairModel(
      alphabet: .bytes, vocabulary: Vocabulary(), pairs: PairTable(capacity: 0), merges: [])
    let tokenizer = Tokenizer(
      className: className, model: model, pipeline: pipeline, document: document, configuration: JSONObject())
    tokenizer.setAddedTokens(specialTokens.enumerated().map { (Int32($0.offset), $0.element) })
    tokenizer.specialTokens.roles = roles
    if let begin = roles[.begin].flatMap({ tokenizer.id(ofToken: $0) }) { tokenizer.template.prefix = [begin] }
    return tokenizer
  }

  /// A tokenizer of the same steps with a vocabulary learnt from texts, as `train_new_from_iterator` makes it:
  /// the special tokens first, then the alphabet in the order of its letters, then the merges.
  ///
  /// - Parameters:
  ///   - texts: the corpus; each is normalised and split by itself.
  ///   - training: the size and what else is asked for.
  /// - Returns: a new tokenizer; the same texts give the same one.
  /// - Throws: `TokenizerError.badVocabularySize`.
  public func trainedAnew(on texts: some Sequence<Text>, _ training: VocabularyTraining) throws -> Tokenizer {
    var special: [AddedToken] = []
    let known = addedTokensInOrder.map(\.token).filter(\.isSpecial)
    for token in known + training.newSpecialTokens where !special.contains(where: { $0.content == token.content }) {
      special.append(token)
    }
    let words = countedWords(of: texts)
    let alphabet = alphabet(of: words.map(\.word))
    var pieces = special.map { writable($0.content) ?? [] }
    var letterIDs: [Text: UInt32] = [:]
    for letter in alphabet {
      letterIDs[letter] = UInt32(pieces.count)
      pieces.append(letter.bytes)
    }
    guard training.vocabularySize >= pieces.count else {
      throw TokenizerError.badVocabularySize(asked: training.vocabularySize, least: pieces.count)
    }
    var trainer = BytePairTrainer(
      pieces: pieces, words: words.map { (letters($0.word).compactMap { letterIDs[$0] }, $0.count) })
    pieces = trainer.train(
      vocabularySize: min(training.vocabularySize, highestTokenID), minimumFrequency: training.minimumFrequency)
    return try rebuilt(pieces, trainer.merges, special)
  }

  /// A special token as a piece of the vocabulary; nil for one that the byte alphabet has no letters for.
  private func writable(_ content: Text) -> [UInt8]? {
    model.alphabet == .bytes ? ByteLevelAlphabet.decode(content.bytes) : content.bytes
  }

  /// The words of texts with how often each occurs, in the order of their bytes.
  private func countedWords(of texts: some Sequence<Text>) -> [(word: Text, count: Int)] {
    var counts: [Text: Int] = [:]
    for text in texts {
      let normalized = normalizer?.normalize(NormalizedText(bytes: text.bytes)) ?? NormalizedText(bytes: text.bytes)
      preTokenizer.pieces(of: normalized) { _, bytes, range in counts[Text(bytes: bytes[range]), default: 0] += 1 }
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private func letters(_ word: Text) -> [Text] {
    if model.alphabet == .bytes { return word.bytes.map { Text(bytes: [$0]) } }
    return decodeScalars(word.bytes).map { scalar in
      var bytes: [UInt8] = []
      appendScalar(scalar, to: &bytes)
      return Text(bytes: bytes)
    }
  }

  /// The first symbols: all bytes in the order of their letters, or the characters that occur.
  private func alphabet(of words: [Text]) -> [Text] {
    if model.alphabet == .bytes {
      return (0..<256).sorted { ByteLevelAlphabet.letters[$0] < ByteLevelAlphabet.letters[$1] }
        .map { Text(bytes: [UInt8($0)]) }
    }
    return Set(words.flatMap(letters)).sorted()
  }

  private func rebuilt(
    _ pieces: [[UInt8]], _ merges: [BytePairModel.Pair], _ special: [AddedToken]
  ) throws -> Tokenizer {
    var vocabulary = Vocabulary(capacity: pieces.count)
    var opaque: [Int: Text] = [:]
    for (id, piece) in pieces.enumerated() {
      if id < special.count, writable(special[id].content) == nil {
        opaque[id] = special[id].content
      } else if !vocabulary.insert(piece, id: id) {
        opaque[id] = Text(bytes: piece)
      }
    }
    var pairs = PairTable(capacity: merges.count)
    for (rank, pair) in merges.enumerated() {
      let joined = pieces[Int(pair.left)] + pieces[Int(pair.right)]
      guard let id = vocabulary.id(of: joined) else { continue }
      pairs.insert(pair.left, pair.right, PairTable.Merge(rank: UInt32(rank), id: id))
    }
    let newModel = BytePairModel(
      alphabet: model.alphabet, vocabulary: vocabulary, opaque: opaque, pairs: pairs, merges: merges,
      ignoresMerges: model.ignoresMerges, fallsBackToBytes: model.fallsBackToBytes, fusesUnknown: model.fusesUnknown)
    let pipeline = TokenizerPipeline(normalizer: normalizer, preTokenizer: preTokenizer, decoder: decoder)
    let result = Tokenizer(
      className: className, model: newModel, pipeline: pipeline, document: document, configuration: configuration)
    result.setAddedTokens(special.enumerated().map { (Int32($0.offset), $0.element) })
    result.specialTokens = specialTokens
    result.template.prefix = template.prefix.compactMap { token(ofID: $0).flatMap { result.id(ofToken: $0) } }
    result.template.suffix = template.suffix.compactMap { token(ofID: $0).flatMap { result.id(ofToken: $0) } }
    result.chatTemplate = chatTemplate
    result.modelMaxLength = modelMaxLength
    result.paddingSide = paddingSide
    result.truncationSide = truncationSide
    result.cleansUpSpaces = cleansUpSpaces
    return result
  }
}
