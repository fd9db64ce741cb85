import Kernels
import ModelFiles
import Tensors

extension LanguageModel {
  /// What a GGUF file's metadata says of the model.
  ///
  /// - Parameters:
  ///   - name: what the file calls the model.
  ///   - type: what matrices are stored as.
  /// - Throws: `LanguageModelError.adapterState` where the model carries an adapter, `.unsupported` where llama.cpp
  ///   computes otherwise for the family.
  public func ggufMetadata(
    name: String, type: GGUFElementType
  ) throws(LanguageModelError) -> [(key: String, value: GGUFValue)] {
    guard adapter == nil else { throw .adapterState(action: "export the model", carries: true) }
    return try GGUFDescription(configuration, type: type).metadata(name: name)
  }

  /// The tensors of a GGUF file, named and laid out as llama.cpp has them: norms and biases in F32, matrices in `type`
  /// (F16 instead of Q8_0 where rows are no multiple of 32), a tied head left out.
  public func ggufTensors(type: GGUFElementType) -> [PendingGGUFTensor] {
    let architecture = GGUFArchitecture(configuration.family)
    let factors = GGUFDescription(configuration, type: type).frequencyFactors
    let frequencies = factors.map { factors in
      PendingGGUFTensor("rope_freqs.weight", shape: factors.shape, type: .f32) { factors }
    }
    return (frequencies.map { [$0] } ?? [])
      + parameters.compactMap { parameter in
        guard let name = architecture.tensorName(ofWeight: parameter.name) else { return nil }
        let shape = parameter.value.shape
        let isWhole = (shape.dimensions.last ?? 0) % type.blockCount == 0
        let stored: GGUFElementType = shape.rank < 2 ? .f32 : isWhole ? type : .f16
        return PendingGGUFTensor(name, shape: shape, type: stored) { [headSize = configuration.headSize] in
          architecture.relaid(parameter.value, of: parameter.name, headSize: headSize, .toFile)
        }
      }
  }

  /// What the file's readers will do otherwise, in words for people; empty for most models.
  public var ggufRemarks: [String] {
    guard configuration.family != .gemma3Text, let window = configuration.variant.windows.compactMap(\.self).min(),
      window < configuration.positionLimit
    else { return [] }
    return [
      "the format has no sliding window for this family: beyond \(window) tokens llama.cpp attends to all that came before"
    ]
  }
}

extension ModelConfiguration {
  /// What a GGUF file of the family calls a weight; nil for one that the file does not hold.
  public func ggufName(ofWeight name: String) -> String? { GGUFArchitecture(family).tensorName(ofWeight: name) }
}

extension GGUFArchitecture {
  /// The architecture that a family is written as.
  init(_ family: ModelFamily) {
    switch family {
    case .llama, .mistral: self = .llama
    case .qwen2: self = .qwen2
    case .qwen3: self = .qwen3
    case .gemma3Text: self = .gemma3
    }
  }

  /// The name of a weight in the file; nil for one that the file does not hold.
  func tensorName(ofWeight name: String) -> String? {
    let parts = name.split(separator: ".").map(String.init)
    guard let suffix = parts.last else { return nil }
    let module = parts.dropLast().joined(separator: ".")
    if let stored = Self.outerModules.first(where: { $0.1 == module }) { return "\(stored.0).\(suffix)" }
    guard parts.count > 4, parts[0] == "model", parts[1] == "layers" else { return nil }
    let inner = parts[3..<parts.count - 1].joined(separator: ".")
    return layerModules.first { $0.1 == inner }.map { "blk.\(parts[2]).\($0.0).\(suffix)" }
  }
}
