import Files
import Kernels
import ModelFiles
import SourceText
import Tensors

extension LanguageModel {
  /// Loads a folder as `save_pretrained` leaves it: config.json, weights in safetensors, generation_config.json if
  /// there is one. The weights stay mapped, in the type they are stored in.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - elementType: what `dtype` shows and `save` writes; nil takes the type of the stored weights.
  /// - Throws: `LanguageModelError`, `ModelFileError`, `FileError`: a missing weight or one of another shape is named.
  public convenience init(folder: String, elementType: ElementType? = nil) throws {
    guard pathExists(folder) else { throw FileError.missing(path: folder) }
    let configuration = try ModelConfiguration(folder: folder)
    let generation = try GenerationConfiguration(folder: folder, model: configuration)
    let checkpoint = try Checkpoint(folder: folder)
    self.init(
      name: folder, configuration: configuration, generationConfiguration: generation,
      elementType: elementType ?? .float32)
    try load(checkpoint)
    if elementType == nil { self.elementType = modules[blueprint.embedding].weight.value.elementType }
  }

  /// Takes the weights of a checkpoint.
  private func load(_ checkpoint: Checkpoint) throws {
    // A checkpoint of the bare decoder leaves the prefix out.
    let isBare = checkpoint.entry("model.embed_tokens.weight") == nil && checkpoint.entry("embed_tokens.weight") != nil
    func stored(_ name: String) -> String {
      isBare && name.hasPrefix("model.") ? String(name.dropFirst("model.".count)) : name
    }
    var unused = Set(checkpoint.names.map { Text($0) })
    var missing: [String] = []
    var made: [Module] = []
    for (place, specification) in blueprint.modules.enumerated() {
      if place == blueprint.head, configuration.tiesEmbeddings {
        unused.remove(Text(stored("lm_head.weight")))
        made.append(made[blueprint.embedding])
        continue
      }
      func parameter(_ suffix: String, _ shape: Shape) throws -> Parameter? {
        let name = specification.name + suffix
        unused.remove(Text(stored(name)))
        guard checkpoint.entry(stored(name)) != nil else {
          missing.append(name)
          return Parameter(name: name, value: Tensor(zeros: [0]))
        }
        let tensor = try checkpoint.tensor(stored(name))
        try LanguageModel.check(tensor, shape: shape, name: name, path: checkpoint.path)
        return Parameter(name: name, value: tensor)
      }
      guard let weight = try parameter(".weight", specification.weightShape) else { continue }
      let bias = specification.hasBias ? try parameter(".bias", [specification.weightShape[0]]) : nil
      made.append(Module(weight: weight, bias: bias))
    }
    // Old checkpoints hold the rotary frequencies, which follow from the configuration.
    unexpectedTensors = checkpoint.names.filter { unused.contains(Text($0)) && !$0.hasSuffix("rotary_emb.inv_freq") }
    guard missing.isEmpty else {
      throw LanguageModelError.missingWeights(path: checkpoint.path, names: missing, unexpected: unexpectedTensors)
    }
    loadedModules = made
  }

  /// Refuses a tensor of another shape, or of integers.
  static func check(_ tensor: Tensor, shape: Shape, name: String, path: String) throws(LanguageModelError) {
    guard tensor.shape == shape else {
      throw .wrongShape(path: path, name: name, found: tensor.shape.dimensions, expected: shape.dimensions)
    }
    guard tensor.elementType.isFloatingPoint else {
      throw .badValue(
        path: path, key: name, found: "of type \(tensor.elementType.rawValue)", wanted: "of floating-point numbers")
    }
  }
}
