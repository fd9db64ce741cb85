import Kernels
import Tensors

/// A matrix product of a linear layer, forward or backward.
struct ProductShape {
  /// T.
  var tokens: Int
  /// The weight's rows.
  var outputs: Int
  /// The weight's columns.
  var inputs: Int
  /// Whether dy W is computed instead of x W^T.
  var isBackward = false

  /// Multiplications and additions.
  var operations: Double { 2 * Double(tokens) * Double(outputs) * Double(inputs) }
}

/// Operands of a product, and its result.
struct ProductTrial {
  let shape: ProductShape
  let precision: ComputePrecision
  let left: Tensor
  let weight: Tensor
  let result: Tensor

  /// Draws operands; the weight is stored in the type that is multiplied.
  init(_ shape: ProductShape, _ precision: ComputePrecision) {
    self.shape = shape
    self.precision = precision
    let sides = shape.isBackward ? (shape.outputs, shape.inputs) : (shape.inputs, shape.outputs)
    left = WeightDraw(seed: 1).floats([shape.tokens, sides.0], deviation: 1)
    result = Tensor(uninitialized: [shape.tokens, sides.1])
    let drawn = WeightDraw(seed: 2)
    weight =
      precision == .bfloat16
      ? drawn.brainFloats([shape.outputs, shape.inputs], deviation: 0.02)
      : drawn.floats([shape.outputs, shape.inputs], deviation: 0.02)
  }

  /// Multiplies.
  func run() { multiply(left, weight: weight, backward: shape.isBackward, into: result, precision: precision) }

  /// Compares results with sums in double precision at places spread over the matrix, corners included.
  func check(_ name: String) throws(BenchmarkError) {
    run()
    let columns = result.shape[1]
    let depth = left.shape[1]
    let operand = precision == .bfloat16 ? left.converted(to: .bfloat16).converted(to: .float32) : left
    let plain = weight.converted(to: .float32)
    let places = (0..<64).map { ($0 * 7919 % shape.tokens, $0 * 104_729 % columns) } + [(shape.tokens - 1, columns - 1)]
    for (row, column) in places {
      var sum = 0.0
      var size = 0.0
      for k in 0..<depth {
        let other = shape.isBackward ? k * shape.inputs + column : column * shape.inputs + k
        let term = operand.withFloats { Double($0[row * depth + k]) } * plain.withFloats { Double($0[other]) }
        sum += term
        size += term * term
      }
      let found = result.withFloats { Double($0[row * columns + column]) }
      // Rounding grows with the terms, not with a sum that may cancel.
      try Benchmarks.check(
        name, "the product at row \(row), column \(column)", found - sum + size.squareRoot(), is: size.squareRoot(),
        within: 1e-4)
    }
  }
}

extension Benchmark {
  /// Matrix products.
  static var products: [Benchmark] {
    let forward = ProductShape(tokens: 340, outputs: 18_944, inputs: 3584)
    let backward = ProductShape(tokens: 340, outputs: 18_944, inputs: 3584, isBackward: true)
    let sides = "340 x 3584 by 18944 x 3584"
    return [
      product("gemm-bf16", "bfloat16 product, \(sides)", forward, .bfloat16, aim: "92 %"),
      product("gemm-bf16-backward", "its transpose: 340 x 18944 by 18944 x 3584", backward, .bfloat16, aim: "92 %"),
      product("gemm-f32", "float32 product, \(sides)", forward, .float32, aim: "90 %"),
    ]
  }

  private static func product(
    _ name: String, _ summary: String, _ shape: ProductShape, _ precision: ComputePrecision, aim: String
  ) -> Benchmark {
    Benchmark(name, summary, aim: aim) { run in
      let trial = ProductTrial(shape, precision)
      try trial.check(name)
      let (seconds, limit) = run.race(precision == .bfloat16 ? .bfloat16 : .float32, seconds: 3) { trial.run() }
      return Measurement(shape.operations / seconds / 1e9, "GFLOP/s", limit: limit / 1e9)
    }
  }
}
