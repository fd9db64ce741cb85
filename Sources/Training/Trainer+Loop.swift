import Cluster
import Display
import Kernels

extension Trainer {
  /// Trains, from the beginning or from a checkpoint.
  ///
  /// - Returns: the loss and the times; after an interruption too.
  /// - Throws: `TrainingError`; what a callback throws, after a checkpoint was saved; `FileError`.
  public func train(_ point: ResumePoint = .start) throws -> TrainOutput {
    let start = monotonicSeconds()
    try prepare()
    try requireSamePast()
    let lock = try lockFolder()
    defer { withExtendedLifetime(lock) {} }
    let isResumed = try resume(point)
    run?.lock = lock
    defer {
      run?.optimizer.makeMissedSteps()
      run = nil
    }
    do {
      try begin(isResumed: isResumed)
      while let run, !run.isDone(step: state.globalStep), !control.shouldTrainingStop {
        try step()
        if try cluster.any(isStopRequested()) { return try interrupted(start) }
        try closeEpochIfDue()
      }
      return try end(start)
    } catch {
      saveAfter(error)
      throw error
    }
  }

  private func prepare() throws {
    if evaluationRows == nil, configuration.evaluation.strategy != .no || configuration.evaluatesOnStart {
      throw TrainingError.noEvaluationRows
    }
    let plan = try configuration.plan(rowCount: trainingRows.rowCount)
    let parameters = model.trainableParameters
    guard !parameters.isEmpty else { throw TrainingError.nothingTrainable }
    run = TrainingRun(
      plan: plan, optimizer: Optimizer(parameters),
      order: RowOrder(seed: configuration.dataSeed ?? configuration.seed, rowCount: trainingRows.rowCount),
      slices: configuration.dataParallelSlices ?? cluster.size)
    metrics = RunningMetrics()
    control = TrainerControl()
    state = TrainerState()
    state.epoch = 0
    state.maximumSteps = plan.totalSteps
    state.epochCount = plan.epochCount
    state.batchSize = configuration.batchSize
    state.loggingSteps = configuration.logging.wholeSteps(of: plan.totalSteps)
    state.evaluationSteps = configuration.evaluation.wholeSteps(of: plan.totalSteps)
    state.savingSteps = configuration.saving.wholeSteps(of: plan.totalSteps)
  }

  private func begin(isResumed: Bool) throws {
    try emit(.trainBegin)
    if isResumed {
      if let run, run.isDone(step: state.globalStep), run.epochIsOpen { self.run?.epochEnds = true }
      try act()
      try closeEpochIfDue()
    } else if configuration.evaluatesOnStart {
      _ = try evaluate()
    }
  }

  /// One step, and what is due after it.
  private func step() throws {
    guard let window = run.map({ $0.plan.window(completed: $0.position) }) else { return }
    if run?.epochIsOpen == false {
      run?.epochIsOpen = true
      control.shouldEpochStop = false
      try emit(.epochBegin)
    }
    control.shouldLog = false
    control.shouldEvaluate = false
    control.shouldSave = false
    try emit(.stepBegin)
    try learn(window)
    run?.isSaved = false
    state.globalStep += 1
    state.epoch = window.epochAfter
    run?.epochEnds = window.closesEpoch
    try emit(.stepEnd)
    if control.shouldEpochStop || control.shouldTrainingStop { run?.epochEnds = true }
    try act()
  }

  private func learn(_ window: TrainingPlan.Window) throws {
    guard var run else { return }
    let rows = run.order.rows(ofEpoch: window.epoch)
    let places = window.batches.map { run.plan.places(ofBatch: $0).map { rows[$0] } }
    let batches = try places.map { try trainingRows.batch(ofRows: $0) }
    let number = state.globalStep + 1
    run.isWhole = false
    self.run = run
    run.optimizer.forgetGradients()
    let normalizer = batches.reduce(0) { $0 + $1.labelCount }
    let results = try learn(
      WindowComputation.Window(
        batches: batches, rows: places, normalizer: max(1, normalizer), seed: configuration.seed, step: number),
      slices: run.slices, run.optimizer.parameters)
    let norm = try gradientNorm(run, places, normalizer: max(1, normalizer), step: number)
    let limit = configuration.maximumGradientNorm
    let rate = configuration.rate(completed: state.globalStep, total: run.plan.totalSteps)
    run.optimizer.move(
      step: number, rate: rate, scale: limit > 0 ? clippingScale(norm: norm, largest: limit) : 1, configuration)
    count(batches, results, normalizer: normalizer)
    run.lastStep = (limit > 0 ? norm : nil, rate)
    run.position += 1
    run.isWhole = true
    self.run = run
  }

  /// Leaves a window's gradients in the parameters.
  func learn(_ window: WindowComputation.Window, slices: Int, _ parameters: [Parameter]) throws -> BatchResults {
    if slices == 1, !cluster.isShared { return try computation.learn(window) }
    let sliced = SlicedComputation(
      computation: computation, parameters: parameters, cluster: cluster, tree: SliceTree(slices))
    return try sliced.learn(window)
  }

