// Recomputation: the forward pass keeps only what enters a part of the model; its backward pass runs that part anew.

import Tensors

extension Tape {
  /// Runs a part of a model without remembering what happens inside; the backward pass runs it once more.
  ///
  /// Costs a second forward pass of the part and saves its activations. Bits are the same either way.
  ///
  /// - Parameters:
  ///   - input: What enters the part.
  ///   - body: The part, called with the tape to use, up to twice; it must compute the same both times.
  public func checkpointed(_ input: Variable, _ body: @escaping (Tape, Variable) -> Variable) -> Variable {
    guard recordsGradients else { return body(self, input) }
    let plain = inner(recordsGradients: false)
    plain.anticipatesGradients = true
    let y = body(plain, Variable(input.value, needsGradient: input.needsGradient))
    let tape = inner(recordsGradients: true)
    record(y) { [value = input.value, slot = input.slot] dy in
      // The part adds to the input's gradient, as it would without recomputation.
      let exit = body(tape, Variable(value, slot: slot))
      exit.slot.gradient = dy
      tape.backward()
    }
    return y
  }

  private func inner(recordsGradients: Bool) -> Tape {
    let tape = Tape(precision: precision, recordsGradients: recordsGradients)
    tape.dropout = dropout
    tape.rows = rows
    return tape
  }
}
