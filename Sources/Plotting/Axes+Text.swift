import Display

extension Axes {
  /// What the axes show, as numbers, for terminals that show no pictures.
  var textPlot: TextPlot {
    let rows = series.map { row in
      TextPlot.Series(
        row.label.flatMap { $0.hasPrefix("_") ? nil : $0 } ?? "",
        points: zip(row.x, row.y).map { .init(xScale.place($0), yScale.place($1)) }, isJoined: row.lineStyle != nil)
    }
    let shown = rows.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    return TextPlot(
      title: title,
      x: TextPlot.Axis(
        xLabel, limits: limits(shown.map(\.x), xScale, xLimits), isLogarithmic: xScale == .logarithmic),
      y: TextPlot.Axis(
        yLabel, limits: limits(shown.map(\.y), yScale, yLimits), isLogarithmic: yScale == .logarithmic), series: rows)
  }

  /// The places that an axis shows: those of the data, but for sides that are set.
  private func limits(
    _ places: [Double], _ scale: AxisScale, _ given: (low: Double?, high: Double?)
  ) -> ClosedRange<Double> {
    let low = given.low.map(scale.place).flatMap { $0.isFinite ? $0 : nil } ?? places.min() ?? 0
    let high = given.high.map(scale.place).flatMap { $0.isFinite ? $0 : nil } ?? places.max() ?? 1
    return min(low, high)...max(low, high)
  }
}
