import JSON

#if canImport(Glibc)
  import Glibc
#endif

/// The rotary embedding of a model: the base and how longer contexts stretch it.
///
/// Source: transformers 4.51 modeling_rope_utils.py.
public struct RotaryConfiguration: Sendable, Equatable {
  /// How the frequencies are changed for longer contexts.
  public enum Scaling: Sendable, Equatable {
    /// Not at all.
    case none
    /// All frequencies are divided.
    case linear(factor: Double)
    /// Llama 3: low frequencies are divided, high ones kept, those between blended.
    case llama3(factor: Double, lowFactor: Double, highFactor: Double, originalLimit: Double)
    /// YaRN: the same idea along the dimensions, with the attention's amplitude changed.
    case yarn(factor: Double, fast: Double, slow: Double, originalLimit: Double, amplitude: Double)
  }

  /// `rope_theta`.
  public var theta = 10_000.0

  /// `rope_scaling`.
  public var scaling = Scaling.none

  init(theta: Double = 10_000) { self.theta = theta }

  /// Reads `rope_theta` and `rope_scaling`, or the `rope_parameters` that holds both in files of transformers 5; there
  /// a model whose layers differ has one such object per kind of layer.
  init(
    _ reader: ConfigurationReader, layers kind: String = "full_attention", positionLimit: Int
  ) throws(LanguageModelError) {
    theta = try reader.number("rope_theta", in: RotaryConfiguration.thetas) ?? 10_000
    let key = reader.value("rope_parameters") == nil ? "rope_scaling" : "rope_parameters"
    guard let all = try reader.object(key) else { return }
    let inner = try all.object(kind)
    try readParameters(inner ?? all, positionLimit: positionLimit)
  }

  /// What `rope_theta` may be.
  static let thetas = 1e-3...1e15

  private mutating func readParameters(
    _ inner: ConfigurationReader, positionLimit: Int
  ) throws(LanguageModelError) {
    theta = try inner.number("rope_theta", in: RotaryConfiguration.thetas) ?? theta
    if let part = try inner.number("partial_rotary_factor", in: 0...1), part != 1 {
      throw inner.unsupported("partial_rotary_factor", .number(part), "1.0")
    }
    let kind = try inner.string("rope_type", or: "type") ?? "default"
    let factor = try inner.number("factor", in: 1...1e6) ?? 1
    let original = try inner.number("original_max_position_embeddings", in: 1...1e12) ?? Double(positionLimit)
    switch kind {
    case "default": break
    case "linear": scaling = .linear(factor: factor)
    case "llama3":
      let low = try inner.number("low_freq_factor", in: 1e-3...1e6) ?? 1
      let high = try inner.number("high_freq_factor", in: 1e-3...1e6) ?? 4
      guard high > low else {
        throw inner.fault("high_freq_factor", .number(high), "greater than low_freq_factor, \(shortestDecimal(low))")
      }
      scaling = .llama3(factor: factor, lowFactor: low, highFactor: high, originalLimit: original)
    case "yarn":
      scaling = .yarn(
        factor: factor, fast: try inner.number("beta_fast", in: 1e-3...1e6) ?? 32,
        slow: try inner.number("beta_slow", in: 1e-3...1e6) ?? 1, originalLimit: original,
        amplitude: try RotaryConfiguration.yarnAmplitude(inner, factor: factor))
    default:
      throw inner.unsupported("rope_scaling type", .string(kind), "default, linear, llama3 or yarn")
    }
  }

  private static func yarnAmplitude(
    _ inner: ConfigurationReader, factor: Double
  ) throws(LanguageModelError) -> Double {
    func grown(_ scale: Double) -> Double { factor <= 1 ? 1 : 0.1 * scale * log(factor) + 1 }
    if let given = try inner.number("attention_factor", in: 0...1e6) { return given }
    let scale = try inner.number("mscale", in: 0...1e6) ?? 0
    let wholeScale = try inner.number("mscale_all_dim", in: 0...1e6) ?? 0
    return scale > 0 && wholeScale > 0 ? grown(scale) / grown(wholeScale) : grown(1)
  }

  /// What cosine and sine are multiplied with.
  public var amplitude: Float {
    if case .yarn(_, _, _, _, let amplitude) = scaling { Float(amplitude) } else { 1 }
  }

  /// The angle per position of each pair of dimensions: D / 2 values.
  public func inverseFrequencies(headSize: Int) -> [Float] {
    let plain = (0..<headSize / 2).map { 1 / pow(theta, Double(2 * $0) / Double(headSize)) }
    switch scaling {
    case .none: return plain.map { Float($0) }
    case .linear(let factor): return plain.map { Float($0 / factor) }
    case .llama3(let factor, let low, let high, let limit):
      return plain.map { frequency in
        let turns = limit * frequency / (2 * Double.pi)
        if turns > high { return Float(frequency) }
        if turns < low { return Float(frequency / factor) }
        let blend = (turns - low) / (high - low)
        return Float((1 - blend) * frequency / factor + blend * frequency)
      }
    case .yarn(let factor, let fast, let slow, let limit, _):
      let size = Double(headSize)
      func dimension(_ turns: Double) -> Double { size * log(limit / (turns * 2 * Double.pi)) / (2 * log(theta)) }
      let first = max(floor(dimension(fast)), 0)
      let last = min(ceil(dimension(slow)), size - 1)
      return plain.enumerated().map { index, frequency in
        let ramp = min(max((Double(index) - first) / max(last - first, 0.001), 0), 1)
        return Float(frequency / factor * ramp + frequency * (1 - ramp))
      }
    }
  }
}
