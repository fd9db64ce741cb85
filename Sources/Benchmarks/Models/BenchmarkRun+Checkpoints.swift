import Files
import LanguageModels
import ModelFiles

extension BenchmarkRun {
  /// The folder of a model of a shape, written when it is first asked for.
  ///
  /// - Throws: `BenchmarkError.noSpace`, `FileError`, `ModelFileError`.
  func checkpoint(_ shape: ModelShape) throws -> String {
    try checkpoint(shape.name, size: 2 * shape.parameterCount()) { try shape.write(folder: $0) }
  }

  /// The GGUF file of a shape, written when it is first asked for.
  ///
  /// - Throws: `BenchmarkError.noSpace`, `FileError`, `LanguageModelError`, `ModelFileError`.
  func checkpoint(_ quantized: QuantizedShape) throws -> String {
    try checkpoint(quantized.name + ".gguf", size: quantized.shape.parameterCount()) { try quantized.write(path: $0) }
  }

  /// The folder of a GGUF file's weights in bfloat16, in shards, written when it is first asked for.
  ///
  /// - Throws: `BenchmarkError.noSpace`, `FileError`, `LanguageModelError`, `ModelFileError`.
  func decodedCheckpoint(_ quantized: QuantizedShape) throws -> String {
    try checkpoint(quantized.name + "-decoded", size: 2 * quantized.shape.parameterCount()) { folder in
      try LanguageModel(gguf: GGUFFile(path: checkpoint(quantized)), elementType: .bfloat16).save(folder: folder)
    }
  }

  private func checkpoint(_ name: String, size: Int, write: (String) throws -> Void) throws -> String {
    if let path = checkpoints[name] { return path }
    let path = joinPath(try scratch(for: size), name)
    try write(path)
    checkpoints[name] = path
    return path
  }
}
