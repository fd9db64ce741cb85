/// One row of data points with how it is drawn.
public struct Series: Equatable, Sendable {
  /// The values along the x axis; NaN makes a gap.
  public var x: [Double]
  /// The values along the y axis; NaN makes a gap.
  public var y: [Double]
  /// What the legend calls it; nil, or a text that begins with `_`, leaves it out of the legend.
  public var label: String?
  /// The colour of line and markers.
  public var color: Color
  /// The line, or nil for none.
  public var lineStyle: LineStyle?
  /// The marker, or nil for none.
  public var marker: Marker?
  /// The line's width in points of 1/72 inch.
  public var lineWidth = 1.5
  /// The markers' size in points of 1/72 inch.
  public var markerSize = 6.0
}

/// How a row of data points is drawn, as the arguments of `plot` say it; nil takes the default.
public struct SeriesStyle: Equatable, Sendable {
  /// A colour's name.
  public var color: String?
  /// A marker's letter.
  public var marker: String?
  /// A line style's sign or word.
  public var lineStyle: String?
  /// The line's width in points.
  public var lineWidth: Double?
  /// The markers' size in points.
  public var markerSize: Double?
  /// The opacity from 0 to 1.
  public var opacity: Double?

  /// Makes a style of nothing but defaults.
  public init(
    color: String? = nil, marker: String? = nil, lineStyle: String? = nil, lineWidth: Double? = nil,
    markerSize: Double? = nil, opacity: Double? = nil
  ) {
    self.color = color
    self.marker = marker
    self.lineStyle = lineStyle
    self.lineWidth = lineWidth
    self.markerSize = markerSize
    self.opacity = opacity
  }

  /// Makes a style of a format such as `ro-`, `--` or `C1.`; a format with a marker alone has no line.
  ///
  /// - Throws: `PlotError.badFormat`.
  public init(format: String) throws(PlotError) {
    self.init()
    var rest = Substring(format)
    while let first = rest.first {
      if let style = LineStyle.allCases.map(\.rawValue).sorted(by: { $0.count > $1.count }).first(where: rest.hasPrefix)
      {
        guard lineStyle == nil else { throw .badFormat(format) }
        lineStyle = style
        rest = rest.dropFirst(style.count)
      } else if marker == nil, Marker(rawValue: String(first)) != nil {
        marker = String(first)
        rest = rest.dropFirst()
      } else if color == nil, first == "C", rest.dropFirst().first?.isNumber ?? false {
        color = String(rest.prefix(2))
        rest = rest.dropFirst(2)
      } else if color == nil, "bgrcmykw".contains(first) {
        color = String(first)
        rest = rest.dropFirst()
      } else {
        throw .badFormat(format)
      }
    }
    if marker != nil, lineStyle == nil { lineStyle = "None" }
  }
}
