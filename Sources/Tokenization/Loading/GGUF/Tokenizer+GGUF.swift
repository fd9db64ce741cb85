import JSON
import ModelFiles
import SourceText

extension Tokenizer {
  /// Opens the vocabulary in a GGUF file: of kind `gpt2` (bytes and merges) or `llama` (pieces with scores).
  ///
  /// Control tokens are special; they and user-defined ones are matched in the text as a whole.
  ///
  /// - Throws: `TokenizerError` naming the key; `unsupported` for another kind or way of cutting text.
  /// - Complexity: O(bytes of the vocabulary); half a second for 262,144 pieces.
  public static func load(gguf file: GGUFFile) throws -> Tokenizer {
    let vocabulary = try GGUFVocabulary(file)
    let kind = vocabulary.text("model") ?? "none"
    let tokenizer: Tokenizer
    var addsBegin = true
    var normalizesUserDefined = false
    switch kind {
    case "gpt2":
      let way = try pipeline(vocabulary)
      addsBegin = way.addsBeginToken
      tokenizer = try make(
        way.className, try vocabulary.byteLevelModel(ignoresMerges: way.ignoresMerges), way.document, vocabulary)
    case "llama":
      let addsSpace = vocabulary.flag("add_space_prefix", true)
      let isGemma = file.value("general.architecture")?.text?.string.hasPrefix("gemma") ?? false
      // Runs of spaces are pieces: they are met as runs of U+2581 too.
      normalizesUserDefined = !addsSpace
      tokenizer = try make(
        isGemma ? "GemmaTokenizerFast" : "LlamaTokenizerFast", try vocabulary.scoredModel(),
        GGUFPipeline.scoredDocument(addsSpace: addsSpace), vocabulary)
    default:
      throw TokenizerError.unsupported(
        path: file.path, field: "tokenizer.ggml.model", kind: kind, known: ["gpt2", "llama"])
    }
    tokenizer.nameOrPath = file.path
    tokenizer.takeTokens(of: vocabulary, normalizesUserDefined: normalizesUserDefined)
    tokenizer.takeRoles(of: vocabulary)
    tokenizer.addsBeginToken = vocabulary.flag("add_bos_token", addsBegin)
    tokenizer.addsEndToken = vocabulary.flag("add_eos_token", false)
    tokenizer.chatTemplate = file.value("tokenizer.chat_template")?.text?.string
    let architecture = file.value("general.architecture")?.text?.string ?? ""
    if let limit = file.value("\(architecture).context_length")?.integer, limit > 0 { tokenizer.modelMaxLength = limit }
    return tokenizer
  }

  private static func pipeline(_ vocabulary: GGUFVocabulary) throws(TokenizerError) -> GGUFPipeline {
    let name = vocabulary.text("pre") ?? GGUFPipeline.standard.rawValue
    let others = ["llama3": GGUFPipeline.llama3, "llama-v3": .llama3]
    guard let pipeline = GGUFPipeline(rawValue: name) ?? others[name] else {
      throw .unsupported(
        path: vocabulary.path, field: "tokenizer.ggml.pre", kind: name, known: GGUFPipeline.allCases.map(\.rawValue))
    }
    return pipeline
  }

  /// A tokenizer whose steps are those that its document describes, so that what is saved is what was used.
  private static func make(
    _ className: String, _ model: BytePairModel, _ document: JSONObject, _ vocabulary: GGUFVocabulary
  ) throws -> Tokenizer {
    let reader = ComponentReader(path: vocabulary.path, field: "", json: .object(document))
    var pipeline = TokenizerPipeline()
    if let normalizer = reader.member("normalizer") { pipeline.normalizer = try normalizer.normalizer() }
    if let steps = reader.member("pre_tokenizer") {
      pipeline.preTokenizer = PreTokenizer(steps: try steps.preTokenizerSteps())
    }
    if let steps = reader.member("decoder") { pipeline.decoder = TokenDecoder(steps: try steps.decoderSteps()) }
    return Tokenizer(
      className: className, model: model, pipeline: pipeline, document: document, configuration: JSONObject())
  }

  private func takeTokens(of vocabulary: GGUFVocabulary, normalizesUserDefined: Bool) {
    var added: [(id: Int32, token: AddedToken)] = []
    for (id, kind) in vocabulary.kinds.enumerated() where kind.isSpecial || kind == .userDefined {
      let isNormalized = kind == .userDefined && normalizesUserDefined
      added.append(
        (Int32(id), AddedToken(vocabulary.tokens[id], isNormalized: isNormalized, isSpecial: kind.isSpecial)))
    }
    setAddedTokens(added)
  }

  private func takeRoles(of vocabulary: GGUFVocabulary) {
    var added: [(id: Int32, token: AddedToken)] = []
    for (name, role) in Self.ggufRoles {
      guard let id = vocabulary.id(name) else { continue }
      specialTokens.roles[role] = vocabulary.tokens[Int(id)]
      specialTokens.bareRoles.insert(role)
      if !vocabulary.kinds[Int(id)].isSpecial {
        added.append((id, AddedToken(vocabulary.tokens[Int(id)], isSpecial: true)))
      }
    }
    if !added.isEmpty { setAddedTokens(added) }
  }
}
