import CKernels
import Tensors
import TestSupport
import Testing

@testable import Kernels

private let blockTypes = ElementType.allCases.filter(\.isQuantized)

/// Where a block holds half-precision numbers.
private func halves(_ type: ElementType) -> [Int] {
  switch type {
  case .bits4WithLeast, .bits5WithLeast, .bits4K, .bits5K: [0, 2]
  case .bits6K: [208]
  default: [0]
  }
}

private func randomWeight(_ type: ElementType, rows: Int, blocks: Int, seed: UInt64 = 3) -> Tensor {
  let weight = Tensor(uninitialized: [rows, blocks * type.blockCount], type)
  let bytes = randomBlocks(count: rows * blocks, size: type.sizeInBytes, halves: halves(type), seed: seed)
  UnsafeMutableRawBufferPointer(start: weight.address, count: weight.sizeInBytes).copyBytes(from: bytes)
  return weight
}

private func product(
  _ x: Tensor, _ weight: Tensor, precision: ComputePrecision = .float32, isDecoding: Bool = false, bias: Tensor? = nil
) -> [Float] {
  let y = Tensor(zeros: [x.shape[0], weight.shape[0]])
  multiply(
    MatrixView(x.floatAddress, columns: x.shape[1]), .forward(weight), into: y.floatAddress, rows: x.shape[0],
    columns: weight.shape[0], depth: x.shape[1], scale: 0.5, start: bias.map { .bias($0.floatAddress) } ?? .overwrite,
    precision: precision, isDecoding: isDecoding)
  return y.floats()
}

private let sides: [(rows: Int, outputs: Int, blocks: Int)] = [(1, 1, 1), (3, 35, 3), (17, 70, 5), (5, 33, 18)]

@Test(arguments: InstructionSet.allCases, blockTypes)
func `a product over blocks is that over the decoded weights, bit for bit`(set: InstructionSet, type: ElementType) {
  for precision in ComputePrecision.allCases {
    for side in sides {
      let weight = randomWeight(type, rows: side.outputs, blocks: side.blocks)
      let plain = weight.converted(to: .float32)
      let x = randomTensor([side.rows, weight.shape[1]], seed: 5)
      let dy = randomTensor([side.rows, side.outputs], seed: 6)
      func backward(_ weight: Tensor) -> [Float] {
        let dx = Tensor(zeros: x.shape)
        multiply(
          MatrixView(dy.floatAddress, columns: side.outputs), .backward(weight), into: dx.floatAddress, rows: side.rows,
          columns: weight.shape[1], depth: side.outputs, precision: precision)
        return dx.floats()
      }
      let ran: Void? = Processor.withInstructionSet(set) {
        #expect(product(x, weight, precision: precision) == product(x, plain, precision: precision), "\(side)")
        #expect(backward(weight) == backward(plain), "\(side) backward")
      }
      guard ran != nil else { return }
    }
  }
}

@Test(arguments: InstructionSet.allCases, blockTypes)
func `decoding multiplies blocks as plain C multiplies the decoded weights`(set: InstructionSet, type: ElementType) {
  for side in sides {
    let weight = randomWeight(type, rows: side.outputs, blocks: side.blocks)
    let x = randomTensor([side.rows, weight.shape[1]], seed: 5)
    let bias = randomTensor([side.outputs], seed: 8)
    let expected = Processor.withInstructionSet(.portable) { product(x, weight.converted(to: .float32), bias: bias) }
    let found = Processor.withInstructionSet(set) {
      product(x, weight, precision: .bfloat16, isDecoding: true, bias: bias)
    }
    guard let expected, let found else { return }
    // There the rows are sums of two bfloat16, which hold 16 bits.
    let isSplit = set == .avx512bf16 && (type == .bits4K || type == .bits6K)
    expectClose(found, expected, tolerance: isSplit ? 1e-5 : 2e-6, "\(side)")
  }
}

@Test(arguments: InstructionSet.allCases, blockTypes)
func `rows of a table of blocks are looked up exactly`(set: InstructionSet, type: ElementType) {
  let weight = randomWeight(type, rows: 9, blocks: 3)
  let (plain, width) = (weight.converted(to: .float32).floats(), weight.shape[1])
  let expected: [Float] = [8, 0, 3].flatMap { row in plain[row * width..<(row + 1) * width].map { $0 * 2 } }
  let found = Processor.withInstructionSet(set) {
    Tape(recordsGradients: false).embedding(ids: [8, 0, 3], table: Parameter(name: "table", value: weight), scale: 2)
      .value.floats()
  }
  guard let found else { return }
  #expect(found == expected)
}

@Test(arguments: blockTypes)
func `a decoded row's bits depend neither on the other rows nor on the threads`(type: ElementType) {
  let weight = randomWeight(type, rows: 130, blocks: 3)
  let x = randomTensor([11, weight.shape[1]], seed: 1)
  let whole = product(x, weight, isDecoding: true)
  let threads = Processor.threads
  defer { Processor.threads = threads }
  for count in [1, 2, 3, 8] {
    Processor.threads = count
    #expect(product(x, weight, isDecoding: true) == whole, "\(count) threads")
  }
  for rows in 1...7 {
    #expect(product(x.prefix(rows: rows), weight, isDecoding: true) == Array(whole.prefix(rows * 130)))
  }
}

@Test(arguments: InstructionSet.allCases, [ElementType.float32, .bfloat16, .float16])
func `few rows have the bits that they have among many`(set: InstructionSet, type: ElementType) {
  for precision in ComputePrecision.allCases {
    for (outputs, depth) in [(1, 1), (17, 31), (33, 33), (70, 576), (64, 1030), (9, 5000)] {
      let weight = randomTensor([outputs, depth], seed: 2).converted(to: type)
      let x = randomTensor([20, depth], seed: 1)
      let bias = randomTensor([outputs], seed: 8)
      let ran: Void? = Processor.withInstructionSet(set) {
        let whole = product(x, weight, precision: precision, bias: bias)
        for rows in 1...5 {
          let few = product(x.prefix(rows: rows), weight, precision: precision, bias: bias)
          #expect(few == Array(whole.prefix(rows * outputs)), "\(rows) rows, \(outputs) x \(depth), \(precision)")
        }
      }
      guard ran != nil else { return }
    }
  }
}

@Test func `several layers of one input are each what it is alone`() {
  let x = Variable(randomTensor([2, 64], seed: 1))
  let layers = [ElementType.bfloat16, .float32, .bits8, .bits4].enumerated().map { place, type in
    let weight =
      type.isQuantized
      ? randomWeight(type, rows: 40 + place, blocks: 2)
      : randomTensor([40 + place, 64], seed: UInt64(place)).converted(to: type)
    let bias = place == 1 ? nil : Parameter(name: "bias", value: randomTensor([40 + place], seed: 9))
    let adapter = LoRAFactors(
      a: Parameter(name: "a", value: randomTensor([3, 64], seed: 4)),
      b: Parameter(name: "b", value: randomTensor([40 + place, 3], seed: 5)), scale: 0.5)
    return LinearLayer(
      weight: Parameter(name: "w", value: weight), bias: bias, adapter: place == 2 ? nil : adapter)
  }
  for precision in ComputePrecision.allCases {
    let tape = Tape(precision: precision, recordsGradients: false)
    tape.isDecoding = true
    let together = tape.linears(x, layers).map { $0.value.floats() }
    let alone = layers.map { tape.linear(x, weight: $0.weight, bias: $0.bias, adapter: $0.adapter).value.floats() }
    #expect(together == alone)
  }
}
