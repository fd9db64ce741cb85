/// One pair of axes with what is drawn between them, filled by the calls that matplotlib's users know.
public final class Axes {
  /// A line across the whole picture.
  struct ReferenceLine: Equatable {
    let value: Double
    let isHorizontal: Bool
    let color: Color
    let lineStyle: LineStyle
    let lineWidth: Double
    let label: String?
  }

  /// The rows of data points, in the order of drawing.
  public private(set) var series: [Series] = []
  /// The text above.
  public var title = ""
  /// The text under the x axis.
  public var xLabel = ""
  /// The text beside the y axis.
  public var yLabel = ""
  /// Whether lines mark the ticks.
  public var hasGrid = false
  /// How values lie along the x axis.
  public var xScale = AxisScale.linear
  /// How values lie along the y axis.
  public var yScale = AxisScale.linear
  private(set) var referenceLines: [ReferenceLine] = []
  private(set) var legend: LegendPlace?
  private(set) var legendTitle: String?
  private(set) var xLimits: (low: Double?, high: Double?) = (nil, nil)
  private(set) var yLimits: (low: Double?, high: Double?) = (nil, nil)
  private var colorIndex = 0

  init() {}

  /// Adds a row of data points.
  ///
  /// - Parameters:
  ///   - x: the values along the x axis; nil counts from 0.
  ///   - y: the values along the y axis; NaN makes a gap.
  ///   - label: what the legend calls it.
  ///   - style: how it is drawn; the colour defaults to the next of ten.
  /// - Throws: `PlotError`, `lengths` where x and y differ in length.
  @discardableResult
  public func plot(
    x: [Double]? = nil, y: [Double], label: String? = nil, style: SeriesStyle = SeriesStyle()
  ) throws(PlotError) -> Series {
    let x = x ?? (0..<y.count).map(Double.init)
    guard x.count == y.count else { throw .lengths(x: x.count, y: y.count) }
    var row = Series(x: x, y: y, label: label, color: .black, lineStyle: .solid, marker: nil)
    row.color = try color(style)
    if let name = style.lineStyle { row.lineStyle = try LineStyle.named(name) }
    if let name = style.marker { row.marker = try Marker.named(name) }
    if let width = style.lineWidth, width >= 0, width.isFinite { row.lineWidth = min(width, 200) }
    if let size = style.markerSize, size >= 0, size.isFinite { row.markerSize = min(size, 500) }
    series.append(row)
    return row
  }

  /// Adds data points without a line between them.
  ///
  /// - Throws: `PlotError`.
  @discardableResult
  public func scatter(
    x: [Double], y: [Double], label: String? = nil, style: SeriesStyle = SeriesStyle()
  ) throws(PlotError) -> Series {
    guard x.count == y.count else { throw .lengths(x: x.count, y: y.count) }
    var dots = style
    dots.lineStyle = "None"
    dots.marker = style.marker ?? "o"
    return try plot(x: x, y: y, label: label, style: dots)
  }

  /// Adds a line across the picture at a y value.
  ///
  /// - Throws: `PlotError`.
  public func horizontalLine(y: Double, label: String? = nil, style: SeriesStyle = SeriesStyle()) throws(PlotError) {
    try addReferenceLine(y, isHorizontal: true, label, style)
  }

  /// Adds a line across the picture at an x value.
  ///
  /// - Throws: `PlotError`.
  public func verticalLine(x: Double, label: String? = nil, style: SeriesStyle = SeriesStyle()) throws(PlotError) {
    try addReferenceLine(x, isHorizontal: false, label, style)
  }

  private func addReferenceLine(
    _ value: Double, isHorizontal: Bool, _ label: String?, _ style: SeriesStyle
  ) throws(PlotError) {
    let lineStyle = try style.lineStyle.flatMap { name throws(PlotError) in try LineStyle.named(name) } ?? .solid
    let width = style.lineWidth.map { $0.isFinite ? min(max($0, 0), 200) : 1.5 } ?? 1.5
    referenceLines.append(
      ReferenceLine(
        value: value, isHorizontal: isHorizontal, color: try color(style, fixed: Color.cycle[0]), lineStyle: lineStyle,
        lineWidth: width, label: label))
  }

  private func color(_ style: SeriesStyle, fixed: Color? = nil) throws(PlotError) -> Color {
    var color: Color
    if let name = style.color {
      color = try Color(name: name)
    } else if let fixed {
      color = fixed
    } else {
      color = Color.cycle[colorIndex % Color.cycle.count]
      colorIndex += 1
    }
    if let opacity = style.opacity, opacity.isFinite { color.opacity *= min(max(opacity, 0), 1) }
    return color
  }

  /// Shows the legend of all rows with a label.
  public func showLegend(at place: LegendPlace = .best, title: String? = nil) {
    legend = place
    legendTitle = title
  }

  /// Sets what the x axis shows; nil leaves a side to the data.
  ///
  /// - Throws: `PlotError.badLimits`.
  public func setXLimits(_ low: Double?, _ high: Double?) throws(PlotError) {
    try Self.check(low, high)
    xLimits = (low ?? xLimits.low, high ?? xLimits.high)
  }

  /// Sets what the y axis shows; nil leaves a side to the data.
  ///
  /// - Throws: `PlotError.badLimits`.
  public func setYLimits(_ low: Double?, _ high: Double?) throws(PlotError) {
    try Self.check(low, high)
    yLimits = (low ?? yLimits.low, high ?? yLimits.high)
  }

  private static func check(_ low: Double?, _ high: Double?) throws(PlotError) {
    let (from, to) = (low ?? 0, high ?? 1)
    if !from.isFinite || !to.isFinite || (low != nil && high != nil && from == to) { throw .badLimits(from, to) }
  }
}
