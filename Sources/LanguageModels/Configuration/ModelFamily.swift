import JSON

/// A family of models: the `model_type` of config.json, with what transformers takes where a key is missing.
///
/// Source: transformers 4.51 `configuration_*.py`.
public enum ModelFamily: String, Sendable, CaseIterable {
  /// Qwen2 and Qwen2.5, and the models distilled onto them.
  case qwen2
  /// Qwen3 without experts.
  case qwen3
  /// Llama 2 and 3, SmolLM2.
  case llama
  /// Mistral.
  case mistral
  /// Gemma 3 without pictures.
  case gemma3Text = "gemma3_text"

  /// The class name that `architectures` holds.
  public var architecture: String {
    switch self {
    case .qwen2: "Qwen2ForCausalLM"
    case .qwen3: "Qwen3ForCausalLM"
    case .llama: "LlamaForCausalLM"
    case .mistral: "MistralForCausalLM"
    case .gemma3Text: "Gemma3ForCausalLM"
    }
  }

  /// The modules that peft adapts where `target_modules` is not given.
  public var defaultTargetModules: [String] { ["q_proj", "v_proj"] }

  /// The values of keys that config.json leaves out.
  var defaults: JSONObject {
    var values: JSONObject = [
      "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "rms_norm_eps": 1e-6,
      "rope_theta": 10_000.0,
    ]
    for (key, value) in ownDefaults.members { values[key] = value }
    return values
  }

  private var ownDefaults: JSONObject {
    switch self {
    case .qwen2, .qwen3:
      [
        "vocab_size": 151_936, "intermediate_size": 22_016, "num_key_value_heads": 32,
        "max_position_embeddings": 32_768, "max_window_layers": 28, "sliding_window": 4096,
        "head_dim": self == .qwen3 ? 128 : nil,
      ]
    case .llama:
      [
        "vocab_size": 32_000, "intermediate_size": 11_008, "max_position_embeddings": 2048, "bos_token_id": 1,
        "eos_token_id": 2,
      ]
    case .mistral:
      [
        "vocab_size": 32_000, "intermediate_size": 14_336, "num_key_value_heads": 8,
        "max_position_embeddings": 131_072, "sliding_window": 4096, "bos_token_id": 1, "eos_token_id": 2,
      ]
    case .gemma3Text:
      [
        "vocab_size": 262_208, "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
        "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256, "max_position_embeddings": 131_072,
        "hidden_activation": "gelu_pytorch_tanh", "tie_word_embeddings": true, "rope_theta": 1_000_000.0,
        "rope_local_base_freq": 10_000.0, "query_pre_attn_scalar": 256, "sliding_window": 4096,
        "sliding_window_pattern": 6, "pad_token_id": 0, "bos_token_id": 2, "eos_token_id": 1,
      ]
    }
  }
}
