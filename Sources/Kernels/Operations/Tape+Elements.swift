// Residual sums and gated activations. y = a(g) u: dg = dy u a'(g), du = dy a(g).

import CKernels
import Tensors

/// The function that gates a feed-forward layer.
public enum GatedActivation: String, Sendable, CaseIterable {
  /// x / (1 + exp(-x)).
  case silu
  /// The tanh approximation of the Gaussian error unit.
  case geluTanh

  var kernel: kernel_activation { self == .silu ? kernel_silu : kernel_gelu_tanh }
}

extension Tape {
  /// The sum of two variables of the same shape.
  public func add(_ a: Variable, _ b: Variable) -> Variable {
    precondition(a.value.shape == b.value.shape, "\(a.value.shape) and \(b.value.shape) cannot be added")
    let y = output(tokens: a.tokens, features: a.features, needsGradient: a.needsGradient || b.needsGradient)
    kernel_add(y.floats, a.floats, b.floats, a.value.count)
    record(y) { [first = a.slot, second = b.slot] dy in
      if first.isNeeded, second.isNeeded {
        let target = first.target()
        if target.accumulates {
          kernel_add(target.address, target.address, dy.floatAddress, dy.count)
        } else {
          target.address.update(from: dy.floatAddress, count: dy.count)
        }
        second.take(dy)
      } else {
        (first.isNeeded ? first : second).take(dy)
      }
    }
    return y
  }

  /// activation(gate) * up, elementwise.
  public func gatedActivation(gate: Variable, up: Variable, kind: GatedActivation = .silu) -> Variable {
    precondition(gate.value.shape == up.value.shape, "gate \(gate.value.shape) and up \(up.value.shape) differ")
    let y = output(tokens: gate.tokens, features: gate.features, needsGradient: gate.needsGradient || up.needsGradient)
    kernel_gated(y.floats, gate.floats, up.floats, y.value.count, kind.kernel)
    record(y) { [gateSlot = gate.slot, upSlot = up.slot, gate = gate.value, up = up.value] dy in
      let dgate = gateSlot.isNeeded ? gateSlot.target() : nil
      let dup = upSlot.isNeeded ? upSlot.target() : nil
      kernel_gated_backward(
        dgate?.address, dgate?.accumulates ?? false ? 1 : 0, dup?.address, dup?.accumulates ?? false ? 1 : 0,
        dy.floatAddress, gate.floatAddress, up.floatAddress, dy.count, kind.kernel)
    }
    return y
  }
}
