import ModelFiles
import SourceText
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// What a GGUF file says of a model beside its tensors: the keys that llama.cpp reads.
///
/// Source: llama.cpp's `convert_hf_to_gguf.py` for what is written, its `llama-model.cpp` for what is read.
struct GGUFDescription {
  private let configuration: ModelConfiguration
  private let architecture: GGUFArchitecture
  private let type: GGUFElementType

  init(_ configuration: ModelConfiguration, type: GGUFElementType) {
    self.configuration = configuration
    architecture = GGUFArchitecture(configuration.family)
    self.type = type
  }

  /// The keys and their values.
  ///
  /// - Throws: `LanguageModelError.unsupported` for what llama.cpp does otherwise for the architecture.
  func metadata(name: String) throws(LanguageModelError) -> [(key: String, value: GGUFValue)] {
    try check()
    var metadata: [(key: String, value: GGUFValue)] = [
      ("general.architecture", .text(Text(architecture.rawValue))), ("general.type", "model"),
      ("general.name", .text(Text(name))), ("general.file_type", .integer(fileType)),
    ]
    if type.isQuantized { metadata.append(("general.quantization_version", 2)) }
    func add(_ key: String, _ value: GGUFValue) { metadata.append(("\(architecture.rawValue).\(key)", value)) }
    add("vocab_size", .integer(configuration.vocabularySize))
    add("context_length", .integer(configuration.positionLimit))
    add("embedding_length", .integer(configuration.hiddenSize))
    add("block_count", .integer(configuration.layerCount))
    add("feed_forward_length", .integer(configuration.intermediateSize))
    add("attention.head_count", .integer(configuration.headCount))
    add("attention.head_count_kv", .integer(configuration.keyValueHeadCount))
    add("attention.key_length", .integer(configuration.headSize))
    add("attention.value_length", .integer(configuration.headSize))
    add("attention.layer_norm_rms_epsilon", .number(Double(configuration.normEpsilon)))
    add("rope.dimension_count", .integer(configuration.headSize))
    add("rope.freq_base", .number(configuration.rotary.theta))
    for (key, value) in scaling { add(key, value) }
    if architecture == .gemma3 { for (key, value) in try windows() { add(key, value) } }
    return metadata
  }

  /// Factors that the frequencies are divided by, of Llama 3's scaling; nil where there is none.
  var frequencyFactors: Tensor? {
    guard case .llama3 = configuration.rotary.scaling else { return nil }
    let scaled = configuration.rotary.inverseFrequencies(headSize: configuration.headSize)
    let plain = RotaryConfiguration(theta: configuration.rotary.theta).inverseFrequencies(
      headSize: configuration.headSize)
    return Tensor(zip(plain, scaled).map { $0 / $1 }, shape: [plain.count])
  }

  /// llama.cpp's number of what most tensors are stored as.
  private var fileType: Int {
    switch type {
    case .f16: 1
    case .bits4WithLeast: 3
    case .bits8: 7
    case .bits4K: 15
    case .bf16: 32
    default: 0
    }
  }

  private var scaling: [(String, GGUFValue)] {
    switch configuration.rotary.scaling {
    case .none: []
    case .linear(let factor): [("rope.scaling.type", "linear"), ("rope.scaling.factor", .number(factor))]
    case .llama3(_, _, _, let limit): [("rope.scaling.original_context_length", .integer(Int(limit)))]
    case .yarn(let factor, _, _, let limit, _):
      [
        ("rope.scaling.type", "yarn"), ("rope.scaling.factor", .number(factor)),
        ("rope.scaling.original_context_length", .integer(Int(limit))),
      ]
    }
  }

  /// Gemma's windows: how long, and which layers have one.
  private func windows() throws(LanguageModelError) -> [(String, GGUFValue)] {
    let windows = configuration.variant.windows
    guard let window = windows.compactMap(\.self).first else {
      throw refused("sliding_window", "null", "a model whose layers have windows")
    }
    let theta = configuration.variant.windowedRotary?.theta ?? 10_000
    var keys: [(String, GGUFValue)] = [
      ("attention.sliding_window", .integer(window)), ("rope.freq_base_swa", .number(theta)),
    ]
    let usual = windows.indices.allSatisfy { (windows[$0] == nil) == (($0 + 1) % 6 == 0) }
    if !usual { keys.append(("attention.sliding_window_pattern", .array(windows.map { .bool($0 != nil) }))) }
    return keys
  }

  /// Refuses what llama.cpp computes otherwise, so that no file is written that talks gibberish there.
  private func check() throws(LanguageModelError) {
    let variant = configuration.variant
    guard variant.activation == (architecture == .gemma3 ? .geluTanh : .silu) else {
      let names = ["silu", "gelu_pytorch_tanh"]
      throw refused(
        "hidden_act", names[variant.activation == .silu ? 0 : 1], names[architecture == .gemma3 ? 1 : 0])
    }
    let carries = variant.biases
    let allowed: DecoderVariant.Biases =
      switch architecture {
      case .llama: .init(queryKeyValue: true, output: true, mlp: true)
      case .qwen2: .init(queryKeyValue: true)
      case .qwen3, .gemma3: .init()
      }
    guard !carries.queryKeyValue || allowed.queryKeyValue, !carries.output || allowed.output,
      !carries.mlp || allowed.mlp
    else { throw refused("attention_bias", "true", "false") }
    if architecture == .gemma3, let scale = variant.scoreScale {
      let scalar =
        configuration.layerCount == 62 ? configuration.hiddenSize / configuration.headCount : configuration.headSize
      guard abs(scale * Float(scalar).squareRoot() - 1) < 1e-5 else {
        let own = configuration.members["query_pre_attn_scalar"].map { ConfigurationReader.shown($0) }
        throw refused("query_pre_attn_scalar", own ?? "null", "\(scalar)")
      }
    }
    switch configuration.rotary.scaling {
    case .none, .linear: break
    case .llama3(_, let low, let high, _):
      guard architecture == .llama, low == 1, high == 4 else {
        throw refused("rope_scaling", "llama3 with factors \(low) and \(high)", "those of Llama 3: 1 and 4")
      }
    case .yarn(let factor, let fast, let slow, _, let amplitude):
      let usual = factor <= 1 ? 1 : 0.1 * log(factor) + 1
      guard architecture != .gemma3, fast == 32, slow == 1, abs(amplitude - usual) < 1e-6 else {
        throw refused(
          "rope_scaling", "yarn with values of its own", "beta_fast 32, beta_slow 1 and no attention_factor")
      }
    }
  }

  private func refused(_ key: String, _ value: String, _ supported: String) -> LanguageModelError {
    .unsupported(
      path: "a GGUF file of architecture \(architecture.rawValue)", key: key, value: value, supported: supported)
  }
}
