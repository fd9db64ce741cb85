import JSON
import Kernels

extension ModelFamily {
  /// How the family's decoder departs from the plain one, for the given fields.
  ///
  /// Source: transformers 4.51 `modeling_*.py` of each family.
  func variant(
    _ reader: ConfigurationReader, layerCount: Int, headSize: Int
  ) throws(LanguageModelError) -> DecoderVariant {
    var variant = DecoderVariant()
    variant.activation = try activation(reader)
    let hasBias = try reader.bool("attention_bias") ?? false
    switch self {
    case .qwen2: variant.biases.queryKeyValue = true
    case .llama, .qwen3, .gemma3Text: variant.biases = .init(queryKeyValue: hasBias, output: hasBias)
    case .mistral: break
    }
    if self == .llama { variant.biases.mlp = try reader.bool("mlp_bias") ?? false }
    if self == .qwen3 { variant.normalizesHeads = true }
    if self == .gemma3Text { try departAsGemma(&variant, reader, headSize: headSize) }
    variant.windows = try windows(reader, layerCount: layerCount)
    return variant
  }

  private func departAsGemma(
    _ variant: inout DecoderVariant, _ reader: ConfigurationReader, headSize: Int
  ) throws(LanguageModelError) {
    variant.normsAddOne = true
    variant.scalesEmbedding = true
    variant.normalizesHeads = true
    variant.normalizesBranches = true
    let scalar = try reader.number("query_pre_attn_scalar", in: 1e-3...1e9) ?? Double(headSize)
    variant.scoreScale = Float(1 / scalar.squareRoot())
    let windowed = try reader.object("rope_parameters")?.object("sliding_attention")
    let theta = try windowed?.number("rope_theta", in: RotaryConfiguration.thetas)
    let local = try reader.number("rope_local_base_freq", in: RotaryConfiguration.thetas)
    variant.windowedRotary = RotaryConfiguration(theta: theta ?? local ?? 10_000)
    for key in ["attn_logit_softcapping", "final_logit_softcapping"] {
      if let value = reader.value(key) { throw reader.unsupported(key, value, "null") }
    }
  }

  private func activation(_ reader: ConfigurationReader) throws(LanguageModelError) -> GatedActivation {
    let key = self == .gemma3Text ? "hidden_activation" : "hidden_act"
    switch try reader.string(key) {
    case "silu", "swish", nil: return .silu
    case "gelu_pytorch_tanh": return .geluTanh
    case let name?: throw reader.unsupported(key, .string(name), "\"silu\" or \"gelu_pytorch_tanh\"")
    }
  }

  /// For each layer its window, from `layer_types` or the family's own keys.
  private func windows(_ reader: ConfigurationReader, layerCount: Int) throws(LanguageModelError) -> [Int?] {
    let window = try reader.integer("sliding_window", in: 1...(1 << 40))
    if let types = try reader.strings("layer_types") {
      guard types.count == layerCount else {
        throw .badValue(
          path: reader.path, key: "layer_types", found: "a list of \(types.count)",
          wanted: "one type for each of \(layerCount) layers")
      }
      if let other = types.first(where: { $0 != "full_attention" && $0 != "sliding_attention" }) {
        throw reader.unsupported("layer_types", .string(other), "full_attention or sliding_attention")
      }
      return types.map { $0 == "sliding_attention" ? window : nil }
    }
    switch self {
    case .llama: return [Int?](repeating: nil, count: layerCount)
    case .mistral: return [Int?](repeating: window, count: layerCount)
    case .qwen2, .qwen3:
      let uses = try reader.bool("use_sliding_window") ?? false
      let first = try reader.integer("max_window_layers", in: 0...10_000) ?? 28
      return (0..<layerCount).map { uses && $0 >= first ? window : nil }
    case .gemma3Text:
      // Newer files write the key with an underscore.
      let key = reader.value("_sliding_window_pattern") == nil ? "sliding_window_pattern" : "_sliding_window_pattern"
      let pattern = try reader.integer(key, in: 1...10_000) ?? 6
      return (0..<layerCount).map { ($0 + 1) % pattern == 0 ? nil : window }
    }
  }
}
