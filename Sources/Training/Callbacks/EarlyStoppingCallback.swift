import JSON

/// Ends a training whose metric does not get better any more.
///
/// Source: transformers' `EarlyStoppingCallback`.
public final class EarlyStoppingCallback: TrainerCallback {
  private let patience: Int
  private let threshold: Double
  private var waits = 0

  /// Makes a callback.
  ///
  /// - Parameters:
  ///   - patience: how many evaluations without a better value are borne.
  ///   - threshold: by how much a value must be better to count.
  public init(patience: Int = 1, threshold: Double = 0) {
    self.patience = patience
    self.threshold = threshold
  }

  /// Counts evaluations without a better value.
  public func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) throws {
    switch event {
    case .trainBegin where trainer.configuration.bestMetricName == nil:
      throw TrainingError.setting(
        name: "EarlyStoppingCallback", problem: "needs metric_for_best_model, or load_best_model_at_end=True")
    case .evaluate(let record):
      guard let name = trainer.configuration.bestMetricName, let value = record[name] else { return }
      let best = trainer.state.bestMetric
      let isBetter = best.map { trainer.configuration.isBetter(value, than: $0) && abs(value - $0) > threshold } ?? true
      waits = isBetter ? 0 : waits + 1
      if waits >= patience { control.shouldTrainingStop = true }
    default: break
    }
  }

  /// The evaluations waited.
  public var savedState: JSON? { .object(["early_stopping_patience_counter": .integer(waits)]) }

  /// Waits on.
  public func restore(_ state: JSON) { waits = state["early_stopping_patience_counter"]?.integer ?? 0 }
}
