import Display
import Kernels
import Tensors

/// Square products of many sizes, each beside whichever of the machine's limits binds: arithmetic, or reading the weight.
struct ProductSweep {
  /// The weights' rows and columns.
  var widths = [256, 512, 1024, 2048, 4096, 8192]
  /// T.
  var tokens = [1, 4, 16, 64, 256, 1024, 4096]
  /// How long each product is repeated at least.
  var seconds = 0.15

  /// More than the processor's caches hold: a model's layers are read anew for each token too.
  private static let coldBytes = 128 << 20

  /// The ratio of each product to its limit.
  func measure(_ run: BenchmarkRun) throws -> [ComputePrecision: [[Double]]] {
    var found: [ComputePrecision: [[Double]]] = [:]
    for precision in [ComputePrecision.bfloat16, .float32] {
      for width in widths {
        let weights = ProductSweep.weights(width, precision)
        found[precision, default: []].append(try tokens.map { try ratio(run, $0, weights, precision) })
      }
    }
    return found
  }

  /// Weights of one shape that fill more than the caches.
  private static func weights(_ width: Int, _ precision: ComputePrecision) -> [Tensor] {
    let size = width * width * (precision == .bfloat16 ? 2 : 4)
    let count = max(1, coldBytes / size)
    let draw = WeightDraw(seed: 4)
    let shape: Shape = [count * width, width]
    let all =
      precision == .bfloat16 ? draw.brainFloats(shape, deviation: 0.02) : draw.floats(shape, deviation: 0.02)
    return (0..<count).map {
      Tensor(
        shape: [width, width], elementType: all.elementType, storage: all.storage, offsetInBytes: $0 * size)
    }
  }

  private func ratio(
    _ run: BenchmarkRun, _ tokens: Int, _ weights: [Tensor], _ precision: ComputePrecision
  ) throws -> Double {
    let width = weights[0].shape[0]
    let shape = ProductShape(tokens: tokens, outputs: width, inputs: width)
    if width <= 1024 { try ProductTrial(shape, precision).check("sweep") }
    let left = WeightDraw(seed: 1).floats([tokens, width], deviation: 1)
    let result = Tensor(uninitialized: [tokens, width])
    var next = 0
    func once() {
      multiply(left, weight: weights[next], into: result, precision: precision)
      next = (next + 1) % weights.count
    }
    let first = shortest(of: 2, once)
    let repetitions = max(1, min(10_000, Int(0.01 / first)))
    let arithmetic: MachineLimit = precision == .bfloat16 ? .bfloat16 : .float32
    var (best, operations, bytes) = (first, 0.0, 0.0)
    let end = monotonicSeconds() + seconds
    repeat {
      operations = max(operations, run.slice(arithmetic, seconds: 0.01))
      bytes = max(bytes, run.slice(.memory, seconds: 0.01))
      best = min(best, shortest(of: 1) { for _ in 0..<repetitions { once() } } / Double(repetitions))
    } while monotonicSeconds() < end
    return max(shape.operations / operations, Double(weights[0].sizeInBytes) / bytes) / best
  }

  /// The ratios in percent, for people.
  func table(_ found: [ComputePrecision: [[Double]]]) -> [String] {
    func row(_ first: String, _ cells: [String]) -> String {
      "  " + padded(first, 16) + cells.map { padded($0, 6, atRight: true) }.joined()
    }
    return [ComputePrecision.bfloat16, .float32].flatMap { precision in
      [row(precision.rawValue + ", tokens", tokens.map { "\($0)" })]
        + zip(widths, found[precision] ?? []).map { width, ratios in
          row("width \(width)", ratios.map { decimals(100 * $0, 0) + " %" })
        }
    }
  }
}

extension Benchmark {
  /// Products of many sizes.
  static var sweep: Benchmark {
    let sweep = ProductSweep()
    return Benchmark(
      "sweep", "square products, width 256 to 8192, 1 to 4096 tokens: the mean part of what binds", aim: ""
    ) { run in
      let found = try sweep.measure(run)
      let all = found.values.flatMap { $0.flatMap(\.self) }
      var measurement = Measurement(100 * all.reduce(0, +) / Double(all.count), "%", limit: 100)
      measurement.table = sweep.table(found)
      for (precision, short) in [(ComputePrecision.bfloat16, "bf16"), (.float32, "f32")] {
        for (width, ratios) in zip(sweep.widths, found[precision] ?? []) {
          for (tokens, ratio) in zip(sweep.tokens, ratios) {
            measurement.parts.append(("sweep-\(short)-\(width)x\(tokens)", Measurement(100 * ratio, "%", limit: 100)))
          }
        }
      }
      return measurement
    }
  }
}
