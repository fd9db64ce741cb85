import JSON

/// How far a training is and what it has logged: what `trainer_state.json` holds.
public struct TrainerState: Sendable, Equatable {
  /// The optimizer steps done.
  public var globalStep = 0
  /// The epochs done, with their fraction; nil before the training.
  public var epoch: Double?
  /// The steps of the whole training.
  public var maximumSteps = 0
  /// The epochs that the training begins.
  public var epochCount = 0
  /// Every record of the log, with its step.
  public var logHistory: [LogRecord] = []
  /// The steps between two logs.
  public var loggingSteps = 500
  /// The steps between two evaluations; recorded also where epochs count.
  public var evaluationSteps = 500
  /// The steps between two checkpoints; recorded also where epochs count.
  public var savingSteps = 500
  /// The rows of a batch.
  public var batchSize = 8
  /// Floating-point operations so far as transformers estimates them.
  public var operations = 0.0
  /// The best value so far of the metric that makes a checkpoint the best.
  public var bestMetric: Double?
  /// The step of the best value.
  public var bestStep: Int?
  /// The folder of the best checkpoint.
  public var bestCheckpoint: String?

  /// The state before a training.
  public init() {}
}

extension TrainerState {
  /// The state as transformers writes `trainer_state.json`.
  ///
  /// - Parameters:
  ///   - control: the flags that `stateful_callbacks` records.
  ///   - callbacks: what further callbacks recorded, by name.
  public func json(control: TrainerControl, callbacks: [(String, JSON)] = []) -> JSON {
    let history = logHistory.map { record in
      JSON.object(JSONObject(record.members.members.sorted { $0.key < $1.key }.map { ($0.key.string, $0.value) }))
    }
    let flags: JSONObject = [
      "should_epoch_stop": .bool(control.shouldEpochStop), "should_evaluate": .bool(control.shouldEvaluate),
      "should_log": .bool(control.shouldLog), "should_save": .bool(control.shouldSave),
      "should_training_stop": .bool(control.shouldTrainingStop),
    ]
    let controlState = JSON.object(["args": .object(flags), "attributes": .object([:])])
    let stateful = (callbacks + [("TrainerControl", controlState)]).sorted { $0.0 < $1.0 }
    return .object([
      "best_global_step": bestStep.map { .integer($0) } ?? .null,
      "best_metric": bestMetric.map { .number($0) } ?? .null,
      "best_model_checkpoint": bestCheckpoint.map { .string($0) } ?? .null,
      "epoch": epoch.map { .number($0) } ?? .null,
      "eval_steps": .integer(evaluationSteps), "global_step": .integer(globalStep),
      "is_hyper_param_search": false, "is_local_process_zero": true, "is_world_process_zero": true,
      "log_history": .array(history), "logging_steps": .integer(loggingSteps),
      "max_steps": .integer(maximumSteps), "num_input_tokens_seen": 0, "num_train_epochs": .integer(epochCount),
      "save_steps": .integer(savingSteps), "stateful_callbacks": .object(JSONObject(stateful)),
      "total_flos": .number(operations), "train_batch_size": .integer(batchSize),
      "trial_name": .null, "trial_params": .null,
    ])
  }
}
