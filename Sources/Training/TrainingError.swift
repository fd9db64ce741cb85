/// Why a training could not start, go on or be resumed.
public enum TrainingError: Error, Equatable, Sendable {
  /// There are no rows to train on.
  case noRows
  /// No row has a label that can be learnt.
  case nothingToLearn
  /// No parameter of the model is trainable.
  case nothingTrainable
  /// Two settings contradict each other, or one is out of its range.
  case setting(name: String, problem: String)
  /// The loss of a row is NaN or infinite; the first tensor on its way that is.
  case lossNotFinite(step: Int, value: String, row: Int, tensor: String)
  /// A gradient is NaN or infinite; the row that makes it so, nil where no row does by itself.
  case gradientNotFinite(step: Int, parameter: String, row: Int?)
  /// A parameter that was to be saved is NaN or infinite.
  case parameterNotFinite(step: Int, parameter: String)
  /// A batch whose parts have different shapes.
  case unevenBatch(problem: String)
  /// The rows of a batch hold an id that the model's table does not have.
  case idOutsideVocabulary(id: Int, vocabularySize: Int)
  /// A metric that was asked for is not among those of an evaluation.
  case unknownMetric(name: String, known: [String])
  /// An evaluation was asked for without rows to evaluate on.
  case noEvaluationRows
  /// There is no checkpoint to resume from.
  case noCheckpoint(folder: String)
  /// A checkpoint that is incomplete or damaged.
  case brokenCheckpoint(path: String, problem: String)
  /// The past of the checkpoint would have been different under the present settings.
  case otherPast(path: String, field: String, then: String, now: String)
}

extension TrainingError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .noRows: "the training dataset has no rows: give at least one"
    case .nothingToLearn:
      "no row of the training dataset has a label to learn: every label is -100; check the collator's templates"
    case .nothingTrainable:
      "no parameter of the model is trainable: give a LoraConfig, or load the adapter with is_trainable=True"
    case .setting(let name, let problem): "\(name): \(problem)"
    case .lossNotFinite(let step, let value, let row, let tensor):
      "the loss of step \(step) is \(value) in training row \(row), where \(tensor) is the first that is not finite: "
        + "training stopped; the last checkpoint is whole. Try a lower learning_rate"
    case .gradientNotFinite(let step, let parameter, let row):
      "the gradient of \(parameter) is not finite at step \(step)"
        + (row.map { ", in training row \($0)" } ?? ", in all rows together")
        + ": training stopped; the last checkpoint is whole. Try a lower learning_rate"
    case .parameterNotFinite(let step, let parameter):
      "\(parameter) is not finite after step \(step), so it was not saved: the last checkpoint is whole. Try a lower "
        + "learning_rate"
    case .unevenBatch(let problem): "the batch is uneven: \(problem)"
    case .idOutsideVocabulary(let id, let size):
      "token id \(id) is outside of the model's \(size) embedding rows: call model.resize_token_embeddings(len(tokenizer))"
    case .unknownMetric(let name, let known):
      "metric_for_best_model: an evaluation has no \(name); it has \(known.joined(separator: ", "))"
    case .noEvaluationRows: "there is no eval_dataset to evaluate on: give one, or set eval_strategy=\"no\""
    case .noCheckpoint(let folder):
      "no checkpoint to resume from in \(folder): call train() without resume_from_checkpoint to start"
    case .brokenCheckpoint(let path, let problem): "the checkpoint \(path) cannot be resumed: \(problem)"
    case .otherPast(let path, let field, let then, let now):
      "cannot resume from \(path): \(field) was \(then) there and is \(now) now, so the steps so far would have been "
        + "different; set it back, or start anew without resume_from_checkpoint"
    }
  }
}
