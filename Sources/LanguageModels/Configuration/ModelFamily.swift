import JSON

/// A family of models: the `model_type` of config.json, with what transformers takes where a key is missing.
///
/// Source: transformers 4.51 configuration_qwen2.py, configuration_llama.py.
public enum ModelFamily: String, Sendable, CaseIterable {
  /// Qwen2 and Qwen2.5, and the models distilled onto them.
  case qwen2
  /// Llama 2 and 3, SmolLM2.
  case llama

  /// The class name that `architectures` holds.
  public var architecture: String {
    switch self {
    case .qwen2: "Qwen2ForCausalLM"
    case .llama: "LlamaForCausalLM"
    }
  }

  /// The modules that peft adapts where `target_modules` is not given.
  public var defaultTargetModules: [String] {
    switch self {
    case .qwen2, .llama: ["q_proj", "v_proj"]
    }
  }

  /// The values of keys that config.json leaves out.
  var defaults: JSONObject {
    switch self {
    case .qwen2:
      [
        "vocab_size": 151_936, "hidden_size": 4096, "intermediate_size": 22_016, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 32, "max_position_embeddings": 32_768,
        "rms_norm_eps": 1e-6, "max_window_layers": 28, "sliding_window": 4096,
      ]
    case .llama:
      [
        "vocab_size": 32_000, "hidden_size": 4096, "intermediate_size": 11_008, "num_hidden_layers": 32,
        "num_attention_heads": 32, "max_position_embeddings": 2048, "rms_norm_eps": 1e-6, "bos_token_id": 1,
        "eos_token_id": 2,
      ]
    }
  }

  /// Which projections carry a bias, as the family's code has it.
  func biases(_ reader: ConfigurationReader) throws(LanguageModelError) -> ProjectionBiases {
    switch self {
    case .qwen2: return ProjectionBiases(queryKeyValue: true, output: false, mlp: false)
    case .llama:
      let attention = try reader.bool("attention_bias") ?? false
      return ProjectionBiases(queryKeyValue: attention, output: attention, mlp: try reader.bool("mlp_bias") ?? false)
    }
  }
}

/// Which linear layers carry a bias.
public struct ProjectionBiases: Sendable, Equatable {
  /// `q_proj`, `k_proj`, `v_proj`.
  public var queryKeyValue: Bool
  /// `o_proj`.
  public var output: Bool
  /// `gate_proj`, `up_proj`, `down_proj`.
  public var mlp: Bool
}
