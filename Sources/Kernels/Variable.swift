import CKernels
import Tensors

/// A node of the tape: float32 values of T tokens by C features, and the gradient of the loss once it is known.
///
/// Who only needs the gradient holds `slot`, so that the values are freed with the last one who needs those.
public final class Variable {
  /// The values, [T, C].
  public let value: Tensor

  /// Where the gradient is gathered.
  let slot: GradientSlot

  /// Makes a node of values.
  public convenience init(_ value: Tensor, needsGradient: Bool = false) {
    self.init(value, slot: GradientSlot(value.shape, isNeeded: needsGradient))
  }

  /// Makes a node of values whose gradient is gathered in a given place.
  init(_ value: Tensor, slot: GradientSlot) {
    precondition(value.shape.rank == 2 && value.elementType == .float32, "a variable is a float32 matrix")
    self.value = value
    self.slot = slot
  }

  /// Whether anything trainable lies before it, so that a gradient must reach it.
  public var needsGradient: Bool { slot.isNeeded }

  /// The gradient of the loss, in the shape of `value`; nil until the backward pass reaches it, and after.
  public var gradient: Tensor? { slot.gradient }

  /// Whether the gradient outlives the backward pass, for those who want to look at it.
  public var keepsGradient: Bool {
    get { slot.isKept }
    set { slot.isKept = newValue }
  }

  /// The number of tokens, T.
  public var tokens: Int { value.shape[0] }

  /// The number of features, C.
  public var features: Int { value.shape[1] }

  /// The values' address; valid while the variable lives.
  var floats: UnsafeMutablePointer<Float> { value.floatAddress }
}

/// The gradient of a variable while the backward pass gathers it.
final class GradientSlot {
  /// The shape of the values, [T, C].
  let shape: Shape

  /// Whether a gradient must reach it.
  let isNeeded: Bool

  /// Whether the gradient outlives the backward pass.
  var isKept = false

  /// The gradient so far; nil until the backward pass reaches it, and after.
  var gradient: Tensor?

  init(_ shape: Shape, isNeeded: Bool) {
    self.shape = shape
    self.isNeeded = isNeeded
  }

  /// The number of tokens, T.
  var tokens: Int { shape[0] }

  /// The number of features, C.
  var features: Int { shape[1] }

  /// Where an operation puts its part of the gradient, and whether it must add to what is there.
  func target() -> (address: UnsafeMutablePointer<Float>, accumulates: Bool) {
    if let gradient { return (gradient.floatAddress, true) }
    let tensor = Tensor(uninitialized: shape)
    gradient = tensor
    return (tensor.floatAddress, false)
  }

  /// Takes a gradient over, or adds it to what is there; who gives it must not use it again.
  func take(_ dy: Tensor) {
    guard isNeeded else { return }
    if let gradient {
      kernel_add(gradient.floatAddress, gradient.floatAddress, dy.floatAddress, dy.count)
    } else {
      gradient = dy
    }
  }
}
