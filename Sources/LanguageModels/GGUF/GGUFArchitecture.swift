import JSON

/// An architecture of GGUF files that a family of models reads.
///
/// Source: llama.cpp's `gguf-py/gguf/constants.py` for keys and tensors, `convert_hf_to_gguf.py` for what is changed.
enum GGUFArchitecture: String, CaseIterable {
  case llama
  case qwen2
  case qwen3
  case gemma3

  /// The family.
  var family: ModelFamily {
    switch self {
    case .llama: .llama
    case .qwen2: .qwen2
    case .qwen3: .qwen3
    case .gemma3: .gemma3Text
    }
  }

  /// Whether queries and keys are stored with pairs of dimensions side by side rather than half a head apart.
  var interleavesPairs: Bool { self == .llama }

  /// Whether norms are stored as 1 + weight.
  var storesNormsPlusOne: Bool { self == .gemma3 }

  /// The names of the modules outside of layers: GGUF's, transformers'.
  static let outerModules = [
    ("token_embd", "model.embed_tokens"), ("output_norm", "model.norm"), ("output", "lm_head"),
  ]

  /// The names of a layer's modules: GGUF's, transformers'.
  var layerModules: [(String, String)] {
    let attention = [
      ("attn_norm", "input_layernorm"), ("attn_q", "self_attn.q_proj"), ("attn_k", "self_attn.k_proj"),
      ("attn_v", "self_attn.v_proj"), ("attn_output", "self_attn.o_proj"), ("attn_q_norm", "self_attn.q_norm"),
      ("attn_k_norm", "self_attn.k_norm"), ("ffn_gate", "mlp.gate_proj"), ("ffn_up", "mlp.up_proj"),
      ("ffn_down", "mlp.down_proj"),
    ]
    switch self {
    case .llama, .qwen2, .qwen3: return attention + [("ffn_norm", "post_attention_layernorm")]
    case .gemma3:
      return attention + [
        ("post_attention_norm", "post_attention_layernorm"), ("ffn_norm", "pre_feedforward_layernorm"),
        ("post_ffw_norm", "post_feedforward_layernorm"),
      ]
    }
  }

  /// The name that transformers gives a tensor, or nil for one that is no weight of a model.
  func weightName(ofTensor name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 {
      return Self.outerModules.first { $0.0 == parts[0] }.map { "\($0.1).\(parts[1])" }
    }
    guard parts.count == 4, parts[0] == "blk", let layer = Int(parts[1]), layer >= 0, "\(layer)" == parts[1],
      let module = layerModules.first(where: { $0.0 == parts[2] })
    else { return nil }
    return "model.layers.\(layer).\(module.1).\(parts[3])"
  }
}
