extension TrainingConfiguration {
  /// Checks every setting that the plan does not check.
  ///
  /// - Throws: `TrainingError.setting` with transformers' name of the first one that is out of its range.
  public func validate() throws {
    try check("learning_rate", learningRate.isFinite && learningRate >= 0, "must be 0 or more")
    try check("weight_decay", weightDecay.isFinite && weightDecay >= 0, "must be 0 or more")
    try check("adam_beta1", (0..<1).contains(adamBeta1), "must be at least 0 and below 1")
    try check("adam_beta2", (0..<1).contains(adamBeta2), "must be at least 0 and below 1")
    try check("adam_epsilon", adamEpsilon.isFinite && adamEpsilon >= 0, "must be 0 or more")
    try check(
      "max_grad_norm", maximumGradientNorm.isFinite && maximumGradientNorm >= 0, "must be 0 (no clipping) or more")
    try check("warmup_steps", warmupSteps >= 0, "must be 0 or more")
    try check("warmup_ratio", (0...1).contains(warmupRatio), "must lie between 0 and 1")
    try check("per_device_eval_batch_size", evaluationBatchSize > 0, "must be a positive number of rows")
    try check("save_total_limit", (saveTotalLimit ?? 1) > 0, "must be at least 1")
    try check("data_parallel_slices", (1...4096).contains(dataParallelSlices ?? 1), "must lie between 1 and 4096")
    try check("tokens_per_pass", (tokensPerPass ?? 1) > 0, "must be at least 1")
    try check(logging, "logging")
    try check(evaluation, "eval")
    try check(saving, "save")
    try validateBestModel()
  }

  private func check(_ name: String, _ holds: Bool, _ problem: String) throws {
    guard holds else { throw TrainingError.setting(name: name, problem: problem) }
  }

  private func check(_ interval: Interval, _ name: String) throws {
    guard interval.strategy == .steps else { return }
    let isWhole = interval.steps < 1 || interval.steps == interval.steps.rounded()
    try check(
      "\(name)_steps", interval.steps.isFinite && interval.steps > 0 && isWhole,
      "must be a positive whole number of steps, or a part of all steps below 1")
  }

  private func validateBestModel() throws {
    guard loadsBestModelAtEnd || savesBest else { return }
    let needs = loadsBestModelAtEnd ? "load_best_model_at_end" : "save_strategy"
    try check(needs, evaluation.strategy != .no, "needs evaluations to choose the best: set eval_strategy")
    guard loadsBestModelAtEnd, !savesBest else { return }
    try check(
      needs, saving.strategy == evaluation.strategy, "needs save_strategy and eval_strategy to be the same")
    guard saving.strategy == .steps, saving.steps >= 1, evaluation.steps >= 1 else { return }
    let isMultiple = saving.steps.truncatingRemainder(dividingBy: evaluation.steps) == 0
    try check(needs, isMultiple, "needs save_steps to be a multiple of eval_steps")
  }
}
