/// What callbacks ask of the loop.
public struct TrainerControl: Sendable, Equatable {
  /// Whether the training ends after this step.
  public var shouldTrainingStop = false
  /// Whether the epoch ends after this step.
  public var shouldEpochStop = false
  /// Whether a checkpoint is saved.
  public var shouldSave = false
  /// Whether the model is evaluated.
  public var shouldEvaluate = false
  /// Whether the loss is logged.
  public var shouldLog = false

  /// Nothing is asked for.
  public init() {}
}
