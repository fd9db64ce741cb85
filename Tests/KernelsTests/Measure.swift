import Kernels
import Tensors
import Testing

/// Seeded values around zero, all of a size that makes sums meaningful.
func randomTensor(_ shape: Shape, seed: UInt64, scale: Float = 1) -> Tensor {
  var generator = MersenneTwister(seed: seed)
  return Tensor(uniform: shape, in: -scale..<scale, from: &generator)
}

/// Fails where values differ by more than a tolerance relative to the largest expected value; names the worst place.
func expectClose(
  _ values: [Float], _ expected: [Float], tolerance: Float, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(values.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  let size = max(expected.map(abs).max() ?? 0, 1e-6)
  var worst = 0
  var difference: Float = 0
  for index in values.indices where index < expected.count {
    let distance = abs(values[index] - expected[index])
    if !(distance <= difference) { (worst, difference) = (index, distance) }
  }
  #expect(
    difference <= tolerance * size,
    "\(what): at \(worst) \(values.isEmpty ? 0 : values[worst]), expected \(expected.isEmpty ? 0 : expected[worst])",
    sourceLocation: sourceLocation)
}

/// Compares the gradients of an operation with central differences of the sum of its outputs times fixed weights.
///
/// - Parameters:
///   - inputs: The variables' values.
///   - parameters: The trainable parameters.
///   - run: The operation; it must use the variables in the order of `inputs`.
func expectGradients(
  inputs: [Tensor], parameters: [Parameter], tolerance: Float = 2e-3, step: Float = 1e-2,
  sourceLocation: SourceLocation = #_sourceLocation, run: (Tape, [Variable]) -> Variable
) {
  let tape = Tape()
  let variables = inputs.map { Variable($0, needsGradient: true) }
  for variable in variables { variable.keepsGradient = true }
  let output = run(tape, variables)
  let weights = randomTensor(output.value.shape, seed: 99)
  tape.backward(from: output, gradient: weights)

  func objective() -> Double {
    let plain = Tape(recordsGradients: false)
    let value = run(plain, inputs.map { Variable($0) }).value.floats()
    return zip(value, weights.floats()).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  func differences(_ tensor: Tensor) -> [Float] {
    (0..<tensor.count).map { index in
      let kept = tensor.withMutableFloats { $0[index] }
      tensor.withMutableFloats { $0[index] = kept + step }
      let above = objective()
      tensor.withMutableFloats { $0[index] = kept - step }
      let below = objective()
      tensor.withMutableFloats { $0[index] = kept }
      return Float((above - below) / Double(2 * step))
    }
  }
  for (index, variable) in variables.enumerated() {
    expectClose(
      variable.gradient?.floats() ?? [], differences(inputs[index]), tolerance: tolerance, "input \(index)",
      sourceLocation: sourceLocation)
  }
  for parameter in parameters {
    expectClose(
      parameter.gradient?.floats() ?? [], differences(parameter.value), tolerance: tolerance, parameter.name,
      sourceLocation: sourceLocation)
  }
}

/// A trainable parameter of seeded values.
func parameter(_ name: String, _ shape: Shape, seed: UInt64, scale: Float = 0.5) -> Parameter {
  Parameter(name: name, value: randomTensor(shape, seed: seed, scale: scale), isTrainable: true)
}
