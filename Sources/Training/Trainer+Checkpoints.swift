import Cluster
import Display
import Files
import JSON
import Kernels

extension Trainer {
  private var folder: CheckpointFolder { CheckpointFolder(path: configuration.outputFolder) }

  /// The place of a step's checkpoint.
  public func checkpointPath(step: Int) -> String { folder.checkpoint(step: step) }

  /// Keeps other runs out of the output folder, where checkpoints are to be saved there.
  ///
  /// - Throws: `FileError`: `.locked` where another run saves there, `.refused` where nothing can be written there.
  func lockFolder() throws -> FolderLock? {
    guard configuration.saving.strategy != .no || configuration.savesBest else { return nil }
    try makeFolder(configuration.outputFolder)
    try requireWritableFolder(configuration.outputFolder)
    return try FolderLock(folder: configuration.outputFolder)
  }

  /// Saves everything with which the training goes on.
  ///
  /// - Throws: `FileError`; the earlier checkpoints are whole then.
  func saveCheckpoint() throws {
    guard let run, run.isWhole else { return }
    try run.lock?.check()
    if let broken = firstNotFinite(run.optimizer.parameters) {
      throw TrainingError.parameterNotFinite(step: state.globalStep, parameter: broken.name)
    }
    state.operations = metrics.operations
    if let best = state.bestStep, try best == state.globalStep || isThere(checkpoint: best) {
      state.bestCheckpoint = folder.checkpoint(step: best)
    }
    try folder.write(step: state.globalStep) { path in
      try saveWeights(folder: path)
      try saveBesideModel(path)
      try TensorState.write(run.optimizer, folder: path)
      let stateful = callbacks.compactMap { callback in callback.savedState.map { (callback.name, $0) } }
      try writeFile(
        joinPath(path, TrainerState.fileName),
        state.json(control: control, callbacks: stateful).serialized(.indented) + [0x0A])
      try writeFile(joinPath(path, ResumeState.fileName), resumeState(run, stateful).json.serialized(.indented))
    }
    self.run?.isSaved = true
    cluster.note(checkpoint: folder.checkpoint(step: state.globalStep))
    guard let limit = configuration.saveTotalLimit else { return }
    var kept: Set<Int> = [state.globalStep]
    if let best = state.bestStep, configuration.loadsBestModelAtEnd || configuration.savesBest { kept.insert(best) }
    try folder.rotate(limit: limit, keeping: kept)
  }

  /// Whether rank 0 has a step's checkpoint.
  private func isThere(checkpoint step: Int) throws -> Bool {
    try cluster.any(cluster.isFirst && pathExists(folder.checkpoint(step: step)))
  }

  /// Saves the adapter where the model has one, else the whole model.
  func saveWeights(folder: String) throws {
    if model.adapter == nil { try model.save(folder: folder) } else { try model.saveAdapter(folder: folder) }
  }

  private func resumeState(_ run: TrainingRun, _ callbacks: [(String, JSON)]) -> ResumeState {
    ResumeState(
      past: CheckpointPast(configuration, rows: trainingRows, model: model, slices: run.slices),
      changeable: CheckpointPast.changeable(configuration), position: run.position,
      epochIsOpen: run.epochIsOpen, epochEnds: run.epochEnds, logIsDue: control.shouldLog,
      evaluationIsDue: control.shouldEvaluate,
      metrics: metrics, lastNorm: run.lastStep.norm, lastRate: run.lastStep.rate,
      instructionSet: Processor.instructionSet.name,
      callbacks: Dictionary(callbacks, uniquingKeysWith: { first, _ in first }))
  }

  /// After an error saves a checkpoint, where the last step is whole and none was saved yet.
  func saveAfter(_ error: any Error) {
    guard let run, run.isWhole, !run.isSaved, state.globalStep > 0, !(error is FileError) else { return }
    if case .parameterNotFinite = error as? TrainingError { return }
    control.shouldSave = false
    do {
      try saveCheckpoint()
      sink.notice(
        "step \(state.globalStep) was saved to \(checkpointPath(step: state.globalStep)): "
          + "trainer.train(resume_from_checkpoint=True) goes on from there")
    } catch let failure {
      sink.warn("step \(state.globalStep) could not be saved: \(failure)")
    }
  }

