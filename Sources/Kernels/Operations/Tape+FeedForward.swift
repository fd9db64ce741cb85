// h = a(x G^T) (x U^T), y = h D^T + residual. Backward: dh = dy D, dg = dh u a'(g), du = dh a(g), dx = dg G + du U,
// dresidual = dy; adapters as in Tape+Linear.swift.

import CKernels
import Tensors

extension Tape {
  /// A gated feed-forward layer, [T, C]: what `linears`, `gatedActivation` and `linear` make of it, bit for bit, while the
  /// products' results are near.
  ///
  /// - Parameters:
  ///   - x: [T, C].
  ///   - gate: [middle, C].
  ///   - up: [middle, C].
  ///   - down: [C, middle].
  ///   - kind: The function that gates.
  ///   - residual: [T, C]; added to the result.
  public func feedForward(
    _ x: Variable, gate: LinearLayer, up: LinearLayer, down: LinearLayer, kind: GatedActivation = .silu,
    residual: Variable? = nil
  ) -> Variable {
    if isDecoding {
      let both = linears(x, [gate, up])
      return linear(gatedActivation(gate: both[0], up: both[1], kind: kind), down, residual: residual)
    }
    precondition(gate.outputs == up.outputs, "gate \(gate.weight.shape) and up \(up.weight.shape) differ")
    let passes = [gate, up].map { LinearPass($0, x: x, tape: self) }
    let needsMiddle = x.needsGradient || gate.isTrainable || up.isTrainable
    let middle = [gate, up].map { output(tokens: x.tokens, features: $0.outputs, needsGradient: needsMiddle) }
    let gated = output(tokens: x.tokens, features: gate.outputs, needsGradient: needsMiddle)
    let gating = kernel_gating(
      kind: kind.kernel, stride: gated.features, gated: gated.floats, up: middle[1].floats, gate: nil)
    multiply(zip(passes, middle).map { $0.product(x, into: $1) }, gating: gating)

    let needsGradient = needsMiddle || down.isTrainable || residual?.needsGradient ?? false
    let y = output(tokens: x.tokens, features: down.outputs, needsGradient: needsGradient)
    let downPass = LinearPass(down, x: gated, tape: self)
    multiply([downPass.product(gated, into: y, addend: residual)])
    let (gateValue, upValue) = (middle[0].value, middle[1].value)
    record(y) { [precision, slot = x.slot, residual = residual?.slot] dy in
      let dgated = downPass.backward(dy)
      if needsMiddle {
        let dgate = gatedGradient(
          dgated, of: downPass, gate: gateValue, up: upValue, kind: kind.kernel, precision: precision)
        runBackward(passes, [dgate, upValue], to: slot, precision: precision)
      }
      residual?.take(dy)
    }
    return y
  }
}

/// The gradient of a gate's result; that of what it gates replaces `up`.
///
/// - Parameter terms: those of the gated values' gradient.
private func gatedGradient(
  _ terms: [ProductTerm], of down: LinearPass, gate: Tensor, up: Tensor, kind: kernel_activation,
  precision: ComputePrecision
) -> Tensor {
  let (tokens, features) = (gate.shape[0], gate.shape[1])
  let dgate = Tensor(uninitialized: gate.shape)
  let product = Product(
    sumOf: terms[...], into: dgate.floatAddress, rows: tokens, columns: features, start: .overwrite,
    precision: precision)
  if let lowRank = down.lowRank, lowRank.isMasked {
    multiply([product])
    lowRank.addMaskedGradient(to: dgate)
    kernel_gated_backward(
      dgate.floatAddress, 0, up.floatAddress, 0, dgate.floatAddress, gate.floatAddress, up.floatAddress, gate.count,
      kind)
  } else {
    let gating = kernel_gating(
      kind: kind, stride: features, gated: nil, up: up.floatAddress, gate: UnsafePointer(gate.floatAddress))
    multiply([product], gating: gating)
  }
  return dgate
}
