import JSON
import ModelFiles
import SourceText
import Tensors

extension ModelConfiguration {
  /// Makes the configuration that a GGUF file's metadata describes, as config.json would have it.
  ///
  /// - Throws: `LanguageModelError` naming the file and the key.
  public init(gguf file: GGUFFile) throws {
    let architecture = try GGUFArchitecture(file)
    try self.init(try GGUFConfigurationReader(file, architecture).members(), path: file.path)
  }
}

extension GGUFArchitecture {
  /// The architecture that a file names.
  ///
  /// - Throws: `LanguageModelError.unsupported` for one that is not read.
  init(_ file: GGUFFile) throws(LanguageModelError) {
    let name = file.value("general.architecture")?.text?.string
    guard let name else {
      throw .badValue(path: file.path, key: "general.architecture", found: "missing", wanted: "a text")
    }
    guard let architecture = GGUFArchitecture(rawValue: name) else {
      throw .unsupported(
        path: file.path, key: "general.architecture", value: name,
        supported: GGUFArchitecture.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self = architecture
  }
}

/// Turns a GGUF file's metadata into the fields of a config.json.
struct GGUFConfigurationReader {
  private let file: GGUFFile
  private let architecture: GGUFArchitecture

  init(_ file: GGUFFile, _ architecture: GGUFArchitecture) {
    self.file = file
    self.architecture = architecture
  }

  /// The fields.
  func members() throws(LanguageModelError) -> JSONObject {
    var members: JSONObject = [
      "model_type": .string(architecture.family.rawValue), "architectures": [.string(architecture.family.architecture)],
    ]
    members["hidden_size"] = try needed("embedding_length")
    members["num_hidden_layers"] = try needed("block_count")
    members["intermediate_size"] = try needed("feed_forward_length")
    members["num_attention_heads"] = try needed("attention.head_count")
    members["num_key_value_heads"] = try integer("attention.head_count_kv") ?? members["num_attention_heads"]
    if let limit = try integer("context_length") { members["max_position_embeddings"] = limit }
    if let epsilon = try number("attention.layer_norm_rms_epsilon") { members["rms_norm_eps"] = epsilon }
    members["rope_theta"] = try number("rope.freq_base") ?? .number(10_000)
    try readHeadSize(&members)
    try readVocabulary(&members)
    if architecture == .llama {
      for (key, tensor) in [("attention_bias", "attn_q"), ("mlp_bias", "ffn_gate")] {
        members[key] = .bool(file.entry("blk.0.\(tensor).bias") != nil)
      }
    }
    if architecture == .gemma3 { try readGemma(&members) }
    try readScaling(&members)
    if let type = commonType { members["torch_dtype"] = .string(type.rawValue) }
    return members
  }

  /// The type of the embedding table: blocks count as single precision.
  private var commonType: ElementType? {
    file.entry("token_embd.weight").map { $0.type.elementType.flatMap { $0.isFloatingPoint ? $0 : nil } ?? .float32 }
  }

  private func readHeadSize(_ members: inout JSONObject) throws(LanguageModelError) {
    let rotated = try integer("rope.dimension_count")
    guard let size = try integer("attention.key_length") ?? rotated else { return }
    if let other = try integer("attention.value_length"), other != size {
      throw fault("attention.value_length", "\(other.integer ?? 0)", "attention.key_length, \(size.integer ?? 0)")
    }
    members["head_dim"] = size
  }

  private func readVocabulary(_ members: inout JSONObject) throws(LanguageModelError) {
    guard let table = file.entry("token_embd.weight"), table.shape.rank == 2 else {
      throw .missingWeights(path: file.path, names: ["token_embd.weight"], unexpected: [])
    }
    members["vocab_size"] = .integer(table.shape[0])
    members["tie_word_embeddings"] = .bool(file.entry("output.weight") == nil)
    for (key, role) in [("bos", "bos"), ("eos", "eos"), ("padding", "pad")] {
      guard let id = file.value("tokenizer.ggml.\(key)_token_id")?.integer else { continue }
      members["\(role)_token_id"] = .integer(id)
    }
    // A chat model ends its turns with a token of their own.
    if let turn = file.value("tokenizer.ggml.eot_token_id")?.integer, let end = members["eos_token_id"]?.integer,
      turn != end
    {
      members["eos_token_id"] = [.integer(end), .integer(turn)]
    }
  }

  /// What Gemma's files leave out has the values that llama.cpp takes.
  private func readGemma(_ members: inout JSONObject) throws(LanguageModelError) {
    members["sliding_window"] = try needed("attention.sliding_window")
    members["rope_local_base_freq"] = try number("rope.freq_base_swa") ?? .number(10_000)
    let layers = members["num_hidden_layers"]?.integer ?? 0
    if let kinds = value("attention.sliding_window_pattern")?.array {
      guard kinds.count == layers else {
        throw fault("attention.sliding_window_pattern", "a list of \(kinds.count)", "one for each of \(layers) layers")
      }
      members["layer_types"] = .array(
        kinds.map { .string($0.bool ?? ($0.integer != 0) ? "sliding_attention" : "full_attention") })
    } else {
      members["sliding_window_pattern"] = try integer("attention.sliding_window_pattern") ?? .integer(6)
    }
    if let size = members["head_dim"]?.integer {
      // The 27B model scales by its width, the others by the head.
      let heads = members["num_attention_heads"]?.integer ?? 1
      let width = members["hidden_size"]?.integer ?? 0
      members["query_pre_attn_scalar"] = .integer(layers == 62 ? width / max(heads, 1) : size)
    }
    members["hidden_activation"] = "gelu_pytorch_tanh"
  }

  private func readScaling(_ members: inout JSONObject) throws(LanguageModelError) {
    if let factors = file.entry("rope_freqs.weight") {
      members["rope_scaling"] = try llama3Scaling(factors, members)
      return
    }
    guard let kind = value("rope.scaling.type")?.text?.string, kind != "none" else { return }
    guard kind == "linear" || kind == "yarn" else {
      throw .unsupported(
        path: file.path, key: name("rope.scaling.type"), value: kind, supported: "none, linear or yarn")
    }
    var scaling: JSONObject = ["rope_type": .string(kind)]
    scaling["factor"] = try number("rope.scaling.factor") ?? .number(1)
    if kind == "yarn", let limit = try integer("rope.scaling.original_context_length") {
      scaling["original_max_position_embeddings"] = limit
    }
    members["rope_scaling"] = .object(scaling)
  }

  /// Llama 3's scaling is stored as the factors it gives; they must be those of the values that all its models have.
  private func llama3Scaling(
    _ entry: GGUFFile.Entry, _ members: JSONObject
  ) throws(LanguageModelError) -> JSON {
    let heads = members["num_attention_heads"]?.integer ?? 1
    let size = members["head_dim"]?.integer ?? (members["hidden_size"]?.integer ?? 0) / max(heads, 1)
    guard entry.type == .f32, entry.shape.count == size / 2, let factors = try? file.tensor(entry.name).floats(),
      let factor = factors.max(), factor >= 1, factor < 1e6, let theta = members["rope_theta"]?.number, theta > 0
    else { throw fault("rope_freqs.weight", "\(entry.type.name) \(entry.shape)", "\(size / 2) factors in F32") }
    // Tunebook's own files say which context the model was made for; in others it is Llama 3's.
    let limit = try integer("rope.scaling.original_context_length")?.integer ?? 8192
    var plain = RotaryConfiguration(theta: theta)
    let frequencies = plain.inverseFrequencies(headSize: size)
    plain.scaling = .llama3(factor: Double(factor), lowFactor: 1, highFactor: 4, originalLimit: Double(limit))
    let scaled = plain.inverseFrequencies(headSize: size)
    for index in factors.indices where abs(frequencies[index] / scaled[index] / factors[index] - 1) > 1e-3 {
      throw .unsupported(
        path: file.path, key: "rope_freqs.weight", value: "other factors than Llama 3's",
        supported: "a file whose factors are those of rope type llama3 with low 1, high 4, original length \(limit)")
    }
    return .object([
      "rope_type": "llama3", "factor": .number(Double(factor)), "low_freq_factor": .number(1),
      "high_freq_factor": .number(4), "original_max_position_embeddings": .integer(limit),
    ])
  }

  private func name(_ key: String) -> String { "\(architecture.rawValue).\(key)" }

  private func value(_ key: String) -> GGUFValue? { file.value(name(key)) }

  private func needed(_ key: String) throws(LanguageModelError) -> JSON {
    guard let value = try integer(key) else { throw fault(key, "missing", "a whole number") }
    return value
  }

  /// A whole number; some files give one for each layer, which must be the same.
  private func integer(_ key: String) throws(LanguageModelError) -> JSON? {
    guard let value = value(key) else { return nil }
    if let elements = value.array, let first = elements.first?.integer {
      guard elements.allSatisfy({ $0.integer == first }) else {
        throw fault(key, "another number for each layer", "the same for all layers")
      }
      return .integer(first)
    }
    guard let integer = value.integer else { throw fault(key, value.kind, "a whole number") }
    return .integer(integer)
  }

  /// A number; single precision is given by its shortest decimal, as config.json has it.
  private func number(_ key: String) throws(LanguageModelError) -> JSON? {
    guard let value = value(key) else { return nil }
    guard let number = value.number else { throw fault(key, value.kind, "a number") }
    let single = Float(number)
    return .number(Double(single) == number ? Double("\(single)") ?? number : number)
  }

  private func fault(_ key: String, _ found: String, _ wanted: String) -> LanguageModelError {
    .badValue(path: file.path, key: key.hasSuffix(".weight") ? key : name(key), found: found, wanted: wanted)
  }
}
