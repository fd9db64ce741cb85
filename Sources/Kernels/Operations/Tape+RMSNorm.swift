// n = x / sqrt(mean(x^2) + epsilon), y = n w + residual. Backward: dx = (dy w - n mean(dy w n)) / sqrt(...), dw += dy n.

import CKernels
import Tensors

extension Tape {
  /// Divides each token's features by their root mean square and multiplies by a weight.
  ///
  /// - Parameters:
  ///   - x: [T, C]; where C is a multiple of the weight's length (a norm of each head), each part by itself.
  ///   - weight: [C], or the length of a head.
  ///   - epsilon: Added to the mean square.
  ///   - addsOne: Whether the factor is 1 + weight (Gemma).
  ///   - residual: [T, C]; added to the result.
  ///
  /// Source: Zhang and Sennrich 2019.
  public func rmsNorm(
    _ x: Variable, weight: Parameter, epsilon: Float, addsOne: Bool = false, residual: Variable? = nil
  ) -> Variable {
    let w = weight.value
    let features = w.count
    precondition(features > 0 && x.features % features == 0, "a norm of \(features) for \(x.features) features")
    let tokens = x.value.count / features
    precondition(residual.map { $0.value.shape == x.value.shape } ?? true, "a residual of another shape")
    let needsGradient = x.needsGradient || weight.isTrainable || residual?.needsGradient ?? false
    let y = output(tokens: x.tokens, features: x.features, needsGradient: needsGradient)
    let inverse = Tensor(uninitialized: [tokens])
    kernel_rms_norm(
      y.floats, inverse.floatAddress, x.floats, UnsafeRawPointer(w.address), w.kernelElement, addsOne ? 1 : 0, epsilon,
      residual?.floats, tokens, features)
    record(y) { [slot = x.slot, x = x.value, residual = residual?.slot] dy in
      let dx = slot.isNeeded ? slot.target() : nil
      kernel_rms_norm_backward(
        dx?.address, dx?.accumulates ?? false ? 1 : 0, weight.isTrainable ? weight.accumulator().floatAddress : nil,
        dy.floatAddress, x.floatAddress, inverse.floatAddress, UnsafeRawPointer(w.address), w.kernelElement,
        addsOne ? 1 : 0, tokens, features)
      residual?.take(dy)
    }
    return y
  }
}
