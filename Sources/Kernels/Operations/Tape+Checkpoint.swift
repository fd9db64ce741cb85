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
    let y = Variable(body(plain, Variable(input.value)).value, needsGradient: true)
    let tape = inner(recordsGradients: true)
    record(y) {
      guard let dy = y.gradient else { return }
      let entry = Variable(input.value, needsGradient: input.needsGradient)
      entry.gradient = input.gradient  // so that the part adds to it, as it would without recomputation
      let exit = body(tape, entry)
      exit.gradient = dy
      tape.backward()
      input.gradient = entry.gradient
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
