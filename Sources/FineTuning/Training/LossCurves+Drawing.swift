import Display
import Plotting

extension LossCurves {
  /// The losses of training and evaluation in one picture of 1000 x 600 pixels.
  public func figure() throws -> Figure {
    let figure = Figure(width: 10, height: 6)
    let axes = figure.axes
    for (points, label, marker) in [(training, "Train Loss", "o"), (evaluation, "Eval Loss", "x")]
    where !points.isEmpty {
      try axes.plot(
        x: points.map(\.epoch), y: points.map(\.loss), label: label, style: SeriesStyle(marker: marker))
    }
    axes.xLabel = "Epoch"
    axes.yLabel = "Loss"
    axes.title = "Training & Evaluation Loss"
    axes.hasGrid = true
    axes.showLegend()
    return figure
  }
}

extension LossPlotCallback {
  /// Makes a callback that saves the picture to a file.
  ///
  /// - Parameters:
  ///   - path: the PNG file, replaced as a whole each time.
  ///   - sink: where the picture is shown; a later one replaces it.
  public convenience init(path: String = "loss_plot.png", sink: any DisplaySink) {
    var told: Set<String> = []
    self.init(sink: sink) { curves in
      let saved = try curves.figure().save(path: path)
      for notice in saved.notices where told.insert(notice.message).inserted { sink.show(.notice(notice)) }
      return saved.picture
    }
  }
}
