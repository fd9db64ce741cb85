#if canImport(Glibc)
  import Glibc
#endif

/// The texts of an axis's ticks, all with the same number of decimals, and the power of ten that they share, if any.
struct TickLabels: Equatable {
  var texts: [String]
  /// What stands at the axis's end where all labels are to be multiplied by it: `1e−5`.
  var multiplier: String?

  /// Labels of ticks that are `step` apart.
  init(_ ticks: [Double], step: Double) {
    let largest = ticks.map(abs).max() ?? 0
    var scale = 1.0
    multiplier = nil
    if largest > 0 {
      let order = Int(floor(log10(largest)))
      if order <= -5 || order >= 6 {
        scale = pow(10, Double(order))
        multiplier = "1e\(order < 0 ? "\u{2212}\(-order)" : "\(order)")"
      }
    }
    let scaledStep = step / scale
    var decimals = 0
    while decimals < 12,
      abs(scaledStep * pow(10, Double(decimals)) - (scaledStep * pow(10, Double(decimals))).rounded()) > 1e-6
    {
      decimals += 1
    }
    texts = ticks.map { Self.fixed($0 / scale, decimals: decimals) }
  }

  /// A number with a fixed count of decimals and a true minus sign.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let factor = pow(10, Double(decimals))
    let scaled = (abs(value) * factor).rounded()
    guard scaled.isFinite, scaled < 9e18 else { return "\(value)" }
    let whole = Int(scaled)
    var digits = String(whole)
    if decimals > 0 {
      digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
    }
    return value < 0 && whole != 0 ? "\u{2212}" + digits : digits
  }
}
