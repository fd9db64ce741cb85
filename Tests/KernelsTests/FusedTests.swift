import Kernels
import Tensors
import Testing

/// Layers of odd sizes over one input, some with biases, adapters and dropout.
private struct FusedLayers {
  let gate, up, down: LinearLayer

  init(inputs: Int, middle: Int, type: ElementType, dropout: Float) {
    func layer(_ outputs: Int, _ inputs: Int, _ seed: UInt64, rank: Int?, hasBias: Bool) -> LinearLayer {
      let weight = randomTensor([outputs, inputs], seed: seed, scale: 0.3).converted(to: type)
      return LinearLayer(
        weight: Parameter(name: "weight", value: weight),
        bias: hasBias ? Parameter(name: "bias", value: randomTensor([outputs], seed: seed + 1)) : nil,
        adapter: rank.map {
          LoRAFactors(
            a: parameter("a", [$0, inputs], seed: seed + 2), b: parameter("b", [outputs, $0], seed: seed + 3), scale: 2,
            dropout: dropout, module: Int(seed))
        })
    }
    gate = layer(middle, inputs, 10, rank: 3, hasBias: true)
    up = layer(middle, inputs, 20, rank: nil, hasBias: false)
    down = layer(inputs, middle, 30, rank: 5, hasBias: true)
  }

  /// The value, and the gradients of the input, the residual and the factors.
  func run(_ precision: ComputePrecision, tokens: Int, _ body: (Tape, Variable, Variable) -> Variable) -> [[Float]] {
    let tape = Tape(precision: precision)
    tape.dropout = DropoutKey(seed: 4, step: 1)
    tape.rows = PackedRows(lengths: [tokens])
    let inputs = down.weight.shape[0]
    let variables = [UInt64(1), 2].map { Variable(randomTensor([tokens, inputs], seed: $0), needsGradient: true) }
    for variable in variables { variable.keepsGradient = true }
    let y = body(tape, variables[0], variables[1])
    tape.backward(from: y, gradient: randomTensor(y.value.shape, seed: 3))
    let factors = [gate, up, down].flatMap { [$0.adapter?.a, $0.adapter?.b].compactMap(\.self) }
    defer { for factor in factors { factor.gradient = nil } }
    return [y.value.floats()] + variables.map { $0.gradient?.floats() ?? [] }
      + factors.map { $0.gradient?.floats() ?? [] }
  }
}

@Test(arguments: [(1, 5, 9), (3, 40, 33), (31, 70, 100), (65, 130, 1100)], [Float(0), 0.3])
func `a feed-forward layer is what its operations are one by one`(sizes: (Int, Int, Int), dropout: Float) {
  let (tokens, inputs, middle) = sizes
  for set in InstructionSet.allCases {
    for precision in ComputePrecision.allCases {
      Processor.withInstructionSet(set) {
        let layers = FusedLayers(inputs: inputs, middle: middle, type: .bfloat16, dropout: dropout)
        for kind in GatedActivation.allCases {
          let fused = layers.run(precision, tokens: tokens) {
            $0.feedForward($1, gate: layers.gate, up: layers.up, down: layers.down, kind: kind, residual: $2)
          }
          let apart = layers.run(precision, tokens: tokens) { tape, x, residual in
            let gated = tape.gatedActivation(
              gate: tape.linear(x, layers.gate), up: tape.linear(x, layers.up), kind: kind)
            return tape.add(residual, tape.linear(gated, layers.down))
          }
          #expect(fused[0] == apart[0], "\(set) \(precision) \(kind)")
          for (one, other) in zip(fused, apart) { expectClose(one, other, tolerance: 1e-5, "\(set) \(precision)") }
        }
      }
    }
  }
}

@Test(arguments: [1, 4, 29])
func `layers of one input have the values and gradients that each has alone`(tokens: Int) {
  let layers = FusedLayers(inputs: 70, middle: 100, type: .float16, dropout: 0)
  for precision in ComputePrecision.allCases {
    let fused = layers.run(precision, tokens: tokens) { tape, x, residual in
      let both = tape.linears(x, [layers.gate, layers.up])
      return tape.linear(tape.add(both[0], both[1]), layers.down, residual: residual)
    }
    let apart = layers.run(precision, tokens: tokens) { tape, x, residual in
      let sum = tape.add(tape.linear(x, layers.gate), tape.linear(x, layers.up))
      return tape.add(tape.linear(sum, layers.down), residual)
    }
    #expect(fused == apart, "\(precision)")
  }
}

@Test func `a residual beside a norm is the sum of both`() {
  let weight = parameter("weight", [17], seed: 2)
  let inputs = [randomTensor([3, 17], seed: 1), randomTensor([3, 17], seed: 4)]
  expectGradients(inputs: inputs, parameters: [weight], step: 3e-3) {
    $0.rmsNorm($1[0], weight: weight, epsilon: 1e-3, residual: $1[1])
  }
}
