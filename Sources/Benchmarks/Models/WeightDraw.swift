import Tensors

/// Random weights, quickly: about normal, from a table of drawn values.
struct WeightDraw {
  private var state: UInt64
  private static let table: [Float] = {
    var generator = MersenneTwister(seed: 7)
    return Tensor(normal: [1 << 16], standardDeviation: 1, from: &generator).withFloats { Array($0) }
  }()

  /// Begins a sequence.
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  /// 64 random bits.
  ///
  /// Source: Steele, Lea and Flood 2014 (SplitMix64).
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  /// Float32 weights of a standard deviation.
  func floats(_ shape: Shape, deviation: Float) -> Tensor {
    let tensor = Tensor(uninitialized: shape)
    tensor.withMutableFloats { fill($0, WeightDraw.table.map { $0 * deviation }) }
    return tensor
  }

  /// Bfloat16 weights of a standard deviation.
  func brainFloats(_ shape: Shape, deviation: Float) -> Tensor {
    let tensor = Tensor(uninitialized: shape, .bfloat16)
    let values = UnsafeMutableBufferPointer(
      start: tensor.address.assumingMemoryBound(to: UInt16.self), count: tensor.count)
    fill(values, WeightDraw.table.map { brainFloat($0 * deviation) })
    return tensor
  }

  /// Ids in 0 ..< limit.
  mutating func ids(_ count: Int, below limit: Int) -> [Int32] {
    (0..<count).map { _ in Int32(next() % UInt64(limit)) }
  }

  private func fill<Number>(_ values: UnsafeMutableBufferPointer<Number>, _ table: [Number]) {
    var source = self
    table.withUnsafeBufferPointer { table in
      var index = 0
      while index < values.count {
        var word = source.next()
        for place in index..<min(index + 4, values.count) {
          values[place] = table[Int(word & 0xFFFF)]
          word >>= 16
        }
        index += 4
      }
    }
  }
}
