import Files
import Kernels
import ModelFiles
import SourceText
import Tensors

extension LanguageModel {
  /// Loads a folder as `save_pretrained` leaves it: config.json, weights in safetensors, generation_config.json if
  /// there is one. The weights stay mapped, in the type they are stored in. A folder without configuration or without
  /// safetensors that holds a GGUF file is loaded from that file.
  ///
  /// - Parameters:
  ///   - folder: the folder, or the path of a GGUF file.
  ///   - elementType: what `dtype` shows and `save` writes; nil takes the type of the stored weights.
  ///   - name: what the model is called in messages and adapters; nil takes the folder.
  ///   - progress: called before each module's weights are taken, with the numbers of those done and of all.
  /// - Throws: `LanguageModelError`, `ModelFileError`, `FileError`: a missing weight or one of another shape is named.
  public convenience init(
    folder: String, elementType: ElementType? = nil, name: String? = nil,
    progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in }
  ) throws {
    guard pathExists(folder) else { throw FileError.missing(path: folder) }
    let weights = ["model.safetensors", "model.safetensors.index.json"]
    let isComplete =
      pathExists(joinPath(folder, "config.json")) && weights.contains { pathExists(joinPath(folder, $0)) }
    if !isComplete, let path = try GGUFFile.path(at: folder) {
      try self.init(gguf: GGUFFile(path: path), elementType: elementType, name: name, progress: progress)
      return
    }
    let configuration = try ModelConfiguration(folder: folder)
    let generation = try GenerationConfiguration(folder: folder, model: configuration)
    let checkpoint = try Checkpoint(folder: folder)
    self.init(
      name: name ?? folder, configuration: configuration, generationConfiguration: generation,
      elementType: elementType ?? .float32)
    try load(checkpoint, progress)
    if elementType == nil { self.elementType = modules[blueprint.embedding].weight.value.elementType }
  }

  /// Loads a GGUF file: the weights stay mapped, blocks of a few bits too, which products read as they lie.
  ///
  /// - Parameters:
  ///   - file: the file, of an architecture that `GGUFArchitecture` knows.
  ///   - elementType: what `dtype` shows and `save` writes; nil takes the type of the embedding table, or float32
  ///     where that is of blocks.
  ///   - name: what the model is called in messages and adapters; nil takes the file's path.
  ///   - progress: called before each module's weights are taken, with the numbers of those done and of all.
  /// - Throws: `LanguageModelError`, `ModelFileError`.
  public convenience init(
    gguf file: GGUFFile, elementType: ElementType? = nil, name: String? = nil,
    progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in }
  ) throws {
    let configuration = try ModelConfiguration(gguf: file)
    self.init(
      name: name ?? file.path, configuration: configuration,
      generationConfiguration: try GenerationConfiguration(model: configuration),
      elementType: elementType ?? configuration.elementType ?? .float32)
    try load(GGUFWeights(file, try GGUFArchitecture(file), headSize: configuration.headSize), progress)
  }

  /// Takes the weights of a source.
  private func load(_ checkpoint: some WeightSource, _ progress: (_ done: Int, _ all: Int) throws -> Void) throws {
    // A checkpoint of the bare decoder leaves the prefix out.
    let isBare = !checkpoint.contains("model.embed_tokens.weight") && checkpoint.contains("embed_tokens.weight")
    func stored(_ name: String) -> String {
      isBare && name.hasPrefix("model.") ? String(name.dropFirst("model.".count)) : name
    }
    var unused = Set(checkpoint.names.map { Text($0) })
    var missing: [String] = []
    var made: [Module] = []
    for (place, specification) in blueprint.modules.enumerated() {
      try progress(place, blueprint.modules.count)
      if place == blueprint.head, configuration.tiesEmbeddings {
        unused.remove(Text(stored("lm_head.weight")))
        made.append(made[blueprint.embedding])
        continue
      }
      func parameter(_ suffix: String, _ shape: Shape) throws -> Parameter? {
        let name = specification.name + suffix
        unused.remove(Text(stored(name)))
        guard checkpoint.contains(stored(name)) else {
          missing.append(name)
          return Parameter(name: name, value: Tensor(zeros: [0]))
        }
        let tensor = try checkpoint.weight(stored(name))
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
    guard tensor.elementType.isFloatingPoint || tensor.elementType.isQuantized else {
      throw .badValue(
        path: path, key: name, found: "of type \(tensor.elementType.rawValue)", wanted: "of floating-point numbers")
    }
  }
}
