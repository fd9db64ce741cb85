import Kernels
import Tensors
import Testing

private let rowLengths = [7, 1, 18, 3, 16, 33]

@Test(arguments: InstructionSet.allCases, [ElementType.float32, .bfloat16, .float16])
func `every instruction set computes what plain C computes`(set: InstructionSet, type: ElementType) {
  for precision in ComputePrecision.allCases {
    for trainsWeights in [false, true] {
      let network = SmallNetwork(type: type, trainsWeights: trainsWeights)
      let plain = Processor.withInstructionSet(.portable) {
        network.pass(rowLengths: rowLengths, precision: precision, dropout: 0.2)
      }
      let other = Processor.withInstructionSet(set) {
        network.pass(rowLengths: rowLengths, precision: precision, dropout: 0.2)
      }
      guard let plain, let other else { return }
      // Roundings to bfloat16 may fall to the other side where the sums before them differ in their last bits.
      let tolerance: Float = precision == .float32 ? 2e-5 : 4e-3
      expectClose(other.losses, plain.losses, tolerance: tolerance, "losses \(precision)")
      expectClose(other.gradients, plain.gradients, tolerance: tolerance, "gradients \(precision)")
    }
  }
}

@Test(arguments: ComputePrecision.allCases)
func `losses and gradients are the same bits for 1, 2, 3 and 8 threads`(precision: ComputePrecision) {
  let threads = Processor.threads
  defer { Processor.threads = threads }
  let network = SmallNetwork(trainsWeights: true)
  Processor.threads = 1
  let alone = network.pass(rowLengths: rowLengths, precision: precision, dropout: 0.1)
  for count in [2, 3, 8] {
    Processor.threads = count
    for _ in 0..<3 {
      let shared = network.pass(rowLengths: rowLengths, precision: precision, dropout: 0.1)
      #expect(shared.losses == alone.losses && shared.gradients == alone.gradients, "\(count) threads")
    }
  }
}

@Test func `bfloat16 products stay near float32`() {
  let network = SmallNetwork(trainsWeights: false)
  let exact = network.pass(rowLengths: rowLengths)
  let rounded = network.pass(rowLengths: rowLengths, precision: .bfloat16)
  expectClose(rounded.losses, exact.losses, tolerance: 1e-2)
  #expect(rounded.losses != exact.losses)
}

@Test func `packing changes nothing, not even dropout`() {
  let network = SmallNetwork(trainsWeights: false)
  let together = network.pass(rowLengths: [4, 6, 8], dropout: 0.3, identities: [5, 6, 7])
  var losses: [Float] = []
  var gradients = [Float](repeating: 0, count: together.gradients.count)
  for (length, identity) in [(4, 5), (6, 6), (8, 7)] {
    let apart = network.pass(rowLengths: [length], dropout: 0.3, identities: [identity])
    losses += apart.losses
    for index in gradients.indices { gradients[index] += apart.gradients[index] }
  }
  #expect(losses == together.losses)
  expectClose(gradients, together.gradients, tolerance: 1e-5)
}

@Test func `recomputing a layer changes no bit`() {
  let network = SmallNetwork(trainsWeights: true)
  let kept = network.pass(rowLengths: rowLengths, dropout: 0.2)
  let recomputed = network.pass(rowLengths: rowLengths, dropout: 0.2, recomputes: true)
  #expect(recomputed.losses == kept.losses && recomputed.gradients == kept.gradients)
}

@Test func `dropout drops its share, keeps the mean, and differs between steps and modules`() {
  let x = Variable(Tensor([Float](repeating: 1, count: 64 * 100), shape: [64, 100]))
  let identity = Tensor(zeros: [100, 100])
  identity.withMutableFloats { for index in 0..<100 { $0[index * 101] = 1 } }
  let weight = Parameter(name: "zero", value: Tensor(zeros: [100, 100]))
  func masked(step: Int, module: Int) -> [Float] {
    let tape = Tape()
    tape.dropout = DropoutKey(seed: 1, step: step)
    tape.rows = PackedRows(lengths: [32, 32])
    let eye = Parameter(name: "eye", value: identity)
    return tape.linear(
      x, weight: weight, adapter: LoRAFactors(a: eye, b: eye, scale: 1, dropout: 0.25, module: module)
    ).value.floats()
  }
  let first = masked(step: 1, module: 1)
  let dropped = first.count { $0 == 0 }
  #expect(abs(Double(dropped) / 6400 - 0.25) < 0.03)
  #expect(first.allSatisfy { $0 == 0 || abs($0 - 4 / 3) < 1e-6 })
  #expect(first == masked(step: 1, module: 1))
  #expect(first != masked(step: 2, module: 1) && first != masked(step: 1, module: 2))
  #expect(Array(first.prefix(3200)) != Array(first.suffix(3200)))
}

@Test func `cached decoding equals the whole pass, many rows at once`() {
  let network = SmallNetwork(type: .bfloat16, trainsWeights: false)
  let texts: [[Int32]] = [[1, 5, 9, 2, 40, 7, 7, 3], [3, 1, 4, 1, 5, 9, 2, 6]]
  let whole = Tape(recordsGradients: false)
  let expected = network.hidden(
    whole, ids: texts[0] + texts[1], rows: PackedRows(lengths: [8, 8])
  ).value.floats()
  let cache = KeyValueCache(layers: 1, rows: 2, width: 30)
  let first = network.hidden(
    Tape(recordsGradients: false), ids: Array(texts[0].prefix(3) + texts[1].prefix(5)),
    rows: PackedRows(lengths: [3, 5]), cache: cache
  ).value.floats()
  let width = SmallNetwork.features
  expectClose(Array(first.prefix(3 * width)), Array(expected.prefix(3 * width)), tolerance: 1e-5, "prompt")
  for step in 0..<3 {
    let hidden = network.hidden(
      Tape(recordsGradients: false), ids: [texts[0][3 + step], texts[1][5 + step]],
      rows: PackedRows(lengths: [1, 1], starts: cache.lengths), cache: cache
    ).value.floats()
    let places = [3 + step, 8 + 5 + step]
    for (row, place) in places.enumerated() {
      expectClose(
        Array(hidden[row * width..<(row + 1) * width]), Array(expected[place * width..<(place + 1) * width]),
        tolerance: 1e-5, "row \(row) step \(step)")
    }
  }
  cache.keep(rows: [1, 1])
  #expect(cache.lengths == [8, 8])
}
