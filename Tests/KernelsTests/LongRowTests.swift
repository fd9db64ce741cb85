import Kernels
import Tensors
import Testing

/// A row of 4,096 tokens beside a shorter one.
private let lengths = [4096, 70]

private func operands() -> [Tensor] {
  let tokens = lengths.reduce(0, +)
  return [
    randomTensor([tokens, 64], seed: 1), randomTensor([tokens, 32], seed: 2), randomTensor([tokens, 32], seed: 3),
  ]
}

private func shape(window: Int?) -> AttentionShape {
  AttentionShape(heads: 4, keyValueHeads: 2, headSize: 16, scale: 0.7, window: window)
}

private func run(_ tape: Tape, _ variables: [Variable], window: Int?) -> Variable {
  tape.attention(
    query: variables[0], key: variables[1], value: variables[2], shape: shape(window: window),
    rows: PackedRows(lengths: lengths), rotary: RotaryEmbedding(headSize: 16, base: 10_000))
}

@Test(arguments: [nil, 1000]) func `a row of 4096 tokens attends as plain attention does`(window: Int?) {
  let values = operands()
  let whole = run(Tape(recordsGradients: false), values.map { Variable($0) }, window: window).value.floats()
  // Few tokens at a time, behind a cache, go query by query.
  let cache = KeyValueCache(layers: 1, rows: 1, width: 32)
  let rotary = RotaryEmbedding(headSize: 16, base: 10_000)
  var plain: [Float] = []
  for start in stride(from: 0, to: lengths[0], by: 31) {
    let count = min(31, lengths[0] - start)
    let parts = values.map { tensor in
      let width = tensor.shape[1]
      return Variable(
        Tensor(shape: [count, width], elementType: .float32, storage: tensor.storage, offsetInBytes: start * width * 4))
    }
    let part = Tape(recordsGradients: false).attention(
      query: parts[0], key: parts[1], value: parts[2], shape: shape(window: window),
      rows: PackedRows(lengths: [count], starts: [start]), rotary: rotary, cache: cache.layers[0])
    plain += part.value.floats()
  }
  expectClose(Array(whole.prefix(plain.count)), plain, tolerance: 2e-5)
}

@Test(arguments: [nil, 1000]) func `the gradients of a row of 4096 tokens are those of differences`(window: Int?) {
  let values = operands()
  let weights = randomTensor([values[0].shape[0], 64], seed: 4)
  let variables = values.map { Variable($0, needsGradient: true) }
  for variable in variables { variable.keepsGradient = true }
  let tape = Tape()
  tape.backward(from: run(tape, variables, window: window), gradient: weights)
  for (index, name) in ["query", "key", "value"].enumerated() {
    let direction = randomTensor(values[index].shape, seed: UInt64(10 + index))
    let sides = [Float(0.01), -0.01].map { step in
      var moved = values
      moved[index] = values[index].converted(to: .float32)
      moved[index].withMutableFloats { moved in
        direction.withFloats { direction in for i in moved.indices { moved[i] += step * direction[i] } }
      }
      return dot(run(Tape(recordsGradients: false), moved.map { Variable($0) }, window: window).value, weights)
    }
    let expected = (sides[0] - sides[1]) / 0.02
    let found = variables[index].gradient.map { dot($0, direction) } ?? .nan
    #expect(abs(found - expected) <= 2e-3 * abs(expected) + 1e-2, "\(name): \(found), by differences \(expected)")
  }
}

@Test func `the number of threads changes no bit of a long row's gradients`() {
  func gradients(threads: Int) -> [[Float]] {
    let before = Processor.threads
    defer { Processor.threads = before }
    Processor.threads = threads
    let values = operands()
    let variables = values.map { Variable($0, needsGradient: true) }
    for variable in variables { variable.keepsGradient = true }
    let tape = Tape()
    tape.backward(from: run(tape, variables, window: nil), gradient: randomTensor(values[0].shape, seed: 4))
    return variables.map { $0.gradient?.floats() ?? [] }
  }
  let one = gradients(threads: 1)
  for threads in [2, 3, 8] { #expect(gradients(threads: threads) == one, "\(threads) threads") }
}

private func dot(_ left: Tensor, _ right: Tensor) -> Double {
  left.withFloats { left in
    right.withFloats { right in
      var sum = 0.0
      for index in left.indices { sum += Double(left[index]) * Double(right[index]) }
      return sum
    }
  }
}
