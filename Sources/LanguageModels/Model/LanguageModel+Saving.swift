import Files
import Kernels
import ModelFiles
import Tensors

extension LanguageModel {
  /// Writes a folder that transformers loads: config.json, generation_config.json and the weights, in `elementType`;
  /// above 5 GB in shards with an index. Each file is replaced as a whole.
  ///
  /// - Parameters:
  ///   - folder: made where it is missing.
  ///   - shardSize: the most bytes of weights in one file.
  ///   - progress: called before each tensor with the numbers of those done and of all; what it throws ends the saving.
  /// - Throws: `LanguageModelError.adapterState` where the model carries an adapter; `FileError`.
  public func save(
    folder: String, shardSize: Int = Checkpoint.defaultShardSize,
    progress: @escaping (_ done: Int, _ all: Int) throws -> Void = { _, _ in }
  ) throws {
    guard adapter == nil else { throw LanguageModelError.adapterState(action: "save the whole model", carries: true) }
    try makeFolder(folder)
    let type = elementType
    let parameters = parameters
    var done = 0
    let pending = parameters.map { parameter in
      PendingTensor(parameter.name, shape: parameter.value.shape, elementType: type) {
        try progress(done, parameters.count)
        done += 1
        return parameter.value.elementType == type ? parameter.value : parameter.value.converted(to: type)
      }
    }
    try Checkpoint.write(folder: folder, pending, shardSize: shardSize)
    configuration.setElementType(type)
    try writeFile(joinPath(folder, "generation_config.json"), generationConfiguration.serialized())
    try writeFile(joinPath(folder, "config.json"), configuration.serialized())
  }
}
