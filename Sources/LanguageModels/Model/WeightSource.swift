import ModelFiles
import Tensors

/// Where a model's weights come from, by the names that transformers gives them.
protocol WeightSource {
  /// The path that messages name.
  var path: String { get }
  /// The names of all weights.
  var names: [String] { get }
  /// Whether there is a weight of a name.
  func contains(_ name: String) -> Bool
  /// The weight of a name, laid out as transformers lays it out.
  func weight(_ name: String) throws -> Tensor
}

extension Checkpoint: WeightSource {
  func contains(_ name: String) -> Bool { entry(name) != nil }

  func weight(_ name: String) throws -> Tensor { try tensor(name) }
}
