import Kernels
import Tensors
import Testing

@Test(arguments: [(1, 1, 1), (3, 17, 5), (5, 16, 33)])
func `a linear layer's gradients are those of differences`(tokens: Int, inputs: Int, outputs: Int) {
  let weight = parameter("weight", [outputs, inputs], seed: 2)
  let bias = parameter("bias", [outputs], seed: 3)
  expectGradients(inputs: [randomTensor([tokens, inputs], seed: 1)], parameters: [weight, bias]) {
    $0.linear($1[0], weight: weight, bias: bias)
  }
}

@Test(arguments: [Float(0), 0.4])
func `a low-rank adapter's gradients are those of differences, with and without dropout`(dropout: Float) {
  let weight = Parameter(name: "weight", value: randomTensor([7, 6], seed: 2))
  let a = parameter("a", [3, 6], seed: 3)
  let b = parameter("b", [7, 3], seed: 4)
  let adapter = LoRAFactors(a: a, b: b, scale: 2, dropout: dropout, module: 5)
  expectGradients(inputs: [randomTensor([5, 6], seed: 1)], parameters: [a, b]) { tape, variables in
    tape.dropout = DropoutKey(seed: 1, step: 3)
    tape.rows = PackedRows(lengths: [2, 3])
    return tape.linear(variables[0], weight: weight, adapter: adapter)
  }
}

@Test func `a token table's gradients are those of differences, with an adapter`() {
  let table = parameter("table", [6, 5], seed: 2)
  let a = parameter("a", [2, 6], seed: 3)
  let b = parameter("b", [5, 2], seed: 4)
  let adapter = LoRAFactors(a: a, b: b, scale: 2)
  expectGradients(inputs: [], parameters: [table, a, b]) { tape, _ in
    tape.embedding(ids: [3, 1, 3, 0], table: table, adapter: adapter, scale: 1.5)
  }
}

@Test(arguments: [false, true], [1, 3, 17])
func `a norm's gradients are those of differences`(addsOne: Bool, features: Int) {
  let weight = parameter("weight", [features], seed: 2)
  expectGradients(inputs: [randomTensor([3, features], seed: 1)], parameters: [weight], step: 3e-3) {
    $0.rmsNorm($1[0], weight: weight, epsilon: 1e-3, addsOne: addsOne)
  }
}

@Test func `a norm of each head's gradients are those of differences`() {
  let weight = parameter("weight", [4], seed: 2)
  expectGradients(inputs: [randomTensor([3, 12], seed: 1)], parameters: [weight], step: 3e-3) {
    $0.rmsNorm($1[0], weight: weight, epsilon: 1e-3)
  }
}

@Test(arguments: GatedActivation.allCases)
func `a gated activation's gradients are those of differences`(kind: GatedActivation) {
  let inputs = [randomTensor([3, 7], seed: 1, scale: 3), randomTensor([3, 7], seed: 2)]
  expectGradients(inputs: inputs, parameters: []) { $0.gatedActivation(gate: $1[0], up: $1[1], kind: kind) }
}

@Test func `a sum's gradients reach both operands, and twice the same one`() {
  let inputs = [randomTensor([2, 3], seed: 1), randomTensor([2, 3], seed: 2)]
  expectGradients(inputs: inputs, parameters: []) { $0.add($0.add($1[0], $1[1]), $1[0]) }
}

@Test(arguments: [(4, 2, 6, nil), (3, 3, 17, 2), (2, 1, 32, 3)] as [(Int, Int, Int, Int?)])
func `attention's gradients are those of differences`(heads: Int, shared: Int, size: Int, window: Int?) {
  let rows = PackedRows(lengths: [4, 1, 0, 3])
  let shape = AttentionShape(heads: heads, keyValueHeads: shared, headSize: size, window: window)
  let rotary = size % 2 == 0 ? RotaryEmbedding(headSize: size, base: 100) : nil
  let inputs = [
    randomTensor([8, heads * size], seed: 1), randomTensor([8, shared * size], seed: 2),
    randomTensor([8, shared * size], seed: 3),
  ]
  expectGradients(inputs: inputs, parameters: []) {
    $0.attention(query: $1[0], key: $1[1], value: $1[2], shape: shape, rows: rows, rotary: rotary)
  }
}

@Test(arguments: [nil, 7])
func `attention's gradients of a long row are those of differences`(window: Int?) {
  let shape = AttentionShape(heads: 2, keyValueHeads: 1, headSize: 2, window: window)
  let inputs = [
    randomTensor([72, 4], seed: 1, scale: 2), randomTensor([72, 2], seed: 2), randomTensor([72, 2], seed: 3),
  ]
  expectGradients(inputs: inputs, parameters: []) {
    $0.attention(
      query: $1[0], key: $1[1], value: $1[2], shape: shape, rows: PackedRows(lengths: [2, 67, 3]),
      rotary: RotaryEmbedding(headSize: 2, base: 10))
  }
}

@Test func `the loss's gradients are those of differences`() {
  let hidden = randomTensor([5, 6], seed: 1)
  let head = parameter("head", [9, 6], seed: 2)
  let a = parameter("a", [2, 6], seed: 3)
  let b = parameter("b", [9, 2], seed: 4)
  let adapter = LoRAFactors(a: a, b: b, scale: 2, dropout: 0.3)
  func loss(_ tape: Tape, _ variable: Variable) -> Double {
    tape.dropout = DropoutKey(seed: 1, step: 1)
    tape.rows = PackedRows(lengths: [2, 3])
    return tape.crossEntropy(
      hidden: variable, head: head, adapter: adapter, positions: [0, 3, 4], labels: [8, 0, 2], normalizer: 4
    ).loss
  }
  let tape = Tape()
  let variable = Variable(hidden, needsGradient: true)
  variable.keepsGradient = true
  _ = loss(tape, variable)
  tape.backward()
  for (name, tensor, gradient) in [
    ("hidden", hidden, variable.gradient), ("head", head.value, head.gradient), ("a", a.value, a.gradient),
    ("b", b.value, b.gradient),
  ] {
    let differences = (0..<tensor.count).map { index in
      let kept = tensor.floats()[index]
      let sides = [kept + 1e-2, kept - 1e-2].map { moved in
        tensor.withMutableFloats { $0[index] = moved }
        return loss(Tape(recordsGradients: false), Variable(hidden))
      }
      tensor.withMutableFloats { $0[index] = kept }
      return Float((sides[0] - sides[1]) / 2e-2)
    }
    expectClose(gradient?.floats() ?? [], differences, tolerance: 5e-3, name)
  }
}
