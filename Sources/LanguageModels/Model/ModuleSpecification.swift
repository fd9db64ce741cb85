import Tensors

/// One module of a model as its configuration describes it; nothing is allocated.
public struct ModuleSpecification: Sendable, Equatable {
  /// What a module does.
  public enum Kind: Sendable, Equatable {
    /// A table whose rows are looked up.
    case embedding
    /// A product with a weight [out, in].
    case linear
    /// The product with a table [V, C] that gives the logits.
    case head
    /// A root-mean-square norm.
    case norm
  }

  /// The name in the checkpoint without `.weight`: `model.layers.0.self_attn.q_proj`.
  public let name: String
  /// What it does.
  public let kind: Kind
  /// The weight's shape: [out, in], [V, C] or [C].
  public var weightShape: Shape
  /// Whether it has a bias, of the weight's first length.
  public let hasBias: Bool
  /// The layer it belongs to, or nil.
  public let layer: Int?

  /// The name's last part: `q_proj`.
  public var shortName: String { name.split(separator: ".").last.map(String.init) ?? name }

  /// The number of weights.
  public var parameterCount: Int { weightShape.count + (hasBias ? weightShape[0] : 0) }
}
