import Files
import JSON
import ModelFiles
import SourceText

extension Tokenizer {
  /// Opens a GGUF file, or a folder with tokenizer.json, a tiktoken rank file, vocab.json and merges.txt,
  /// tokenizer.model or a GGUF file; tokenizer_config.json, added_tokens.json, special_tokens_map.json and
  /// chat_template.jinja are read where they are there.
  ///
  /// - Throws: `FileError`, `JSONError`, `TokenizerError`.
  public static func load(folder: String) throws -> Tokenizer {
    guard isFolder(folder) else {
      if let path = try GGUFFile.path(at: folder) { return try load(gguf: GGUFFile(path: path)) }
      throw pathExists(folder)
        ? TokenizerError.noTokenizer(folder: folder) : FileError.missing(path: folder)
    }
    let configuration = try optionalJSON(folder, "tokenizer_config.json")
    let main = joinPath(folder, "tokenizer.json")
    let tokenizer: Tokenizer
    if pathExists(main) {
      tokenizer = try fromTokenizerFile(main, configuration)
    } else if let ranks = try listFolder(folder).first(where: { $0.hasSuffix(".tiktoken") }) {
      tokenizer = try fromRankFile(joinPath(folder, ranks), configuration)
    } else if pathExists(joinPath(folder, "vocab.json")) {
      tokenizer = try fromMergesFile(folder, configuration)
    } else if pathExists(joinPath(folder, "tokenizer.model")) {
      tokenizer = try fromPieceFile(joinPath(folder, "tokenizer.model"), configuration)
    } else if let path = try GGUFFile.path(at: folder) {
      return try load(gguf: GGUFFile(path: path))
    } else {
      throw TokenizerError.noTokenizer(folder: folder)
    }
    tokenizer.nameOrPath = folder
    try tokenizer.apply(configuration, folder)
    tokenizer.newTokenIDs = []
    return tokenizer
  }

  static func optionalJSON(_ folder: String, _ name: String) throws -> JSON {
    let path = joinPath(folder, name)
    guard pathExists(path) else { return .object(JSONObject()) }
    let json = try JSON.parse(readFile(path), name: path)
    guard json.object != nil else {
      throw TokenizerError.malformed(path: path, field: "the file", expected: "an object")
    }
    return json
  }

  static func className(_ configuration: JSON) -> String {
    let name = configuration["tokenizer_class"]?.string ?? "PreTrainedTokenizerFast"
    return name.hasSuffix("Fast") ? name : name + "Fast"
  }

  private static func fromTokenizerFile(_ path: String, _ configuration: JSON) throws -> Tokenizer {
    let json = try JSON.parse(readFile(path), name: path)
    guard let document = json.object else {
      throw TokenizerError.malformed(path: path, field: "the file", expected: "an object")
    }
    let reader = ComponentReader(path: path, field: "", json: json)
    return try fromDocument(document, reader, configuration)
  }

  /// A tokenizer of what tokenizer.json holds, or of what stands for it.
  static func fromDocument(
    _ described: JSONObject, _ reader: ComponentReader, _ configuration: JSON
  ) throws -> Tokenizer {
    let json = reader.json
    var document = described
    var pipeline = TokenizerPipeline()
    if let normalizer = reader.member("normalizer") { pipeline.normalizer = try normalizer.normalizer() }
    if let steps = reader.member("pre_tokenizer") {
      pipeline.preTokenizer = PreTokenizer(steps: try steps.preTokenizerSteps())
    }
    if let steps = reader.member("decoder") { pipeline.decoder = TokenDecoder(steps: try steps.decoderSteps()) }
    if let processor = reader.member("post_processor") {
      pipeline.template = try processor.template()
      pipeline.trimming = try processor.trimming()
    }
    guard let modelReader = reader.member("model") else { throw reader.malformed("model", "an object") }
    let isByteLevel = ["pre_tokenizer", "decoder"].contains { json[$0].map(mentionsByteLevel) ?? false }
    let model = try modelReader.model(isByteLevel ? .bytes : .characters)
    var options = document["model"]?.object
    options?["vocab"] = nil
    options?["merges"] = nil
    document["model"] = options.map { .object($0) }
    let tokenizer = Tokenizer(
      className: className(configuration), model: model, pipeline: pipeline, document: document,
      configuration: configuration.object ?? JSONObject())
    var added: [(id: Int32, token: AddedToken)] = []
    if reader.member("added_tokens") != nil {
      for element in try reader.elements("added_tokens") {
        let id = try element.integer("id")
        guard id >= 0, id < highestTokenID else { throw element.malformed("id", "between 0 and \(highestTokenID - 1)") }
        added.append((Int32(id), try element.addedToken()))
      }
    }
    tokenizer.setAddedTokens(added)
    return tokenizer
  }

  private static func mentionsByteLevel(_ component: JSON) -> Bool {
    if component["type"]?.string == "ByteLevel" { return true }
    let inner = component["pretokenizers"] ?? component["decoders"]
    return inner?.array?.contains(where: mentionsByteLevel) ?? false
  }

  private static func fromRankFile(_ path: String, _ configuration: JSON) throws -> Tokenizer {
    let pattern = configuration["split_pattern"]?.string ?? WordSplitter.qwenPattern
    let document = standardDocument(pattern)
    let json = JSON.object(document)
    let reader = ComponentReader(path: path, field: "", json: json)
    var pipeline = TokenizerPipeline(normalizer: .composed, decoder: TokenDecoder(steps: [.byteLevel]))
    if let steps = reader.member("pre_tokenizer") {
      pipeline.preTokenizer = PreTokenizer(steps: try steps.preTokenizerSteps())
    }
    return Tokenizer(
      className: className(configuration), model: try RankFile.model(path: path), pipeline: pipeline,
      document: document, configuration: configuration.object ?? JSONObject())
  }

  /// What tokenizer.json holds beside the vocabulary for a byte-level tokenizer with a split pattern.
  static func standardDocument(_ pattern: String) -> JSONObject {
    let byteLevel = JSON.object([
      ("type"): "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false,
    ])
    let split = JSON.object([
      "type": "Split", "pattern": .object(["Regex": .string(pattern)]), "behavior": "Isolated", "invert": false,
    ])
    return [
      "version": "1.0", "truncation": nil, "padding": nil, "added_tokens": [], "normalizer": .object(["type": "NFC"]),
      "pre_tokenizer": .object(["type": "Sequence", "pretokenizers": .array([split, byteLevel])]),
      "post_processor": byteLevel, "decoder": byteLevel,
      "model": .object([
        "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": "", "end_of_word_suffix": "",
        "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
      ]),
    ]
  }
}
