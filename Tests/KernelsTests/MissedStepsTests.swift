import Kernels
import Tensors
import Testing

/// A token table's adapter that is trained beside a copy whose gradient is given as a whole matrix.
private struct Pair {
  let adapter: LoRAFactors
  let copy: Parameter
  let state: AdamWState
  let copyState: AdamWState
  let table: Parameter
  let vocabulary: Int

  init(rank: Int, vocabulary: Int) {
    self.vocabulary = vocabulary
    let start = randomTensor([rank, vocabulary], seed: 3, scale: 0.3)
    let a = Parameter(name: "a", value: start.converted(to: .float32), isTrainable: true)
    copy = Parameter(name: "copy", value: start.converted(to: .float32), isTrainable: true)
    adapter = LoRAFactors(a: a, b: parameter("b", [5, rank], seed: 4), scale: 2)
    table = Parameter(name: "table", value: randomTensor([vocabulary, 5], seed: 5))
    (state, copyState) = (AdamWState(for: a), AdamWState(for: copy))
  }

  /// Reads tokens' columns, as evaluations do.
  func read(_ ids: [Int32]) {
    _ = Tape(recordsGradients: false).embedding(ids: ids, table: table, adapter: adapter)
  }

  /// Moves both by the same gradient, which some tokens have.
  func step(_ ids: [Int32], _ numbers: AdamWStep) {
    for part in [ids[..<(ids.count / 2)], ids[(ids.count / 2)...]] where !part.isEmpty {
      let tape = Tape()
      let y = tape.embedding(ids: Array(part), table: table, adapter: adapter)
      tape.backward(from: y, gradient: randomTensor([part.count, 5], seed: UInt64(numbers.step)))
    }
    copy.gradient = adapter.a.gradient
    #expect(gradientNorm([adapter.a]) == gradientNorm([copy]), "step \(numbers.step)")
    numbers.update(adapter.a, state: state)
    numbers.update(copy, state: copyState)
    adapter.a.gradient = nil
    copy.gradient = nil
  }

  func expectEqual(_ when: String) {
    #expect(bits(adapter.a.value) == bits(copy.value), "values \(when)")
    #expect(bits(state.firstMoment) == bits(copyState.firstMoment), "first averages \(when)")
    #expect(bits(state.secondMoment) == bits(copyState.secondMoment), "second averages \(when)")
  }

  private func bits(_ tensor: Tensor) -> [UInt32] { tensor.floats().map(\.bitPattern) }
}

@Test(arguments: [(8, 700), (1, 33), (19, 2500)], [(Float(0), Float(1e-8)), (0.1, 1e-8), (0.1, 0)])
func `a factor whose steps are made late has the bits of one whose steps are made at once`(
  shape: (rank: Int, vocabulary: Int), numbers: (decay: Float, epsilon: Float)
) {
  for set in InstructionSet.allCases {
    Processor.withInstructionSet(set) {
      let pair = Pair(rank: shape.rank, vocabulary: shape.vocabulary)
      var generator = MersenneTwister(seed: 11)
      func tokens(_ count: Int) -> [Int32] {
        (0..<count).map { _ in Int32(generator.next() % UInt32(shape.vocabulary / 2)) * 2 }
      }
      for step in 1...60 {
        pair.step(
          tokens(1 + step % 9),
          AdamWStep(
            learningRate: 0.02 / Float(step), epsilon: numbers.epsilon, weightDecay: numbers.decay, step: step,
            gradientScale: step % 3 == 0 ? 0.25 : 1))
        if step % 7 == 0 { pair.read(tokens(12) + [1]) }
        if step % 25 == 0 { pair.expectEqual("after \(step) steps on \(set)") }
      }
      pair.expectEqual("at the end on \(set)")
    }
  }
}

@Test func `averages that are saved and restored go on with the same bits`() {
  let pair = Pair(rank: 4, vocabulary: 90)
  for step in 1...10 { pair.step([Int32(step), 70], AdamWStep(learningRate: 0.02, weightDecay: 0.1, step: step)) }
  let a = adapterCopy(pair)
  for step in 11...30 { pair.step([Int32(step), 3], AdamWStep(learningRate: 0.01, weightDecay: 0.1, step: step)) }
  for step in 11...30 {
    let tape = Tape()
    let y = tape.embedding(ids: [Int32(step)], table: pair.table, adapter: a.factors)
    tape.backward(from: y, gradient: randomTensor([1, 5], seed: UInt64(step)))
    let other = Tape()
    let z = other.embedding(ids: [3], table: pair.table, adapter: a.factors)
    other.backward(from: z, gradient: randomTensor([1, 5], seed: UInt64(step)))
    AdamWStep(learningRate: 0.01, weightDecay: 0.1, step: step).update(a.factors.a, state: a.state)
    a.factors.a.gradient = nil
  }
  #expect(a.factors.a.value.floats() == pair.adapter.a.value.floats())
  pair.expectEqual("without an interruption")
}

/// The adapter as a checkpoint has it, with its averages.
private func adapterCopy(_ pair: Pair) -> (factors: LoRAFactors, state: AdamWState) {
  let a = Parameter(name: "a", value: pair.adapter.a.value.converted(to: .float32), isTrainable: true)
  let state = AdamWState(
    firstMoment: pair.state.firstMoment.converted(to: .float32),
    secondMoment: pair.state.secondMoment.converted(to: .float32))
  return (LoRAFactors(a: a, b: pair.adapter.b, scale: 2), state)
}
