#if canImport(Glibc)
  import Glibc
#endif

/// How the learning rate changes from step to step, as a factor of its largest value.
///
/// Source: transformers' `optimization.py`, whose names the raw values are.
public struct LearningRateSchedule: Sendable, Equatable {
  /// The form of the curve after the warm-up.
  public enum Kind: String, Sendable, CaseIterable {
    /// Down to zero in a straight line.
    case linear
    /// Down to zero along half a cosine.
    case cosine
    /// Down along a cosine, several times.
    case cosineWithRestarts = "cosine_with_restarts"
    /// Down to a least rate along a power.
    case polynomial
    /// Always the same, without warm-up.
    case constant
    /// The same after a warm-up.
    case constantWithWarmup = "constant_with_warmup"
    /// Down with the root of the step.
    case inverseSquareRoot = "inverse_sqrt"
    /// Down to a least rate along half a cosine.
    case cosineWithMinimum = "cosine_with_min_lr"
  }

  /// The form.
  public var kind: Kind

  /// Periods of the cosine: 0.5 by default, 1 with restarts.
  public var cycles: Double?

  /// The exponent of `polynomial`.
  public var power = 1.0

  /// The last rate of `polynomial`, as a rate.
  public var lastRate = 1e-7

  /// The least rate of `cosine_with_min_lr`, as a factor of the largest.
  public var minimumFactor = 0.0

  /// The least rate of `cosine_with_min_lr`, as a rate; counts instead of the factor.
  public var minimumRate: Double?

  /// The time scale of `inverse_sqrt` in steps; nil takes the warm-up, or 10,000 without one.
  public var timescale: Int?

  /// Makes a schedule of a form with its usual parameters.
  public init(_ kind: Kind) { self.kind = kind }
}

extension LearningRateSchedule {
  /// The learning rate of the step after `completed` steps.
  ///
  /// - Parameters:
  ///   - completed: optimizer steps done, from 0.
  ///   - total: the steps of the whole training.
  ///   - warmup: the steps of the warm-up, in which the rate grows in a straight line from 0.
  ///   - largest: the learning rate that was asked for.
  public func rate(completed: Int, total: Int, warmup: Int, largest: Double) -> Double {
    guard kind != .constant else { return largest }
    if completed < warmup { return largest * (Double(completed) / Double(max(1, warmup))) }
    return largest * factor(completed: completed, total: total, warmup: warmup, largest: largest)
  }

  private func factor(completed: Int, total: Int, warmup: Int, largest: Double) -> Double {
    let rest = Double(max(1, total - warmup))
    let progress = Double(completed - warmup) / rest
    switch kind {
    case .constant, .constantWithWarmup: return 1
    case .linear: return max(0, Double(total - completed) / rest)
    case .cosine: return max(0, 0.5 * (1 + cos(Double.pi * (cycles ?? 0.5) * 2 * progress)))
    case .cosineWithRestarts:
      guard progress < 1 else { return 0 }
      let phase = (cycles ?? 1) * progress
      return max(0, 0.5 * (1 + cos(Double.pi * (phase - phase.rounded(.down)))))
    case .polynomial:
      guard completed <= total else { return lastRate / largest }
      let left = 1 - (Double(completed) - Double(warmup)) / Double(max(1, total - warmup))
      return ((largest - lastRate) * pow(left, power) + lastRate) / largest
    case .inverseSquareRoot:
      let scale = Double(timescale ?? (warmup > 0 ? warmup : 10_000))
      return 1 / ((Double(completed) + scale - Double(warmup)) / scale).squareRoot()
    case .cosineWithMinimum:
      let factor = 0.5 * (1 + cos(Double.pi * (cycles ?? 0.5) * 2 * progress))
      let least = minimumRate.map { $0 / largest } ?? minimumFactor
      return max(0, factor * (1 - least) + least)
    }
  }
}
