import Display
import Training

/// Draws the losses of a training into one picture, from the first log on: the article's callback, mended.
///
/// A picture that cannot be drawn or saved never stops a training: it is told once.
public final class LossPlotCallback: TrainerCallback {
  /// The losses so far.
  public private(set) var curves = LossCurves()

  private let draw: (LossCurves) throws -> Picture?
  private let sink: any DisplaySink
  private let identity = DisplayIdentity()
  private var hasFailed = false

  /// Makes a callback.
  ///
  /// - Parameters:
  ///   - sink: where the picture is shown; a later one replaces it.
  ///   - draw: draws the losses and saves the picture.
  public init(sink: any DisplaySink, draw: @escaping (LossCurves) throws -> Picture?) {
    self.sink = sink
    self.draw = draw
  }

  /// Draws anew after each log that has a loss.
  public func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) {
    switch event {
    case .trainBegin: curves = LossCurves(trainer.state.logHistory)
    case .log(let record): if curves.take(record) { redraw() }
    case .trainEnd: if !curves.training.isEmpty || !curves.evaluation.isEmpty { redraw() }
    default: break
    }
  }

  private func redraw() {
    do {
      guard var picture = try draw(curves) else { return }
      picture.identity = identity
      sink.show(picture)
    } catch {
      if !hasFailed { sink.warn("the loss plot could not be drawn: \(error); the training goes on") }
      hasFailed = true
    }
  }
}
