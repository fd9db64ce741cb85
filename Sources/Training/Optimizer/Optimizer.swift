import Kernels
import Tensors

/// AdamW over a model's trainable parameters.
///
/// Source: torch's `AdamW` with transformers' groups: biases and norms do not decay, nor do they under a LoRA, which has
/// none.
final class Optimizer {
  /// The parameters, in the model's order.
  let parameters: [Parameter]
  private var means: [AdamWState]
  private let decays: [Bool]

  init(_ parameters: [Parameter]) {
    self.parameters = parameters
    means = parameters.map { AdamWState(for: $0) }
    decays = parameters.map { Self.decays($0.name) }
  }

  /// The running means of each parameter.
  var states: [AdamWState] {
    makeMissedSteps()
    return means
  }

  /// Lets every element make the steps that it has missed, for want of a gradient.
  func makeMissedSteps() { for parameter in parameters { _ = parameter.value } }

  /// Whether a parameter of a name decays.
  static func decays(_ name: String) -> Bool {
    let lowered = name.lowercased()
    if lowered.contains("bias") || lowered.contains("layernorm") || lowered.contains("rmsnorm") { return false }
    return !lowered.split(separator: ".").contains { $0 == "norm" || $0.hasSuffix("_norm") }
  }

  /// The norm of all gradients together.
  ///
  /// - Throws: `TrainingError.gradientNotFinite` with the first parameter whose gradient is not.
  func norm(step: Int) throws -> Double {
    let norm = gradientNorm(parameters)
    guard norm.isFinite else {
      let culprit = parameters.first { !gradientNorm([$0]).isFinite }
      throw TrainingError.gradientNotFinite(
        step: step, parameter: culprit?.name ?? "all parameters together", row: nil)
    }
    return norm
  }

  /// Moves the parameters and forgets their gradients.
  ///
  /// - Parameters:
  ///   - step: the number of the step, from 1.
  ///   - rate: the learning rate.
  ///   - scale: what clipping multiplies gradients with.
  func move(step: Int, rate: Double, scale: Float, _ configuration: TrainingConfiguration) {
    var numbers = AdamWStep(
      learningRate: Float(rate), beta1: Float(configuration.adamBeta1), beta2: Float(configuration.adamBeta2),
      epsilon: Float(configuration.adamEpsilon), step: step, gradientScale: scale)
    for (index, parameter) in parameters.enumerated() {
      numbers.weightDecay = decays[index] ? Float(configuration.weightDecay) : 0
      numbers.update(parameter, state: means[index])
    }
    forgetGradients()
  }

  /// Forgets the gradients.
  func forgetGradients() { for parameter in parameters { parameter.gradient = nil } }

  /// Takes up saved running means.
  func restore(_ states: [AdamWState]) {
    precondition(states.count == parameters.count, "a state for each parameter")
    means = states
  }
}
