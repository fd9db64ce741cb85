import Glibc

extension MersenneTwister {
  /// Fills a buffer with values of `range`, as torch's `uniform_` on the CPU: 24 random bits each.
  ///
  /// Source: at::uniform_real_distribution<float>.
  public mutating func fillUniform(_ values: UnsafeMutableBufferPointer<Float>, in range: Range<Float> = 0..<1) {
    let width = range.upperBound - range.lowerBound
    for index in values.indices { values[index] = uniform() * width + range.lowerBound }
  }

  /// Fills a buffer with normal values, as torch's `normal_` on the CPU.
  ///
  /// From 16 values on, blocks of 16 uniform values become normal ones by Box and Muller's formula, eight radii
  /// before eight angles; an incomplete last block draws its 16 values anew. Fewer are drawn one by one in double
  /// precision, two at a time, the second kept for the next call.
  ///
  /// - Precision: within 1.2e-7 of torch, whose vectorised logarithm and sine differ in the last bits.
  ///
  /// Source: ATen/native/cpu/DistributionTemplates.h, `normal_fill`.
  public mutating func fillNormal(
    _ values: UnsafeMutableBufferPointer<Float>, mean: Float = 0, standardDeviation: Float = 1
  ) {
    guard values.count >= 16 else {
      for index in values.indices {
        values[index] = Float(normal() * Double(standardDeviation) + Double(mean))
      }
      return
    }
    for index in values.indices { values[index] = uniform() }
    let whole = values.count / 16 * 16
    for start in stride(from: 0, to: whole, by: 16) {
      boxMuller(values, at: start, mean: mean, standardDeviation: standardDeviation)
    }
    guard whole < values.count else { return }
    let last = values.count - 16
    for index in last..<values.count { values[index] = uniform() }
    boxMuller(values, at: last, mean: mean, standardDeviation: standardDeviation)
  }

  private func boxMuller(
    _ values: UnsafeMutableBufferPointer<Float>, at start: Int, mean: Float, standardDeviation: Float
  ) {
    let turn = Float(2 * 3.141592653589793)  // rounded to nearest, as torch's; Float.pi is rounded down
    for index in start..<start + 8 {
      let radius = (-2 * logf(1 - values[index])).squareRoot()
      let angle = turn * values[index + 8]
      values[index] = radius * cosf(angle) * standardDeviation + mean
      values[index + 8] = radius * sinf(angle) * standardDeviation + mean
    }
  }

  /// One normal value in double precision, as torch draws single ones.
  public mutating func normal() -> Double {
    if let kept = keptNormal {
      keptNormal = nil
      return kept
    }
    let first = uniformDouble()
    let second = uniformDouble()
    let radius = (-2 * log1p(-second)).squareRoot()
    let angle = 2 * Double.pi * first
    keptNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  /// A double in 0 ..< 1 with 53 random bits, as torch's double `rand`.
  public mutating func uniformDouble() -> Double {
    let high = UInt64(next())
    let low = UInt64(next())
    return Double((high << 32 | low) & 0x1F_FFFF_FFFF_FFFF) * 0x1p-53
  }
}

extension Tensor {
  /// Uniform float32 values of a range, drawn as torch's `uniform_` draws them.
  public init(uniform shape: Shape, in range: Range<Float>, from generator: inout MersenneTwister) {
    self.init(zeros: shape)
    withMutableFloats { generator.fillUniform($0, in: range) }
  }

  /// Normal float32 values, drawn as torch's `normal_` draws them.
  public init(
    normal shape: Shape, mean: Float = 0, standardDeviation: Float = 1, from generator: inout MersenneTwister
  ) {
    self.init(zeros: shape)
    withMutableFloats { generator.fillNormal($0, mean: mean, standardDeviation: standardDeviation) }
  }
}