  /// The norm of the window's gradient.
  ///
  /// - Throws: `TrainingError.gradientNotFinite` with the row, which is searched for among the window's.
  private func gradientNorm(_ run: TrainingRun, _ places: [[Int]], normalizer: Int, step: Int) throws -> Double {
    do {
      return try run.optimizer.norm(step: step)
    } catch TrainingError.gradientNotFinite(let step, let parameter, _) {
      let row = try places.joined().first { row in
        run.optimizer.forgetGradients()
        _ = try computation.learn(
          WindowComputation.Window(
            batches: [trainingRows.batch(ofRows: [row])], rows: [[row]], normalizer: normalizer,
            seed: configuration.seed, step: step))
        do { _ = try run.optimizer.norm(step: step) } catch { return true }
        return false
      }
      run.optimizer.forgetGradients()
      throw TrainingError.gradientNotFinite(step: step, parameter: parameter, row: row)
    }
  }

  private func count(_ batches: [EncodedBatch], _ results: BatchResults, normalizer: Int) {
    for (index, batch) in batches.enumerated() {
      if normalizer > 0 { metrics.lossSinceLog += results.losses[index] / Double(normalizer) }
      metrics.accuracySum += results.accuracy(ofBatch: index)
      metrics.batchCount += 1
      metrics.tokenCount += batch.tokenCount
      metrics.operations += 6 * Double(batch.inputIDs.count) * Double(countedParameters)
    }
  }

  /// The parameters that transformers counts for `total_flos`: all but the embedding table.
  private var countedParameters: Int {
    model.parameterCounts.all - model.configuration.vocabularySize * model.configuration.hiddenSize
  }

  /// Logs, evaluates and saves what is asked for, in this order.
  func act() throws {
    if control.shouldLog {
      control.shouldLog = false
      if state.globalStep > metrics.lastLoggedStep { try logStep() }
    }
    if control.shouldEvaluate {
      control.shouldEvaluate = false
      let record = try evaluate()
      let isBest = try noteBest(record)
      if configuration.savesBest { control.shouldSave = isBest }
    }
    if control.shouldSave {
      try saveCheckpoint()
      control.shouldSave = false
      try emit(.save)
    }
  }

  private func logStep() throws {
    var record = LogRecord()
    record["loss"] = roundedToPlaces(metrics.takeLoss(step: state.globalStep), 4)
    if let norm = run?.lastStep.norm { record["grad_norm"] = Double(Float(norm)) }
    record["learning_rate"] = run?.lastStep.rate
    metrics.addTokenMetrics(to: &record)
    try log(record)
  }

  /// Ends the epoch where its last step is done.
  private func closeEpochIfDue() throws {
    guard var run, run.epochEnds else { return }
    if control.shouldEpochStop {
      run.position = ((run.position - 1) / run.plan.stepsPerEpoch + 1) * run.plan.stepsPerEpoch
    }
    run.epochEnds = false
    run.epochIsOpen = false
    self.run = run
    try emit(.epochEnd)
    try act()
  }

  private func end(_ start: Double) throws -> TrainOutput {
    if configuration.loadsBestModelAtEnd { try loadBest() }
    let loss = metrics.meanLoss(steps: state.globalStep)
    var record = LogRecord()
    let runtime = try cluster.broadcast(monotonicSeconds() - start)
    SpeedMetrics(
      prefix: "train", runtime: runtime, samples: plannedSamples, steps: Double(state.maximumSteps)
    ).add(to: &record)
    state.operations = metrics.operations
    record["total_flos"] = metrics.operations
    record["train_loss"] = loss
    let summary = record
    metrics.addTokenMetrics(to: &record)
    try log(record)
    try emit(.trainEnd)
    return TrainOutput(
      globalStep: state.globalStep, trainingLoss: loss, metrics: summary, wasInterrupted: false, checkpoint: nil)
  }

  private var plannedSamples: Double {
    if let steps = configuration.maximumSteps {
      return Double(steps) * Double(configuration.batchSize) * Double(configuration.accumulationSteps)
    }
    return Double(trainingRows.rowCount) * configuration.epochs
  }

  private func interrupted(_ start: Double) throws -> TrainOutput {
    if run?.isSaved == false { try saveCheckpoint() }
    var record = LogRecord()
    SpeedMetrics(
      prefix: "train", runtime: try cluster.broadcast(monotonicSeconds() - start), samples: plannedSamples,
      steps: Double(state.globalStep)
    ).add(to: &record)
    let loss = metrics.meanLoss(steps: state.globalStep)
    record["train_loss"] = loss
    try emit(.trainEnd)
    return TrainOutput(
      globalStep: state.globalStep, trainingLoss: loss, metrics: record, wasInterrupted: true,
      checkpoint: checkpointPath(step: state.globalStep))
  }

  /// Adds a record to the log and tells of it.
  func log(_ record: LogRecord) throws {
    var record = record
    record["epoch"] = state.epoch
    var kept = record
    kept.step = state.globalStep
    state.logHistory.append(kept)
    try emit(.log(record))
  }

  /// Tells of an event: first the default flow, then the callbacks in their order.
  func emit(_ event: TrainerEvent) throws {
    DefaultFlow(configuration: configuration).handle(event, state: state, control: &control)
    for callback in callbacks {
      var asked = control
      try callback.handle(event, trainer: self, control: &asked)
      control = asked
    }
  }
}
