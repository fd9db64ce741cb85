import Display

/// Shows a bar while training, and each record of the log as transformers prints it.
public final class ProgressCallback: TrainerCallback {
  private let sink: any DisplaySink
  private var bar: ProgressReporter?
  private var firstTokens = 0
  private var start = 0.0

  /// Makes a callback that shows things to a sink.
  public init(sink: any DisplaySink) { self.sink = sink }

  /// Moves the bar, writes records.
  public func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) {
    switch event {
    case .trainBegin:
      firstTokens = trainer.tokenCount
      start = monotonicSeconds()
      bar = sink.startProgress("Training", total: trainer.state.maximumSteps, unit: "step")
      bar?.update(trainer.state.globalStep)
    case .stepEnd: bar?.update(trainer.state.globalStep, details: details(trainer))
    case .log(let record): sink.write(record.consoleLine + "\n")
    case .trainEnd:
      bar?.finish()
      bar = nil
    default: break
    }
  }

  private func details(_ trainer: Trainer) -> [ProgressState.Detail] {
    var details: [ProgressState.Detail] = []
    if let loss = trainer.recentLoss { details.append(.init("loss", fixed(loss))) }
    let seconds = monotonicSeconds() - start
    if seconds > 0 { details.append(.init("tokens/s", "\(Int(Double(trainer.tokenCount - firstTokens) / seconds))")) }
    return details
  }

  private func fixed(_ loss: Double) -> String { pythonNumber(roundedToPlaces(loss, 4)) }
}
