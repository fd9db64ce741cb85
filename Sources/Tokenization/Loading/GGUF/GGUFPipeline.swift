import JSON

/// What stands around the model, by the name that a GGUF file gives the way its text is cut: as tokenizer.json has it.
///
/// Source: `llama_vocab::impl::load` and `llm_tokenizer_bpe` of llama.cpp, and the tokenizer.json files of the models.
enum GGUFPipeline: String, CaseIterable {
  case standard = "default"
  case gpt2 = "gpt-2"
  case llama3 = "llama-bpe"
  case qwen2 = "qwen2"
  case deepSeekQwen = "deepseek-r1-qwen"
  case smollm = "smollm"

  /// The pattern of Llama 3.
  private static let llama3Pattern = WordSplitter.qwenPattern.replacing("|\\p{N}|", with: "|\\p{N}{1,3}|")

  /// Whether a piece that is a token is taken whole.
  var ignoresMerges: Bool { self == .llama3 }

  /// Whether the begin token stands before a text where the file does not say.
  var addsBeginToken: Bool { self == .llama3 }

  /// The name of transformers' class.
  var className: String {
    switch self {
    case .standard, .llama3: "PreTrainedTokenizerFast"
    case .gpt2, .smollm: "GPT2TokenizerFast"
    case .qwen2: "Qwen2TokenizerFast"
    case .deepSeekQwen: "LlamaTokenizerFast"
    }
  }

  /// What tokenizer.json holds beside vocabulary and added tokens.
  var document: JSONObject {
    var document = Tokenizer.standardDocument(WordSplitter.qwenPattern)
    switch self {
    case .qwen2, .deepSeekQwen: return document
    case .llama3: document = Tokenizer.standardDocument(Self.llama3Pattern)
    case .gpt2: document["pre_tokenizer"] = Self.byteLevel(splits: true)
    case .smollm:
      document["pre_tokenizer"] = Self.sequence([
        .object(["type": "Digits", "individual_digits": true]), Self.byteLevel(splits: true),
      ])
    case .standard:
      let patterns = [
        "[\\p{P}\\$\\+<=>\\^~\\|]+",
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)", "\\p{N}+", "[0-9][0-9][0-9]",
      ]
      document["pre_tokenizer"] = Self.sequence(patterns.map(Self.split) + [Self.byteLevel(splits: false)])
    }
    document["normalizer"] = JSON.null
    if ignoresMerges, var model = document["model"]?.object {
      model["ignore_merges"] = true
      document["model"] = .object(model)
    }
    return document
  }

  private static func sequence(_ steps: [JSON]) -> JSON {
    .object(["type": "Sequence", "pretokenizers": .array(steps)])
  }

  private static func split(_ pattern: String) -> JSON {
    .object([
      "type": "Split", "pattern": .object(["Regex": .string(pattern)]), "behavior": "Isolated", "invert": false,
    ])
  }

  private static func byteLevel(splits: Bool) -> JSON {
    .object(["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": .bool(splits)])
  }

  /// The same for SentencePiece's pieces: spaces are U+2581, one more before a text where `addsSpace`.
  static func scoredDocument(addsSpace: Bool) -> JSONObject {
    func replace(_ old: String, _ new: String) -> JSON {
      .object(["type": "Replace", "pattern": .object(["String": .string(old)]), "content": .string(new)])
    }
    let spaces = replace(" ", "\u{2581}")
    let prefix = JSON.object(["type": "Prepend", "prepend": "\u{2581}"])
    var decoders: [JSON] = [
      replace("\u{2581}", " "), .object(["type": "ByteFallback"]), .object(["type": "Fuse"]),
    ]
    if addsSpace { decoders.append(.object(["type": "Strip", "content": " ", "start": 1, "stop": 0])) }
    return [
      "version": "1.0", "truncation": nil, "padding": nil, "added_tokens": [],
      "normalizer": addsSpace ? .object(["type": "Sequence", "normalizers": [prefix, spaces]]) : spaces,
      "pre_tokenizer": nil, "post_processor": nil,
      "decoder": .object(["type": "Sequence", "decoders": .array(decoders)]),
      "model": .object([
        "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil, "end_of_word_suffix": nil,
        "fuse_unk": true, "byte_fallback": true, "ignore_merges": false,
      ]),
    ]
  }
}
