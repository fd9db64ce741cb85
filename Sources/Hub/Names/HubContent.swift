import Files

/// What of a repository is wanted: only its files are fetched.
public enum HubContent: Sendable, Equatable {
  /// `config.json` and `generation_config.json`.
  case configuration
  /// The files that tokenizers are read from.
  case tokenizer
  /// The configuration and the weights.
  case model
  /// A LoRA adapter.
  case adapter
  /// Data files whose names have one of these endings, and the README that says what they are.
  case data(endings: [String])

  /// What it is, for messages.
  var description: String {
    switch self {
    case .configuration: "config.json"
    case .tokenizer: "a tokenizer (tokenizer.json, tokenizer.model, vocab.json or *.tiktoken)"
    case .model: "a model (config.json with *.safetensors)"
    case .adapter: "an adapter (adapter_config.json with adapter_model.safetensors)"
    case .data(let endings): "data files (\(endings.map { "." + $0 }.joined(separator: ", ")))"
    }
  }

  /// The wanted ones of some paths, in the order in which they are fetched: last the ones that show that all is there.
  func wanted(of paths: [String]) -> [String] {
    switch self {
    case .configuration: chosen(paths, Self.configurationFiles, last: ["config.json"])
    case .tokenizer:
      tokenizer(of: paths)
    case .model: chosen(paths, Self.configurationFiles, last: ["config.json"]) + weights(of: paths)
    case .adapter:
      chosen(paths, ["adapter_config.json", "adapter_model.safetensors"], last: ["adapter_model.safetensors"])
    case .data(let endings):
      paths.filter { $0 == Self.card }
        + paths.filter { path in
          let name = lastComponent(of: path)
          let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") || $0.hasPrefix("_") }
          let isAboutData = ["dataset_info.json", "dataset_infos.json", "state.json"].contains(name)
          return !isHidden && !isAboutData && endings.contains { name.lowercased().hasSuffix("." + $0) }
        }
    }
  }

  /// Whether the paths are all that is wanted, as far as names can say.
  ///
  /// - Parameter shards: the files that an index of weights names; nil where there is no index.
  func isComplete(_ paths: [String], shards: [String]?) -> Bool {
    let present = Set(paths)
    switch self {
    case .configuration: return present.contains("config.json")
    case .tokenizer: return paths.contains { Self.isVocabulary($0) || $0.hasSuffix(".gguf") }
    case .model:
      if let shards { return present.contains("config.json") && present.isSuperset(of: shards) }
      let isIndexed = present.contains(Self.index)
      return paths.contains { $0.hasSuffix(".gguf") }
        || present.contains("config.json") && !isIndexed && paths.contains { $0.hasSuffix(".safetensors") }
    case .adapter: return present.isSuperset(of: ["adapter_config.json", "adapter_model.safetensors"])
    case .data: return wanted(of: paths).contains { $0 != Self.card }
    }
  }

  /// The file that says which shards hold a large model's weights.
  static let index = "model.safetensors.index.json"

  /// What says which data files belong to which split.
  private static let card = "README.md"

  private static let configurationFiles = ["generation_config.json", "config.json"]
  private static let tokenizerFiles: Set<String> = [
    "config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "chat_template.jinja",
    "chat_template.json", "merges.txt", "vocab.json", "tokenizer.model", "tokenizer.json",
  ]

  private static func isVocabulary(_ path: String) -> Bool {
    ["tokenizer.json", "tokenizer.model", "vocab.json"].contains(path)
      || path.hasSuffix(".tiktoken") && !path.contains("/")
  }

  private func chosen(_ paths: [String], _ names: [String], last: [String]) -> [String] {
    paths.filter { names.contains($0) && !last.contains($0) } + paths.filter { last.contains($0) }
  }

  /// The tokenizer's files; a repository with one GGUF file and nothing else has its vocabulary in there.
  private func tokenizer(of paths: [String]) -> [String] {
    let vocabularies = paths.filter(Self.isVocabulary)
    let others = paths.filter { Self.tokenizerFiles.contains($0) && !Self.isVocabulary($0) }
    return others + (vocabularies.isEmpty ? onlyGGUF(of: paths) : vocabularies)
  }

  /// The GGUF file at the top, where there is one and no second: of several quantizations none is chosen for a person.
  private func onlyGGUF(of paths: [String]) -> [String] {
    let files = paths.filter { !$0.contains("/") && $0.hasSuffix(".gguf") }
    return files.count == 1 ? files : []
  }

  /// The weights: the index and its shards, or one file; other copies of the same weights are left where they are.
  private func weights(of paths: [String]) -> [String] {
    let top = paths.filter { !$0.contains("/") }
    if top.contains(Self.index) {
      return [Self.index] + top.filter { $0.hasPrefix("model-") && $0.hasSuffix(".safetensors") }
    }
    if top.contains("model.safetensors") { return ["model.safetensors"] }
    let others = top.filter { $0.hasSuffix(".safetensors") && !$0.hasPrefix("adapter_") }
    if !others.isEmpty { return others }
    return onlyGGUF(of: paths)
  }
}
