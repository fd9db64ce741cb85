import Files
import JSON
import LanguageModels
import ModelFiles
import Tensors

/// The shape of a model whose matrices are blocks of a few bits, as llama.cpp quantises it, for weights of no meaning.
struct QuantizedShape: Sendable {
  /// What its file is called.
  let name: String
  /// The shape.
  let shape: ModelShape
  /// The type of a matrix, by the last part of its module's name and its layer.
  let type: @Sendable (_ module: String, _ layer: Int) -> GGUFElementType

  /// SmolLM2-135M with 8 bits throughout.
  static let smolLM8 = QuantizedShape(name: "135m-q8_0", shape: .smolLM135M) { _, _ in .bits8 }

  /// SmolLM2-135M with 4 bits, its table with 8.
  static let smolLM4 = QuantizedShape(name: "135m-q4_1", shape: .smolLM135M) { module, _ in
    module == "embed_tokens" ? .bits8 : .bits4WithLeast
  }

  /// Qwen2.5-7B as Q4_K_M: 4 bits, the head and half of the values and downward matrices 6.
  static let qwen7BQ4 = q4KM(.qwen7B, layers: 28)

  /// The type that llama.cpp's Q4_K_M gives the matrices of a Qwen2 of some layers.
  static func q4KM(_ shape: ModelShape, layers: Int) -> QuantizedShape {
    QuantizedShape(name: shape.name + "-q4_k_m", shape: shape) { module, layer in
      let isFiner = layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2
      return switch module {
      case "lm_head": .bits6K
      case "v_proj", "down_proj": isFiner ? .bits6K : .bits4K
      default: .bits4K
      }
    }
  }

  /// Writes a GGUF file of random blocks, which llama.cpp opens too.
  ///
  /// - Throws: `FileError`, `LanguageModelError`, `ModelFileError`.
  func write(path: String) throws {
    let configuration = try ModelConfiguration(shape.members)
    let model = try LanguageModel(configuration: configuration, seed: 0)
    var metadata = try model.ggufMetadata(name: name, type: type("gate_proj", 0))
    metadata.append(("tokenizer.ggml.model", "none"))
    var tensors: [PendingGGUFTensor] = []
    for (place, module) in model.specifications.enumerated() {
      if module.kind == .head, configuration.tiesEmbeddings { continue }
      if let name = configuration.ggufName(ofWeight: module.name + ".weight") {
        tensors.append(weight(module, name, seed: UInt64(place)))
      }
      if module.hasBias, let name = configuration.ggufName(ofWeight: module.name + ".bias") {
        let shape: Shape = [module.weightShape[0]]
        tensors.append(PendingGGUFTensor(name, shape: shape, type: .f32) { Tensor(zeros: shape) })
      }
    }
    try writeGGUF(path, metadata: metadata, tensors)
  }

  /// Blocks of a matrix, ones of a norm.
  private func weight(_ module: ModuleSpecification, _ name: String, seed: UInt64) -> PendingGGUFTensor {
    let shape = module.weightShape
    guard module.kind != .norm else {
      return PendingGGUFTensor(name, shape: shape, type: .f32) {
        Tensor([Float](repeating: 1, count: shape.count), shape: shape)
      }
    }
    let type = type(module.shortName, module.layer ?? 0)
    return PendingGGUFTensor(name, shape: shape, type: type) {
      var blocks = RandomBlocks(type.elementType ?? .bits8, seed: seed)
      return blocks.matrix(shape)
    }
  }
}
