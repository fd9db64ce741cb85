import Kernels
import Tensors
import Testing

@Test(arguments: [1, 15, 16, 17, 40_000], [Float(0), 0.1])
func `steps follow torch's formula`(count: Int, weightDecay: Float) {
  let parameter = parameter("p", [count], seed: 1)
  let state = AdamWState(for: parameter)
  var value = parameter.value.floats().map(Double.init)
  var first = [Double](repeating: 0, count: count)
  var second = first
  for step in 1...3 {
    let gradient = randomTensor([count], seed: UInt64(step + 5))
    parameter.gradient = gradient
    AdamWStep(learningRate: 0.01, weightDecay: weightDecay, step: step, gradientScale: 0.5)
      .update(parameter, state: state)
    let gradients = gradient.floats()
    for index in 0..<count {
      let g = Double(gradients[index]) / 2
      value[index] *= 1 - 0.01 * Double(weightDecay)
      first[index] = 0.9 * first[index] + 0.1 * g
      second[index] = 0.999 * second[index] + 0.001 * g * g
      var (correction1, correction2) = (1.0, 1.0)
      for _ in 0..<step { (correction1, correction2) = (correction1 * 0.9, correction2 * 0.999) }
      let denominator = second[index].squareRoot() / (1 - correction2).squareRoot() + 1e-8
      value[index] -= 0.01 / (1 - correction1) * first[index] / denominator
    }
  }
  expectClose(parameter.value.floats(), value.map { Float($0) }, tolerance: 1e-6)
}

@Test func `the norm is that of all gradients together, and clips beyond the largest`() {
  let (a, b) = (parameter("a", [2], seed: 1), parameter("b", [1], seed: 2))
  a.gradient = Tensor([3, 0] as [Float], shape: [2])
  b.gradient = Tensor([-4] as [Float], shape: [1])
  let norm = gradientNorm([a, b])
  #expect(norm == 5)
  #expect(clippingScale(norm: norm, largest: 1) == Float(1 / 5.000001))
  #expect(clippingScale(norm: 0.5, largest: 1) == 1)
}
