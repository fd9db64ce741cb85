#if canImport(Glibc)
  import Glibc
#endif

/// How values lie along an axis.
public enum AxisScale: String, Sendable {
  /// Equal steps for equal differences.
  case linear
  /// Equal steps for equal ratios; values of zero and below are left out.
  case logarithmic = "log"

  /// Makes a scale of matplotlib's name.
  ///
  /// - Throws: `PlotError.unknownScale`.
  public static func named(_ name: String) throws(PlotError) -> AxisScale {
    guard let scale = AxisScale(rawValue: name) else { throw .unknownScale(name) }
    return scale
  }

  /// The value as it lies along the axis; NaN for what cannot be shown.
  func place(_ value: Double) -> Double {
    switch self {
    case .linear: value.isFinite && abs(value) < 1e300 ? value : .nan
    case .logarithmic: value > 0 && value.isFinite ? log10(value) : .nan
    }
  }

  /// The value at a place.
  func value(_ place: Double) -> Double { self == .linear ? place : pow(10, place) }

  /// Limits, as places, that show all values with a margin of 5 % on both sides.
  func limits(of values: some Sequence<Double>) -> (low: Double, high: Double) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values {
      let place = place(value)
      if place.isNaN { continue }
      low = min(low, place)
      high = max(high, place)
    }
    guard low <= high else { return (0, 1) }
    let magnitude = max(abs(low), abs(high))
    if high - low <= magnitude * 1e-12 {
      let half = self == .logarithmic ? 0.5 : magnitude == 0 ? 0.055 : magnitude * 0.055
      return (low - half, high + half)
    }
    let margin = (high - low) * 0.05
    return (low - margin, high + margin)
  }
}
