// y = x W^T + bias + s * (d(x) A^T) B^T + residual, d being dropout. Backward: dx = dy W + d(s * (dy B) A),
// dresidual = dy, dW += dy^T x, dbias += the sum of dy, dB += s * dy^T (d(x) A^T), dA += s * (dy B)^T d(x).

import CKernels
import Tensors

extension Tape {
  /// A linear layer with an optional bias and optional low-rank adapter, [T, out].
  ///
  /// - Parameters:
  ///   - x: [T, in].
  ///   - layer: The weight, [out, in], and what goes with it.
  ///   - residual: [T, out]; added to the result.
  public func linear(_ x: Variable, _ layer: LinearLayer, residual: Variable? = nil) -> Variable {
    linears(x, [layer], residual: residual)[0]
  }

  /// A linear layer of its parts.
  public func linear(_ x: Variable, weight: Parameter, bias: Parameter? = nil, adapter: LoRAFactors? = nil) -> Variable
  {
    linear(x, LinearLayer(weight: weight, bias: bias, adapter: adapter))
  }

  /// What `linear` makes of each of several layers with the same input, bit for bit: the input is packed once, and the
  /// gradients that reach it are one sum.
  public func linears(_ x: Variable, _ layers: [LinearLayer]) -> [Variable] { linears(x, layers, residual: nil) }

  private func linears(_ x: Variable, _ layers: [LinearLayer], residual: Variable?) -> [Variable] {
    let passes = layers.map { LinearPass($0, x: x, tape: self) }
    let outputs = layers.map {
      output(
        tokens: x.tokens, features: $0.outputs,
        needsGradient: x.needsGradient || $0.isTrainable || residual?.needsGradient ?? false)
    }
    precondition(residual.map { $0.value.shape == outputs[0].value.shape } ?? true, "a residual of another shape")
    multiply(zip(passes, outputs).map { $0.product(x, into: $1, addend: residual) })
    if isDecoding { for (pass, y) in zip(passes, outputs) { pass.lowRank?.forward(into: y) } }
    record(outputs) { [precision, slot = x.slot, residual = residual?.slot] gradients in
      runBackward(passes, gradients, to: slot, precision: precision)
      if let residual, let dy = gradients[0] { residual.take(dy) }
    }
    return outputs
  }
}
