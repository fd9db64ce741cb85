import Files
import JSON
import SourceText

extension Tokenizer {
  /// Opens vocab.json and merges.txt, the files of GPT-2's and Qwen's tokenizers without tokenizer.json.
  ///
  /// Which way text is cut the folder says by its class (`tokenizer_class`) or its model (`model_type` of config.json).
  /// - Throws: `FileError`, `JSONError`, `TokenizerError`.
  /// Source: transformers' `convert_slow_tokenizer.py`, GPT2Converter and Qwen2Converter.
  static func fromMergesFile(_ folder: String, _ configuration: JSON) throws -> Tokenizer {
    let path = joinPath(folder, "vocab.json")
    let vocabulary = try JSON.parse(readFile(path), name: path)
    let mergesPath = joinPath(folder, "merges.txt")
    let lines = try readFile(mergesPath).split { $0 == 0x0A || $0 == 0x0D }
    let merges = lines.filter { !$0.starts(with: Array("#version".utf8)) }.map { JSON.string(Text(bytes: Array($0))) }
    let (name, isQwen) = try mergesClass(folder, configuration)
    var document = standardDocument(WordSplitter.qwenPattern)
    if !isQwen {
      document["normalizer"] = JSON.null
      document["pre_tokenizer"] = .object([
        "type": "ByteLevel", "add_prefix_space": configuration["add_prefix_space"] ?? false, "trim_offsets": true,
        "use_regex": true,
      ])
      document["post_processor"] = .object([
        "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true,
      ])
    }
    var model = document["model"]?.object ?? JSONObject()
    model["vocab"] = vocabulary
    model["merges"] = .array(merges)
    document["model"] = .object(model)
    let reader = ComponentReader(path: path, field: "", json: .object(document))
    var named = configuration.object ?? JSONObject()
    named["tokenizer_class"] = .string(name)
    let tokenizer = try fromDocument(document, reader, .object(named))
    let isListed = named["added_tokens_decoder"] != nil || pathExists(joinPath(folder, "added_tokens.json"))
    tokenizer.takeUsualRoles(
      isQwen ? [.end, .padding, .unknown] : [.begin, .end, .unknown], named, areTokensListed: isListed)
    return tokenizer
  }

  private static func mergesClass(_ folder: String, _ configuration: JSON) throws -> (name: String, isQwen: Bool) {
    if let name = configuration["tokenizer_class"]?.string {
      if name.hasPrefix("Qwen2") { return (name, true) }
      if name.hasPrefix("GPT2") { return (name, false) }
      throw TokenizerError.unsupported(
        path: joinPath(folder, "tokenizer_config.json"), field: "tokenizer_class", kind: name,
        known: ["Qwen2Tokenizer", "GPT2Tokenizer", "any class with a tokenizer.json"])
    }
    let path = joinPath(folder, "config.json")
    let kind = pathExists(path) ? try JSON.parse(readFile(path), name: path)["model_type"]?.string : nil
    return kind?.hasPrefix("qwen") == true ? ("Qwen2Tokenizer", true) : ("GPT2Tokenizer", false)
  }

  /// The roles that the classes give `<|endoftext|>` where the configuration does not say.
  private func takeUsualRoles(
    _ roles: [SpecialTokens.Role], _ configuration: JSONObject, areTokensListed: Bool
  ) {
    let token = Text("<|endoftext|>")
    let missing = roles.filter { configuration[$0.rawValue] == nil }
    guard !missing.isEmpty else { return }
    // Where the folder lists the added tokens with their ids, they are read afterwards.
    if !areTokensListed { addTokens([AddedToken(token, isSpecial: true)]) }
    for role in missing {
      specialTokens.roles[role] = token
      specialTokens.bareRoles.insert(role)
    }
  }
}
