/// Asks for logs, evaluations, checkpoints and the end, as the configuration says.
///
/// Source: transformers' `DefaultFlowCallback`; it acts before all callbacks.
struct DefaultFlow {
  let configuration: TrainingConfiguration

  /// Sets what the event asks for.
  func handle(_ event: TrainerEvent, state: TrainerState, control: inout TrainerControl) {
    switch event {
    case .stepEnd: stepEnd(state, &control)
    case .epochEnd: epochEnd(state, &control)
    default: break
    }
  }

  private func stepEnd(_ state: TrainerState, _ control: inout TrainerControl) {
    let step = state.globalStep
    if step == 1, configuration.logsFirstStep { control.shouldLog = true }
    if isDue(configuration.logging, every: state.loggingSteps, at: step) { control.shouldLog = true }
    if isDue(configuration.evaluation, every: state.evaluationSteps, at: step),
      configuration.evaluationDelay <= Double(step)
    {
      control.shouldEvaluate = true
    }
    if isDue(configuration.saving, every: state.savingSteps, at: step) { control.shouldSave = true }
    if step >= state.maximumSteps {
      control.shouldTrainingStop = true
      if configuration.saving.strategy == .steps { control.shouldSave = true }
    }
  }

  private func epochEnd(_ state: TrainerState, _ control: inout TrainerControl) {
    if configuration.logging.strategy == .epoch { control.shouldLog = true }
    if configuration.evaluation.strategy == .epoch, configuration.evaluationDelay <= state.epoch ?? 0 {
      control.shouldEvaluate = true
    }
    if configuration.saving.strategy == .epoch { control.shouldSave = true }
  }

  private func isDue(_ interval: Interval, every steps: Int, at step: Int) -> Bool {
    interval.strategy == .steps && steps > 0 && step % steps == 0
  }
}
