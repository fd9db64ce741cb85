/// When something regular happens in a training.
///
/// The raw values are transformers'.
public enum IntervalStrategy: String, Sendable, CaseIterable {
  /// Never.
  case no
  /// After so many steps.
  case steps
  /// At the end of every epoch.
  case epoch
}

/// When something regular happens, and after how many steps.
public struct Interval: Sendable, Equatable {
  /// When it happens.
  public var strategy: IntervalStrategy

  /// The steps between two times; below 1 it is a part of all steps. Recorded, but without effect, under `.epoch`.
  public var steps: Double

  /// Makes an interval.
  public init(_ strategy: IntervalStrategy, steps: Double = 500) {
    self.strategy = strategy
    self.steps = steps
  }

  /// The whole number of steps between two times.
  public func wholeSteps(of total: Int) -> Int {
    guard steps.isFinite, steps < 1e15 else { return .max }
    return steps < 1 ? Int((Double(total) * max(0, steps)).rounded(.up)) : Int(steps)
  }
}
