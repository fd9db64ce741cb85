import Display

/// Trains a model on batches.
public final class Trainer {
  /// How far the training is.
  public internal(set) var state = TrainerState()
  init() {}
}
