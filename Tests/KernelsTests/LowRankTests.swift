import CKernels
import Tensors
import Testing

@testable import Kernels

/// Tokens, features and rank on every side of the kernels' steps.
private let shapes: [(tokens: Int, features: Int, rank: Int)] = [
  (1, 1, 1), (2, 17, 8), (3, 64, 8), (7, 33, 5), (25, 130, 16), (50, 15, 9), (4, 600, 20),
]

@Test(arguments: InstructionSet.allCases)
func `what adapters multiply is what the definition says, on any number of threads`(set: InstructionSet) {
  defer { Processor.threads = 2 }
  for (index, shape) in shapes.enumerated() {
    let (tokens, features, rank) = shape
    let x = randomTensor([tokens, features], seed: UInt64(index))
    let a = randomTensor([rank, features], seed: UInt64(index + 50))
    let (xs, factors) = (x.floats(), a.floats())
    var expected = [Float](repeating: 0, count: tokens * rank)
    for token in 0..<tokens {
      for row in 0..<rank {
        let terms = (0..<features).map { Double(xs[token * features + $0]) * Double(factors[row * features + $0]) }
        expected[token * rank + row] = Float(terms.reduce(0, +) / 2)
      }
    }
    var gathered = factors.map(Double.init)
    for token in 0..<tokens {
      for row in 0..<rank {
        for feature in 0..<features {
          gathered[row * features + feature] +=
            Double(expected[token * rank + row]) * Double(xs[token * features + feature])
        }
      }
    }
    var first: ([Float], [Float])?
    for threads in [1, 2, 3, 8] {
      Processor.threads = threads
      let projected = Tensor(uninitialized: [tokens, rank])
      let sums = Tensor(factors, shape: a.shape)
      let ran: Void? = Processor.withInstructionSet(set) {
        kernel_project(projected.floatAddress, x.floatAddress, a.floatAddress, tokens, features, rank, 0.5)
        kernel_gather_outer(sums.floatAddress, projected.floatAddress, x.floatAddress, tokens, features, rank)
      }
      guard ran != nil else { return }
      expectClose(projected.floats(), expected, tolerance: 1e-5, "projection \(shape)")
      expectClose(sums.floats(), gathered.map { Float($0) }, tolerance: 1e-5, "outer sums \(shape)")
      let bits = first ?? (projected.floats(), sums.floats())
      #expect(bits == (projected.floats(), sums.floats()), "\(shape) on \(threads) threads")
      first = bits
    }
  }
}

@Test(arguments: InstructionSet.allCases, ComputePrecision.allCases)
func `a product of two terms is the sum of two products`(set: InstructionSet, precision: ComputePrecision) {
  for (index, shape) in [(1, 3, 5, 2), (15, 33, 70, 8), (30, 130, 1100, 20), (9, 40, 2100, 64)].enumerated() {
    let (rows, columns, depth, rank) = shape
    let x = randomTensor([rows, depth], seed: UInt64(index))
    let weight = randomTensor([columns, depth], seed: UInt64(index + 10))
    let low = randomTensor([rows, rank], seed: UInt64(index + 20))
    let factor = randomTensor([columns, rank], seed: UInt64(index + 30))
    func product(_ adding: ProductTerm?, _ result: Tensor) {
      multiply(
        MatrixView(x.floatAddress, columns: depth), .forward(weight), into: result.floatAddress, rows: rows,
        columns: columns, depth: depth, precision: precision, adding: adding)
    }
    let (whole, parts) = (Tensor(zeros: [rows, columns]), Tensor(zeros: [rows, columns]))
    let term = ProductTerm(
      MatrixView(low.floatAddress, columns: rank), .forward(factor), depth: rank, keeping: [low, factor])
    let ran: Void? = Processor.withInstructionSet(set) {
      product(term, whole)
      product(nil, parts)
      multiply(
        MatrixView(low.floatAddress, columns: rank), .forward(factor), into: parts.floatAddress, rows: rows,
        columns: columns, depth: rank, start: .add, precision: precision)
    }
    guard ran != nil else { return }
    expectClose(whole.floats(), parts.floats(), tolerance: 1e-5, "\(shape)")
  }
}
