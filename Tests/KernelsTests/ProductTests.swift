import CKernels
import Tensors
import Testing

@testable import Kernels

/// Sides of matrices that meet every edge of tiles, panels and depth blocks.
private let shapes: [(rows: Int, columns: Int, depth: Int)] = [
  (1, 1, 1), (1, 65, 3), (3, 17, 63), (17, 3, 65), (14, 32, 64), (15, 9, 513), (31, 35, 17), (2, 35, 1030),
  (2, 17, 4099), (65, 1, 2), (1, 1, 600), (5, 130, 0),
]

private func expectedProduct(
  _ left: [Float], _ right: [Float], rows: Int, columns: Int, depth: Int, leftIsTransposed: Bool, rightIsWeight: Bool
) -> [Float] {
  var result: [Float] = []
  for row in 0..<rows {
    for column in 0..<columns {
      var sum = 0.0
      for k in 0..<depth {
        let a = left[leftIsTransposed ? k * rows + row : row * depth + k]
        let b = right[rightIsWeight ? column * depth + k : k * columns + column]
        sum += Double(a) * Double(b)
      }
      result.append(Float(sum))
    }
  }
  return result
}

private func rounded(_ tensor: Tensor) -> [Float] { tensor.converted(to: .bfloat16).floats() }

@Test(arguments: InstructionSet.allCases, ComputePrecision.allCases)
func `products of every shape, layout and stored type are those of the definition`(
  set: InstructionSet, precision: ComputePrecision
) {
  for (index, shape) in shapes.enumerated() {
    for type in [ElementType.float32, .bfloat16, .float16] {
      for layout in 0..<4 {
        let (leftIsTransposed, rightIsWeight) = (layout & 1 == 1, layout & 2 == 2)
        let left = randomTensor([shape.rows, shape.depth], seed: UInt64(index))
        let weightShape: Shape = rightIsWeight ? [shape.columns, shape.depth] : [shape.depth, shape.columns]
        let right = randomTensor(weightShape, seed: UInt64(index + 100)).converted(to: type)
        let expected = expectedProduct(
          precision == .bfloat16 ? rounded(left) : left.floats(),
          precision == .bfloat16 ? rounded(right.converted(to: .float32)) : right.floats(), rows: shape.rows,
          columns: shape.columns, depth: shape.depth, leftIsTransposed: leftIsTransposed, rightIsWeight: rightIsWeight)
        let bias = randomTensor([shape.columns], seed: 7)
        let view =
          leftIsTransposed
          ? MatrixView(left.floatAddress, columns: shape.rows).transposed
          : MatrixView(left.floatAddress, columns: shape.depth)
        for start in 0..<3 {
          let result = Tensor(
            [Float](repeating: 3, count: shape.rows * shape.columns), shape: [shape.rows, shape.columns])
          let ran: Void? = Processor.withInstructionSet(set) {
            multiply(
              view, rightIsWeight ? .forward(right) : .backward(right), into: result.floatAddress, rows: shape.rows,
              columns: shape.columns, depth: shape.depth, scale: 0.5,
              start: start == 0 ? .overwrite : start == 1 ? .add : .bias(bias.floatAddress), precision: precision)
          }
          guard ran != nil else { return }
          let biases = bias.floats()
          let whole = expected.enumerated().map { place, value in
            value / 2 + (start == 0 ? 0 : start == 1 ? 3 : biases[place % shape.columns])
          }
          expectClose(result.floats(), whole, tolerance: 1e-5, "\(shape) \(type) layout \(layout) start \(start)")
        }
      }
    }
  }
}

@Test(arguments: ComputePrecision.allCases)
func `a row's bits depend neither on the other rows nor on the threads`(precision: ComputePrecision) {
  let weight = randomTensor([130, 1100], seed: 2).converted(to: .bfloat16)
  let x = randomTensor([70, 1100], seed: 1)
  func product(rows: Int) -> [Float] {
    let y = Tensor(zeros: [rows, 130])
    multiply(
      MatrixView(x.floatAddress, columns: 1100), .forward(weight), into: y.floatAddress, rows: rows, columns: 130,
      depth: 1100, precision: precision)
    return y.floats()
  }
  let threads = Processor.threads
  defer { Processor.threads = threads }
  let whole = product(rows: 70)
  for count in [1, 2, 3, 8] {
    Processor.threads = count
    #expect(product(rows: 70) == whole, "\(count) threads")
  }
  for rows in [1, 2, 13, 14, 15, 29, 69] { #expect(product(rows: rows) == Array(whole.prefix(rows * 130))) }
}
