import JSON

/// Everything that decides how a training goes, apart from the model and the rows.
///
/// The comments give transformers' name of each setting; the defaults are transformers'.
public struct TrainingConfiguration: Sendable, Equatable {
  /// `output_dir`: the folder of the checkpoints.
  public var outputFolder = "trainer_output"
  /// `per_device_train_batch_size`: the rows of a batch.
  public var batchSize = 8
  /// `per_device_eval_batch_size`: the rows of an evaluation's batch.
  public var evaluationBatchSize = 8
  /// `gradient_accumulation_steps`: the batches of an optimizer step.
  public var accumulationSteps = 1
  /// `num_train_epochs`: how often the rows are seen.
  public var epochs = 3.0
  /// `max_steps`: the number of optimizer steps, which then counts instead of the epochs.
  public var maximumSteps: Int?
  /// `dataloader_drop_last`: whether a last batch that is not full is left out.
  public var dropsLastBatch = false

  /// `learning_rate`: the largest learning rate.
  public var learningRate = 5e-5
  /// `lr_scheduler_type` and `lr_scheduler_kwargs`: how the learning rate changes.
  public var schedule = LearningRateSchedule(.linear)
  /// `warmup_steps`: the steps in which the rate grows from 0; above 0 it counts instead of the ratio.
  public var warmupSteps = 0
  /// `warmup_ratio`: the part of all steps in which the rate grows from 0.
  public var warmupRatio = 0.0
  /// `weight_decay`: AdamW's decay; biases and norms have none.
  public var weightDecay = 0.0
  /// `adam_beta1`: how slowly the mean of the gradients moves.
  public var adamBeta1 = 0.9
  /// `adam_beta2`: how slowly the mean of the squared gradients moves.
  public var adamBeta2 = 0.999
  /// `adam_epsilon`: what is added to the divisor.
  public var adamEpsilon = 1e-8
  /// `max_grad_norm`: the norm to which gradients are cut; 0 does not cut, nor logs the norm.
  public var maximumGradientNorm = 1.0

  /// `bf16`: whether products are of bfloat16 numbers with float32 sums.
  public var usesBFloat16 = false
  /// `seed`: where every random draw of the training comes from.
  public var seed = 42
  /// `data_seed`: where the order of the rows comes from instead.
  public var dataSeed: Int?
  /// The most tokens that go through the model at once; a window with more is cut between rows. nil: by the shapes.
  public var tokensPerPass: Int?
  /// Into how many slices a step's rows are cut, whose gradients are computed one by one and added in a fixed order, so that
  /// several processes can share them. nil: one for a process alone, else the number of ranks.
  public var dataParallelSlices: Int?

  /// `logging_strategy` and `logging_steps`.
  public var logging = Interval(.steps, steps: 500)
  /// `logging_first_step`: whether the first step is logged in any case.
  public var logsFirstStep = false
  /// `eval_strategy` and `eval_steps`.
  public var evaluation = Interval(.no, steps: 500)
  /// `eval_delay`: the steps or epochs before the first evaluation.
  public var evaluationDelay = 0.0
  /// `eval_on_start`: whether the untrained model is evaluated.
  public var evaluatesOnStart = false
  /// `save_strategy` and `save_steps`.
  public var saving = Interval(.steps, steps: 500)
  /// `save_strategy="best"`: whether a checkpoint is saved after each evaluation that is the best so far.
  public var savesBest = false
  /// `save_total_limit`: the most checkpoints that are kept.
  public var saveTotalLimit: Int?
  /// `load_best_model_at_end`: whether the best checkpoint's weights are loaded at the end.
  public var loadsBestModelAtEnd = false
  /// `metric_for_best_model`: what makes a checkpoint the best; with or without `eval_`.
  public var bestModelMetric: String?
  /// `greater_is_better`: whether a greater metric is better; nil: unless the name ends in `loss`.
  public var greaterIsBetter: Bool?

  /// Makes transformers' default configuration.
  public init() {}
}

extension TrainingConfiguration {
  /// The plan of a training on so many rows.
  ///
  /// - Throws: `TrainingError` where a setting is out of its range.
  public func plan(rowCount: Int) throws -> TrainingPlan {
    try TrainingPlan(
      rowCount: rowCount, batchSize: batchSize, accumulationSteps: accumulationSteps, dropsLastBatch: dropsLastBatch,
      epochs: epochs, maximumSteps: maximumSteps)
  }

  /// The steps of the warm-up in a training of `total` steps.
  public func warmup(total: Int) -> Int {
    if warmupSteps > 0 { return warmupSteps }
    return Int((Double(total) * min(1, max(0, warmupRatio))).rounded(.up))
  }

  /// The learning rate of the step after `completed` of `total` steps.
  public func rate(completed: Int, total: Int) -> Double {
    schedule.rate(completed: completed, total: total, warmup: warmup(total: total), largest: learningRate)
  }

  /// The name of the metric that makes a checkpoint the best, with `eval_`; nil where none does.
  var bestMetricName: String? {
    guard savesBest || loadsBestModelAtEnd || bestModelMetric != nil else { return nil }
    let name = bestModelMetric ?? "loss"
    return name.hasPrefix("eval_") ? name : "eval_" + name
  }

  /// Whether a value of the metric is better than another one.
  func isBetter(_ value: Double, than best: Double) -> Bool {
    let greater = greaterIsBetter ?? !(bestMetricName ?? "").hasSuffix("loss")
    return greater ? value > best : value < best
  }
}
