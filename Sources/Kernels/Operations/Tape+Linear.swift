// y = x W^T + bias + s * (d(x) A^T) B^T, d being dropout. Backward: dx = dy W + d(s * (dy B) A),
// dW += dy^T x, dbias += the sum of dy, dB += s * dy^T (d(x) A^T), dA += s * (dy B)^T d(x).

import CKernels
import Tensors

extension Tape {
  /// A linear layer with an optional bias and optional low-rank adapter, [T, out].
  ///
  /// - Parameters:
  ///   - x: [T, in].
  ///   - weight: [out, in], of any floating-point type, read in place; float32 where trainable.
  ///   - bias: [out].
  ///   - adapter: a [R, in] and b [out, R].
  public func linear(_ x: Variable, weight: Parameter, bias: Parameter? = nil, adapter: LoRAFactors? = nil) -> Variable
  {
    let w = weight.value
    precondition(w.shape.rank == 2 && w.shape[1] == x.features, "a weight \(w.shape) for \(x.features) features")
    precondition(bias.map { $0.value.count == w.shape[0] } ?? true, "a bias has one value for each output")
    let needsGradient =
      x.needsGradient || weight.isTrainable || bias?.isTrainable ?? false || adapter?.isTrainable ?? false
    let y = output(tokens: x.tokens, features: w.shape[0], needsGradient: needsGradient)
    let plainBias = bias?.value.asFloats()
    let lowRank = adapter.map { LowRankPass($0, x: x, tape: self) }
    precondition(adapter.map { $0.b.shape[0] == y.features } ?? true, "the factors do not fit the layer's output")
    multiply(
      MatrixView(x.floats, columns: x.features), .forward(w), into: y.floats, rows: x.tokens, columns: w.shape[0],
      depth: x.features, start: plainBias.map { .bias($0.floatAddress) } ?? .overwrite, precision: precision,
      isDecoding: isDecoding, adding: isDecoding ? nil : lowRank?.term)
    withExtendedLifetime(plainBias) {}
    if isDecoding { lowRank?.forward(into: y) }
    record(y) { [precision, slot = x.slot, input = weight.isTrainable ? x.value : nil] dy in
      if let input { weightGradient(input, dy: dy, weight: weight, precision: precision) }
      if let bias, bias.isTrainable {
        kernel_column_sums(bias.accumulator().floatAddress, dy.floatAddress, dy.shape[0], dy.shape[1])
      }
      let term = lowRank?.backward(dy: dy.floatAddress)
      if slot.isNeeded {
        let dx = slot.target()
        multiply(
          MatrixView(dy.floatAddress, columns: dy.shape[1]), .backward(w), into: dx.address, rows: slot.tokens,
          columns: slot.features, depth: dy.shape[1], start: ProductStart(accumulates: dx.accumulates),
          precision: precision, adding: term)
        lowRank?.addMaskedGradient()
      }
    }
    return y
  }
}

private func weightGradient(_ x: Tensor, dy: Tensor, weight: Parameter, precision: ComputePrecision) {
  let (tokens, inputs, outputs) = (x.shape[0], x.shape[1], dy.shape[1])
  multiply(
    MatrixView(dy.floatAddress, columns: outputs).transposed, .values(x.floatAddress, columns: inputs),
    into: weight.accumulator().floatAddress, rows: outputs, columns: inputs, depth: tokens, start: .add,
    precision: precision)
}
