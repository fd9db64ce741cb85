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

  init(_ reader: ConfigurationReader, positionLimit: Int, headSize: Int) throws(LanguageModelError) {
    theta = try reader.number("rope_theta", in: 1e-3...1e15) ?? 10_000
    guard let value = reader.value("rope_scaling") else { return }
    guard case .object(let members) = value else { throw reader.fault("rope_scaling", value, "an object") }
    let inner = ConfigurationReader(path: reader.path, members: members)
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
      let amplitude = try inner.number("attention_factor", in: 0...1e6) ?? (factor <= 1 ? 1 : 0.1 * log(factor) + 1)
      scaling = .yarn(
        factor: factor, fast: try inner.number("beta_fast", in: 1e-3...1e6) ?? 32,
        slow: try inner.number("beta_slow", in: 1e-3...1e6) ?? 1, originalLimit: original, amplitude: amplitude)
    default:
      throw inner.unsupported("rope_scaling type", .string(kind), "default, linear, llama3 or yarn")
    }
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
