import Glibc

/// The angles by which queries and keys turn with their position, as tables that grow with the positions seen.
///
/// Source: Su et al. 2021; frequencies and rounding as in transformers (float32 products, then cosine and sine).
public final class RotaryEmbedding {
  /// Radians a position, one for each pair of features: [D / 2].
  public let inverseFrequencies: [Float]

  /// Multiplies cosines and sines (YaRN's attention factor).
  public let attentionFactor: Float

  private(set) var cosines: [Float] = []
  private(set) var sines: [Float] = []

  /// Makes tables of given frequencies.
  public init(inverseFrequencies: [Float], attentionFactor: Float = 1) {
    self.inverseFrequencies = inverseFrequencies
    self.attentionFactor = attentionFactor
  }

  /// The usual frequencies: base to the power -2i/D.
  public convenience init(headSize: Int, base: Double) {
    let exponents = stride(from: 0, to: headSize, by: 2).map { Float($0) / Float(headSize) }
    self.init(inverseFrequencies: exponents.map { 1 / powf(Float(base), $0) })
  }

  /// Extends the tables to a position.
  func cover(position: Int) {
    let half = inverseFrequencies.count
    guard half > 0, cosines.count < (position + 1) * half else { return }
    let end = max(position + 1, 2 * cosines.count / half, 64)
    for index in cosines.count / half..<end {
      for frequency in inverseFrequencies {
        let angle = Float(index) * frequency
        cosines.append(cosf(angle) * attentionFactor)
        sines.append(sinf(angle) * attentionFactor)
      }
    }
  }
}
