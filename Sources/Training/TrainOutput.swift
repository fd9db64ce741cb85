/// What a training came to.
public struct TrainOutput: Sendable, Equatable {
  /// The optimizer steps done.
  public let globalStep: Int
  /// The mean loss of all steps.
  public let trainingLoss: Double
  /// Times, rates and the loss, as `train()` returns them.
  public let metrics: LogRecord
  /// Whether it was asked to stop before its end; a checkpoint was saved then.
  public let wasInterrupted: Bool
  /// The checkpoint with which an interrupted training goes on.
  public let checkpoint: String?
}

extension TrainOutput: CustomStringConvertible {
  /// As transformers prints it.
  public var description: String {
    "TrainOutput(global_step=\(globalStep), training_loss=\(pythonNumber(trainingLoss)), "
      + "metrics=\(metrics.description))"
  }
}
