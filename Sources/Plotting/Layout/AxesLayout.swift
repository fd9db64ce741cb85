/// Where everything of a pair of axes comes to stand, in pixels.
///
/// The box takes what the letters around it leave; a margin of 1.08 times the letters' size stays at the edges, as
/// matplotlib's `tight_layout` has it.
struct AxesLayout {
  /// A line of text and the begin of its base line.
  struct PlacedText {
    let line: TextLine
    let origin: Point
    var isTurned = false
  }

  let box: Box
  let x: PlacedAxis
  let y: PlacedAxis
  let tickLength: Double
  private(set) var texts: [PlacedText] = []

  /// The sizes that the layout is made of.
  private struct Measures {
    let unit: Double
    let measure: (TextLine) -> Double
    let titleLines: [Substring]

    /// The size of labels: 10 points.
    var size: Double { 10 * unit }
    var titleSize: Double { 12 * unit }
    var titleStep: Double { titleSize * 1.2 }
    /// The length of a tick, and the distance of its label.
    var gap: Double { 3.5 * unit }
    var margin: Double { 1.08 * size }
    var labelHeight: Double { size * (TextLine.ascent + TextLine.descent) }

    func line(_ text: String) -> TextLine { TextLine(text: text, size: size) }
    func line(_ tick: PlacedAxis.Tick) -> TextLine { TextLine(text: tick.label, raised: tick.raised, size: size) }
    func width(_ tick: PlacedAxis.Tick) -> Double { measure(line(tick)) }

    /// The room of a label beside an axis.
    func room(_ label: String) -> Double { label.isEmpty ? 0 : labelHeight + 4 * unit }
  }

  init(_ axes: Axes, picture: Box, pixelsPerPoint: Double, measure: @escaping (TextLine) -> Double) {
    let title = axes.title.isEmpty ? [] : axes.title.split(separator: "\n", omittingEmptySubsequences: false)
    let measures = Measures(unit: pixelsPerPoint, measure: measure, titleLines: title)
    let (gap, margin) = (measures.gap, measures.margin)
    tickLength = gap
    let xRange = Self.range(axes.series.flatMap(\.x), axes, horizontal: true)
    let yRange = Self.range(axes.series.flatMap(\.y), axes, horizontal: false)
    let titleRoom = title.isEmpty ? 0 : Double(title.count) * measures.titleStep + 4 * pixelsPerPoint
    var top = picture.top - margin - titleRoom
    // The multiplier of an x axis stands in the row of its name.
    let multiplier = PlacedAxis(axes.xScale, low: xRange.low, high: xRange.high, mostTicks: 5).multiplier ?? ""
    let nameRoom = measures.room(axes.xLabel + multiplier)
    let bottom = picture.bottom + margin + nameRoom + measures.labelHeight + gap * 2
    let mostY = Self.mostTicks((top - bottom) / pixelsPerPoint, each: 20)
    y = PlacedAxis(axes.yScale, low: yRange.low, high: yRange.high, mostTicks: mostY)
    if y.multiplier != nil, title.isEmpty { top -= measures.labelHeight }
    let left =
      picture.left + margin + measures.room(axes.yLabel) + (y.ticks.map(measures.width).max() ?? 0) + gap * 2
    var right = picture.right - margin
    let mostX = Self.mostTicks((right - left) / pixelsPerPoint, each: 30)
    x = PlacedAxis(axes.xScale, low: xRange.low, high: xRange.high, mostTicks: mostX)
    if let last = x.ticks.last {
      let over = x.pixel(ofPlace: last.place, left, right) + measures.width(last) / 2
      right -= max(0, over - (picture.right - margin / 2))
    }
    box = Box(
      left: left.rounded(), bottom: bottom.rounded(), right: max(right, left + 1).rounded(),
      top: max(top, bottom + 1).rounded())
    addTickLabels(measures)
    addMultipliers(measures, picture)
    addNames(axes, measures, picture)
  }

  private mutating func addNames(_ axes: Axes, _ measures: Measures, _ picture: Box) {
    let middle = (box.left + box.right) / 2
    if !axes.xLabel.isEmpty {
      let text = measures.line(axes.xLabel)
      let base = picture.bottom + measures.margin + TextLine.descent * text.size
      texts.append(PlacedText(line: text, origin: Point(x: middle - measures.measure(text) / 2, y: base)))
    }
    if !axes.yLabel.isEmpty {
      let text = measures.line(axes.yLabel)
      let start = (box.bottom + box.top) / 2 - measures.measure(text) / 2
      let base = picture.left + measures.margin + TextLine.ascent * text.size
      texts.append(PlacedText(line: text, origin: Point(x: base, y: start), isTurned: true))
    }
    for (index, part) in measures.titleLines.enumerated() {
      let text = TextLine(text: String(part), size: measures.titleSize)
      let lift = Double(measures.titleLines.count - 1 - index) * measures.titleStep
      let base = box.top + 6 * measures.unit + lift
      texts.append(PlacedText(line: text, origin: Point(x: middle - measures.measure(text) / 2, y: base)))
    }
  }

  private static func mostTicks(_ lengthInPoints: Double, each: Double) -> Int {
    min(max(Int((lengthInPoints / each).rounded(.down)), 1), 9)
  }

  private static func range(_ values: [Double], _ axes: Axes, horizontal: Bool) -> (low: Double, high: Double) {
    let scale = horizontal ? axes.xScale : axes.yScale
    let references = axes.referenceLines.filter { $0.isHorizontal != horizontal }.map(\.value)
    var range = scale.limits(of: values + references)
    let given = horizontal ? axes.xLimits : axes.yLimits
    if let low = given.low.map(scale.place), !low.isNaN { range.low = low }
    if let high = given.high.map(scale.place), !high.isNaN { range.high = high }
    if range.low == range.high || !(range.high - range.low).isFinite { return (range.low - 0.5, range.low + 0.5) }
    return range
  }

  private mutating func addTickLabels(_ measures: Measures) {
    for tick in x.ticks {
      let text = measures.line(tick)
      let place = x.pixel(ofPlace: tick.place, box.left, box.right)
      let base = box.bottom - measures.gap * 2 - TextLine.ascent * text.size
      texts.append(PlacedText(line: text, origin: Point(x: place - measures.width(tick) / 2, y: base)))
    }
    for tick in y.ticks {
      let text = measures.line(tick)
      let place = y.pixel(ofPlace: tick.place, box.bottom, box.top)
      let origin = Point(x: box.left - measures.gap * 2 - measures.width(tick), y: place - text.size * 0.36)
      texts.append(PlacedText(line: text, origin: origin))
    }
  }

  private mutating func addMultipliers(_ measures: Measures, _ picture: Box) {
    if let text = y.multiplier.map(measures.line(_:)) {
      texts.append(PlacedText(line: text, origin: Point(x: box.left, y: box.top + text.size * 0.3)))
    }
    if let text = x.multiplier.map(measures.line(_:)) {
      let base = picture.bottom + measures.margin + TextLine.descent * text.size
      texts.append(PlacedText(line: text, origin: Point(x: box.right - measures.measure(text), y: base)))
    }
  }

  /// Data points as pixels, cut where one cannot be shown.
  func runs(x xs: [Double], y ys: [Double]) -> [[Point]] {
    var runs: [[Point]] = [[]]
    for (xValue, yValue) in zip(xs, ys) {
      let point = Point(x: x.pixel(xValue, box.left, box.right) + 0.5, y: y.pixel(yValue, box.bottom, box.top) + 0.5)
      if point.x.isFinite, point.y.isFinite {
        runs[runs.count - 1].append(point)
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }
}
