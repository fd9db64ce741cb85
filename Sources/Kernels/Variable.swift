import Tensors

/// A node of the tape: float32 values of T tokens by C features, and the gradient of the loss once it is known.
public final class Variable {
  /// The values, [T, C].
  public let value: Tensor

  /// Whether anything trainable lies before it, so that a gradient must reach it.
  public let needsGradient: Bool

  /// Whether the gradient outlives the backward pass, for those who want to look at it.
  public var keepsGradient = false

  /// The gradient of the loss, in the shape of `value`; nil until the backward pass reaches it, and after.
  public internal(set) var gradient: Tensor?

  /// Makes a node of values.
  public init(_ value: Tensor, needsGradient: Bool = false) {
    precondition(value.shape.rank == 2 && value.elementType == .float32, "a variable is a float32 matrix")
    self.value = value
    self.needsGradient = needsGradient
  }

  /// The number of tokens, T.
  public var tokens: Int { value.shape[0] }

  /// The number of features, C.
  public var features: Int { value.shape[1] }

  /// The values' address; valid while the variable lives.
  var floats: UnsafeMutablePointer<Float> { value.address.assumingMemoryBound(to: Float.self) }

  /// Where an operation puts its part of the gradient, and whether it must add to what is there.
  func gradientTarget() -> (address: UnsafeMutablePointer<Float>, accumulates: Bool) {
    if let gradient { return (gradient.address.assumingMemoryBound(to: Float.self), true) }
    let tensor = Tensor(uninitialized: value.shape)
    gradient = tensor
    return (tensor.address.assumingMemoryBound(to: Float.self), false)
  }
}
