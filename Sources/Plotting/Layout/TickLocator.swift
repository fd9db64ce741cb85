#if canImport(Glibc)
  import Glibc
#endif

/// Places of ticks at round numbers.
enum TickLocator {
  /// The ticks of a linear axis inside its limits: steps of 1, 2, 2.5 or 5 times a power of ten, as many as fit.
  ///
  /// - Parameters:
  ///   - low: the lower limit, finite and below `high`.
  ///   - high: the upper limit.
  ///   - most: the most intervals that leave room for the labels.
  /// - Returns: the ticks and the step between them; no ticks where the numbers are too close for doubles.
  static func linear(_ low: Double, _ high: Double, most: Int) -> (ticks: [Double], step: Double) {
    let span = high - low
    guard span > 0, span.isFinite, most > 0 else { return ([], 0) }
    let rough = span / Double(most)
    var power = pow(10, floor(log10(rough)))
    var step = power
    if !(power > 0) || !power.isFinite { return ([], 0) }
    search: while true {
      for factor in [1, 2, 2.5, 5] where factor * power >= rough * (1 - 1e-9) {
        step = factor * power
        break search
      }
      power *= 10
    }
    let (first, last) = (ceil(low / step - 1e-9), floor(high / step + 1e-9))
    guard first.isFinite, last.isFinite, abs(first) < 1e15, abs(last) < 1e15, last - first <= 100 else {
      return ([], 0)
    }
    return (stride(from: first, through: last, by: 1).map { $0 * step }, step)
  }

  /// The ticks of a logarithmic axis: powers of ten, and the small ticks between them.
  static func logarithmic(_ low: Double, _ high: Double, most: Int) -> (exponents: [Int], minor: [Double]) {
    guard low > 0, high.isFinite else { return ([], []) }
    let (first, last) = (Int(ceil(log10(low) - 1e-9)), Int(floor(log10(high) + 1e-9)))
    guard first <= last else { return ([], minorTicks(low, high, first - 1, last + 1)) }
    let stride = max(1, (last - first + most) / max(most, 1))
    let exponents = Swift.stride(from: first, through: last, by: stride).map { $0 }
    return (exponents, stride == 1 ? minorTicks(low, high, first - 1, last) : [])
  }

  private static func minorTicks(_ low: Double, _ high: Double, _ first: Int, _ last: Int) -> [Double] {
    guard first <= last, last - first < 30 else { return [] }
    return (first...last).flatMap { exponent in (2...9).map { Double($0) * pow(10, Double(exponent)) } }
      .filter { $0 >= low && $0 <= high }
  }
}
