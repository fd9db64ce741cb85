import CKernels
import Glibc
import Tensors

/// AdamW's moving averages for one parameter, and its update.
///
/// Where the gradient reaches few columns (`Parameter.columnGradient`) the averages of the others, as their values, are
/// up to date once `Parameter.value` was read.
///
/// Source: Loshchilov and Hutter 2019; rounding and order of operations follow torch.optim.AdamW.
public struct AdamWState {
  /// The average of gradients, in the parameter's shape.
  public var firstMoment: Tensor

  /// The average of squared gradients.
  public var secondMoment: Tensor

  /// Zeros for a parameter.
  public init(for parameter: Parameter) {
    firstMoment = Tensor(zeros: parameter.value.shape)
    secondMoment = Tensor(zeros: parameter.value.shape)
  }

  /// Restores saved averages.
  public init(firstMoment: Tensor, secondMoment: Tensor) {
    self.firstMoment = firstMoment
    self.secondMoment = secondMoment
  }
}

/// The numbers of one AdamW step that all parameters share.
public struct AdamWStep: Sendable {
  /// The learning rate.
  public var learningRate: Float
  /// The memory of the first moment.
  public var beta1: Float
  /// The memory of the second moment.
  public var beta2: Float
  /// Added to the denominator, outside the root.
  public var epsilon: Float
  /// Decoupled: the value shrinks by learning rate times this.
  public var weightDecay: Float
  /// The number of this step, from 1.
  public var step: Int
  /// Multiplies the gradient first: the clipping coefficient.
  public var gradientScale: Float

  /// Makes a step's numbers.
  public init(
    learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0,
    step: Int, gradientScale: Float = 1
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.step = step
    self.gradientScale = gradientScale
  }

  /// Moves a parameter by its gradient and updates its averages; without a gradient nothing happens.
  ///
  /// - Complexity: O(columns that have a gradient, and the steps that they missed) where `columnGradient` holds it.
  public func update(_ parameter: Parameter, state: AdamWState) {
    precondition(state.firstMoment.shape == parameter.shape, "AdamW averages of another parameter")
    if let gradient = parameter.columnGradient {
      parameter.missedSteps(state).add(numbers, gradient)
      return
    }
    guard let gradient = parameter.gradient else { return }
    let value = parameter.value
    precondition(!value.storage.isMapped, "a mapped parameter cannot be trained")
    var numbers = numbers
    kernel_adamw_step(
      &numbers, value.floatAddress, gradient.floatAddress, state.firstMoment.floatAddress,
      state.secondMoment.floatAddress, gradient.count)
  }

  private var numbers: kernel_adamw {
    var numbers = kernel_adamw()
    numbers.learning_rate = learningRate
    numbers.beta1 = beta1
    numbers.beta2 = beta2
    numbers.epsilon = epsilon
    numbers.weight_decay = weightDecay
    numbers.correction1 = 1 - pow(Double(beta1), Double(step))
    numbers.correction2 = 1 - pow(Double(beta2), Double(step))
    numbers.gradient_scale = gradientScale
    return numbers
  }
}

/// The norm of all gradients together, as torch's `clip_grad_norm_` has it: the norm of the parameters' norms.
///
/// - Precision: squares are summed in double precision, in an order that depends on the shapes only.
public func gradientNorm(_ parameters: [Parameter]) -> Double {
  var total = 0.0
  for parameter in parameters {
    if let gradient = parameter.columnGradient {
      total += gradient.squaredNorm(parameter.shape)
    } else if let gradient = parameter.gradient {
      total += kernel_squared_norm(gradient.floatAddress, gradient.count)
    }
  }
  return total.squareRoot()
}

/// The factor that clips gradients of a norm to a largest norm: min(1, largest / (norm + 1e-6)).
public func clippingScale(norm: Double, largest: Double) -> Float { Float(min(1, largest / (norm + 1e-6))) }
