import Tensors

/// A named tensor of a model: a weight, a bias, an adapter's factor.
public final class Parameter {
  /// The name it has in checkpoints.
  public let name: String

  /// The elements; float32 and owned where the parameter is trainable, else any stored floating-point type.
  public var value: Tensor

  /// The gradient of the loss, float32, in the shape of `value`; nil until a backward pass has reached it.
  public var gradient: Tensor?

  /// Whether backward passes compute its gradient.
  public var isTrainable: Bool

  /// Makes a parameter of a tensor.
  public init(name: String, value: Tensor, isTrainable: Bool = false) {
    self.name = name
    self.value = value
    self.isTrainable = isTrainable
  }

  /// The gradient's tensor, made of zeros where there was none; operations add to it.
  func accumulator() -> Tensor {
    if let gradient { return gradient }
    let zeros = Tensor(zeros: value.shape)
    gradient = zeros
    return zeros
  }
}
