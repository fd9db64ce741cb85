import Files
import JSON
import LanguageModels
import ModelFiles
import Tensors

/// The shape of a model that people fine-tune, for weights of no meaning.
struct ModelShape {
  /// What its scratch folder is called.
  let name: String

  /// config.json.
  let members: JSONObject

  /// SmolLM2-135M.
  static let smolLM135M = ModelShape(
    name: "135m",
    members: [
      "model_type": "llama", "vocab_size": 49_152, "hidden_size": 576, "intermediate_size": 1536,
      "num_hidden_layers": 30, "num_attention_heads": 9, "num_key_value_heads": 3, "rms_norm_eps": 1e-5,
      "rope_theta": 100_000.0, "max_position_embeddings": 8192, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
    ])

  /// Gemma 3 270M.
  static let gemma270M = ModelShape(
    name: "270m",
    members: [
      "model_type": "gemma3_text", "vocab_size": 262_144, "hidden_size": 640, "intermediate_size": 2048,
      "num_hidden_layers": 18, "num_attention_heads": 4, "num_key_value_heads": 1, "head_dim": 256,
      "sliding_window": 512, "max_position_embeddings": 32_768, "torch_dtype": "bfloat16",
    ])

  /// Qwen2.5-0.5B, untied, with a vocabulary that was cut to its tokens.
  static let qwen500M = ModelShape(
    name: "0.5b",
    members: [
      "model_type": "qwen2", "vocab_size": 151_666, "hidden_size": 896, "intermediate_size": 4864,
      "num_hidden_layers": 24, "num_attention_heads": 14, "num_key_value_heads": 2, "rms_norm_eps": 1e-6,
      "rope_theta": 1_000_000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
    ])

  /// Qwen2.5-7B and what is distilled onto it.
  static let qwen7B = ModelShape(
    name: "7b",
    members: [
      "model_type": "qwen2", "vocab_size": 151_666, "hidden_size": 3584, "intermediate_size": 18_944,
      "num_hidden_layers": 28, "num_attention_heads": 28, "num_key_value_heads": 4, "rms_norm_eps": 1e-6,
      "rope_theta": 10_000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
    ])

  /// The number of weights.
  ///
  /// - Throws: `LanguageModelError`.
  func parameterCount() throws -> Int {
    let configuration = try ModelConfiguration(members)
    return try LanguageModel(configuration: configuration, seed: 0).specifications.reduce(0) { sum, module in
      sum + (module.kind == .head && configuration.tiesEmbeddings ? 0 : module.parameterCount)
    }
  }

  /// Writes a checkpoint of random bfloat16 weights, in shards, as `save_pretrained` would.
  ///
  /// - Throws: `FileError`, `ModelFileError`.
  func write(folder: String) throws {
    let configuration = try ModelConfiguration(members)
    let model = try LanguageModel(configuration: configuration, seed: 0)
    var tensors: [PendingTensor] = []
    for (place, module) in model.specifications.enumerated() {
      if module.kind == .head, configuration.tiesEmbeddings { continue }
      let seed = UInt64(place)
      tensors.append(
        PendingTensor(module.name + ".weight", shape: module.weightShape, elementType: .bfloat16) {
          guard module.kind == .norm else {
            return WeightDraw(seed: seed).brainFloats(module.weightShape, deviation: configuration.initializerRange)
          }
          let neutral: Float = configuration.variant.normsAddOne ? 0 : 1
          return Tensor([Float](repeating: neutral, count: module.weightShape.count), shape: module.weightShape)
            .converted(to: .bfloat16)
        })
      guard module.hasBias else { continue }
      let shape: Shape = [module.weightShape[0]]
      tensors.append(
        PendingTensor(module.name + ".bias", shape: shape, elementType: .bfloat16) {
          WeightDraw(seed: seed + 1_000_000).brainFloats(shape, deviation: configuration.initializerRange)
        })
    }
    try makeFolder(folder)
    try Checkpoint.write(folder: folder, tensors)
    try writeFile(joinPath(folder, "config.json"), configuration.serialized())
  }
}
