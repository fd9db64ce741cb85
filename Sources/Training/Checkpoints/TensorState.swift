import Files
import Kernels
import ModelFiles
import Tensors

/// The trainable parameters and AdamW's means of a checkpoint, in float32, as one safetensors file.
enum TensorState {
  /// The file's name in a checkpoint.
  static let fileName = "optimizer.safetensors"
  private static let suffixes = (value: ".value", first: ".exp_avg", second: ".exp_avg_sq")

  /// Writes the file.
  static func write(_ optimizer: Optimizer, folder: String) throws {
    let pending = zip(optimizer.parameters, optimizer.states).flatMap { parameter, state in
      [
        PendingTensor(parameter.name + suffixes.value, parameter.value),
        PendingTensor(parameter.name + suffixes.first, state.firstMoment),
        PendingTensor(parameter.name + suffixes.second, state.secondMoment),
      ]
    }
    try writeSafetensors(joinPath(folder, fileName), pending)
  }

  /// Fills parameters and optimizer from the file.
  ///
  /// - Throws: `TrainingError.brokenCheckpoint` where a tensor is missing or has another shape; nothing is changed then.
  static func read(into optimizer: Optimizer, folder: String) throws {
    let file: SafetensorsFile
    do {
      file = try SafetensorsFile(path: joinPath(folder, fileName))
    } catch {
      throw TrainingError.brokenCheckpoint(path: folder, problem: "\(error)")
    }
    let found = try optimizer.parameters.map { parameter in
      let parts = try [suffixes.value, suffixes.first, suffixes.second].map { suffix in
        try tensor(parameter.name + suffix, shape: parameter.value.shape, file: file, folder: folder)
      }
      return (value: parts[0], state: AdamWState(firstMoment: parts[1], secondMoment: parts[2]))
    }
    for (parameter, item) in zip(optimizer.parameters, found) { parameter.value = item.value }
    optimizer.restore(found.map(\.state))
  }

  /// Fills parameters alone.
  static func readValues(into parameters: [Parameter], folder: String) throws {
    let file = try SafetensorsFile(path: joinPath(folder, fileName))
    let values = try parameters.map {
      try tensor($0.name + suffixes.value, shape: $0.value.shape, file: file, folder: folder)
    }
    for (parameter, value) in zip(parameters, values) { parameter.value = value }
  }

  private static func tensor(_ name: String, shape: Shape, file: SafetensorsFile, folder: String) throws -> Tensor {
    guard let entry = file.entry(name) else {
      throw TrainingError.brokenCheckpoint(path: folder, problem: "\(fileName) lacks \(name)")
    }
    guard entry.shape == shape, entry.type.elementType == .float32 else {
      throw TrainingError.brokenCheckpoint(
        path: folder, problem: "\(name) is \(entry.type.rawValue) \(entry.shape), float32 \(shape) is needed")
    }
    return try file.tensor(name).converted(to: .float32)
  }
}
