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
  private let interval: Double
  private var lastDrawn = -Double.infinity
  private var isBehind = false
  private var hasFailed = false

  /// Makes a callback.
  ///
  /// - Parameters:
  ///   - sink: where the picture is shown; a later one replaces it.
  ///   - interval: the seconds for which a picture stands at least; the last one is always drawn.
  ///   - draw: draws the losses and saves the picture.
  public init(sink: any DisplaySink, interval: Double = 1, draw: @escaping (LossCurves) throws -> Picture?) {
    self.sink = sink
    self.interval = interval
    self.draw = draw
  }

  /// Draws anew after a log that has a loss, after an epoch and at the end.
  public func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) {
    switch event {
    case .trainBegin:
      curves = LossCurves(trainer.state.logHistory)
      // The picture may be older than the checkpoint that a training is resumed from.
      isBehind = curves != LossCurves()
    case .log(let record):
      guard curves.take(record) else { return }
      isBehind = true
      if monotonicSeconds() - lastDrawn >= interval { redraw() }
    case .epochEnd, .save, .trainEnd: if isBehind { redraw() }
    default: break
    }
  }

  private func redraw() {
    lastDrawn = monotonicSeconds()
    isBehind = false
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
