import Files
import JSON
import Kernels
import ModelFiles
import SourceText
import Tensors

/// How an adapter's tensors met the model's modules.
public struct AdapterReport: Sendable, Equatable {
  /// Tensors that were taken.
  public var matched: [String] = []
  /// Tensors that the configuration asks for and the file lacks.
  public var missing: [String] = []
  /// Tensors of the file that the model has no use for.
  public var unexpected: [String] = []
  /// The rows that the tables were given, where the vocabulary had grown before the adapter was trained.
  public var resizedRows: Int?
}

extension LanguageModel {
  /// Loads an adapter as peft writes it: adapter_config.json and adapter_model.safetensors.
  ///
  /// Tables that were saved with it (`….base_layer.weight`, or `….weight` of a resized vocabulary) replace the
  /// model's.
  ///
  /// Where tunebook.json says that the vocabulary had grown before the adapter was trained, the model's tables get the
  /// same rows first.
  ///
  /// - Parameters:
  ///   - folder: the adapter's folder.
  ///   - isTrainable: whether training goes on with it.
  /// - Returns: which tensors matched; missing factors are zero.
  /// - Throws: `LanguageModelError`, `ModelFileError`, `FileError`. No tensor that matches is an error; the model is
  ///   then as it was.
  public func loadAdapter(folder: String, isTrainable: Bool = false) throws -> AdapterReport {
    guard adapter == nil else {
      throw LanguageModelError.adapterState(action: "load another adapter", carries: true)
    }
    guard pathExists(folder) else { throw FileError.missing(path: folder) }
    let configuration = try LoRAConfiguration(folder: folder)
    let checkpoint = try Checkpoint(folder: folder, name: "adapter_model")
    let rows = self.configuration.vocabularySize
    let grown = try AdapterRecord(folder: folder)?.vocabularySize ?? rows
    guard grown > rows else { return try load(configuration, checkpoint, isTrainable: isTrainable) }
    try resizeTokenEmbeddings(grown)
    do {
      var report = try load(configuration, checkpoint, isTrainable: isTrainable)
      report.resizedRows = grown
      return report
    } catch {
      try resizeTokenEmbeddings(rows)
      throw error
    }
  }

  private func load(
    _ configuration: LoRAConfiguration, _ checkpoint: Checkpoint, isTrainable: Bool
  ) throws -> AdapterReport {
    var none: MersenneTwister?
    let loaded = try LoRAAdapter(
      configuration, over: self, generator: &none, isTrainable: isTrainable,
      largestRank: LanguageModel.largestRank(in: checkpoint) ?? 256)
    var report = AdapterReport()
    var unused = Set(checkpoint.names.map { Text($0) })
    for parameter in loaded.parameters {
      guard checkpoint.entry(parameter.name) != nil else {
        report.missing.append(parameter.name)
        continue
      }
      let tensor = try checkpoint.tensor(parameter.name)
      try LanguageModel.check(tensor, shape: parameter.value.shape, name: parameter.name, path: checkpoint.path)
      parameter.value = tensor.converted(to: .float32)
      report.matched.append(parameter.name)
      unused.remove(Text(parameter.name))
    }
    let tables = try tables(in: checkpoint, of: loaded)
    for (name, _, _) in tables {
      report.matched.append(name)
      unused.remove(Text(name))
    }
    report.unexpected = checkpoint.names.filter { unused.contains(Text($0)) }
    guard !report.matched.isEmpty else {
      throw LanguageModelError.adapterMismatch(
        path: checkpoint.path, matched: 0, missing: report.missing, unexpected: report.unexpected)
    }
    for (_, weight, tensor) in tables { weight.value = tensor }
    adapter = loaded
    freeze()
    return report
  }

  /// The largest rank of the factors in a file: what the configuration says beyond it would only cost memory.
  private static func largestRank(in checkpoint: Checkpoint) -> Int? {
    checkpoint.names.filter { $0.hasSuffix(".lora_A.weight") || $0.hasSuffix(".lora_embedding_A") }
      .compactMap { checkpoint.entry($0)?.shape.dimensions.first }.max()
  }

  /// Tables of the model's own that an adapter's file brings along.
  private func tables(
    in checkpoint: Checkpoint, of loaded: LoRAAdapter
  ) throws -> [(name: String, weight: Parameter, tensor: Tensor)] {
    var found: [(String, Parameter, Tensor)] = []
    for place in [blueprint.embedding, blueprint.head] where loaded.savedModules[place] == nil {
      let name = LoRAAdapter.prefix + blueprint.modules[place].name
      for key in [name + ".base_layer.weight", name + ".weight"] where checkpoint.entry(key) != nil {
        let tensor = try checkpoint.tensor(key)
        let shape = blueprint.modules[place].weightShape
        try LanguageModel.check(tensor, shape: shape, name: key, path: checkpoint.path)
        found.append((key, modules[place].weight, tensor))
      }
    }
    return found
  }

  /// Writes the adapter as peft does: adapter_config.json with its 29 keys, adapter_model.safetensors key for key; and
  /// tunebook.json with the number of rows that the tables had, so that a resized vocabulary is not forgotten.
  ///
  /// - Parameters:
  ///   - folder: made where it is missing.
  ///   - savesTables: whether the frozen embedding and head are written too (`save_embedding_layers`); peft does so
  ///     unasked where they are adapted, which for a 7B model takes 2 GB.
  /// - Throws: `LanguageModelError.adapterState` where there is none; `FileError`.
  public func saveAdapter(folder: String, savesTables: Bool = false) throws {
    guard let adapter else { throw LanguageModelError.adapterState(action: "save an adapter", carries: false) }
    try makeFolder(folder)
    var pending = adapter.parameters.map { PendingTensor($0.name, $0.value) }
    if savesTables {
      for place in [blueprint.embedding, blueprint.head] where adapter.savedModules[place] == nil {
        let suffix = adapter.factors[place] == nil ? ".weight" : ".base_layer.weight"
        let name = LoRAAdapter.prefix + blueprint.modules[place].name + suffix
        pending.append(PendingTensor(name, modules[place].weight.value))
      }
    }
    try writeSafetensors(joinPath(folder, "adapter_model.safetensors"), pending)
    let members = adapter.configuration.members(modulesFound: adapter.moduleNames, forInference: true)
    let text = JSON.object(members).serialized(.init(indent: 2, escapesNonASCII: true, sortsKeys: true))
    try writeFile(joinPath(folder, "adapter_config.json"), text)
    try AdapterRecord(vocabularySize: configuration.vocabularySize).write(folder: folder)
  }
}