  /// Takes up a checkpoint, where one is asked for.
  ///
  /// - Returns: whether there is one to go on from.
  func resume(_ point: ResumePoint) throws -> Bool {
    try folder.removePartial()
    guard let named = try checkpoint(point) else { return false }
    let path = try cluster.localCopy(ofFolder: named)
    let saved = try ResumeState(folder: path)
    if configuration.dataParallelSlices == nil { run?.slices = saved.past.slices }
    let now = CheckpointPast(configuration, rows: trainingRows, model: model, slices: run?.slices ?? 1)
    if let field = saved.past.difference(from: now) {
      throw TrainingError.otherPast(path: named, field: field.name, then: field.then, now: field.now)
    }
    var restored = state
    try restored.restore(folder: path)
    guard let optimizer = run?.optimizer else { return false }
    try TensorState.read(into: optimizer, folder: path)
    state = restored
    take(saved)
    for callback in callbacks { if let state = saved.callbacks[callback.name] { try callback.restore(state) } }
    tellWhatChanged(saved)
    cluster.note(checkpoint: named)
    return true
  }

  /// The folder of the checkpoint to go on from, as rank 0 finds it; nil at the start.
  private func checkpoint(_ point: ResumePoint) throws -> String? {
    switch point {
    case .start: return nil
    case .newest:
      let newest = cluster.isFirst ? try folder.steps().last ?? -1 : -1
      let step = try cluster.broadcast(Double(newest))
      guard step >= 0 else {
        throw TrainingError.noCheckpoint(folder: configuration.outputFolder)
      }
      return folder.checkpoint(step: Int(step))
    case .folder(let given):
      guard try cluster.any(cluster.isFirst && isFolder(given)) else { throw FileError.missing(path: given) }
      return given
    }
  }

  /// Checks that every rank would take the same steps.
  func requireSamePast() throws {
    guard cluster.isShared, let run else { return }
    for field in CheckpointPast(configuration, rows: trainingRows, model: model, slices: run.slices).fields {
      try cluster.requireSame(field.name, field.value)
    }
  }

  private func take(_ saved: ResumeState) {
    metrics = saved.metrics
    run?.position = saved.position
    run?.epochIsOpen = saved.epochIsOpen
    run?.epochEnds = saved.epochEnds
    run?.lastStep = (saved.lastNorm, saved.lastRate)
    run?.isSaved = true
    control.shouldLog = saved.logIsDue
    control.shouldEvaluate = saved.evaluationIsDue
  }

  private func tellWhatChanged(_ saved: ResumeState) {
    let now = CheckpointPast.changeable(configuration)
    let changes = saved.changeable.compactMap { then in
      now.first { $0.name == then.name && $0.value != then.value }.map { "\($0.name)=\($0.value) (was \(then.value))" }
    }
    if !changes.isEmpty {
      sink.notice(
        "the training goes on at step \(state.globalStep) with \(changes.joined(separator: ", ")): the steps so far "
          + "stand, the rest follows the new plan")
    }
    if saved.instructionSet != Processor.instructionSet.name {
      sink.warn(
        "the steps so far ran on \(saved.instructionSet), the coming ones run on \(Processor.instructionSet.name): "
          + "the end will not be bit-equal to an uninterrupted run",
        remedy: "set TUNEBOOK_ISA=\(saved.instructionSet) where the processor has it")
    }
  }

  /// Takes the best checkpoint's weights.
  func loadBest() throws {
    guard let path = state.bestCheckpoint, let optimizer = run?.optimizer else { return }
    guard path != checkpointPath(step: state.globalStep) else { return }
    try TensorState.readValues(into: optimizer.parameters, folder: try cluster.localCopy(ofFolder: path))
    sink.notice("the weights of the best checkpoint, \(path), are loaded")
  }
}
