/// Where the parts of a legend come to stand, in pixels.
struct LegendLayout {
  /// One row: a piece of line, a marker, a text.
  struct Entry {
    let line: TextLine
    let origin: Point
    let handleStart: Point
    let handleEnd: Point
    let color: Color
    let lineStyle: LineStyle?
    let lineWidth: Double
    let marker: Marker?
    let markerSize: Double
  }

  let outline: [Point]
  let entries: [Entry]
  let title: (line: TextLine, origin: Point)?

  private struct Source {
    let label: String
    let color: Color
    let lineStyle: LineStyle?
    let lineWidth: Double
    let marker: Marker?
    let markerSize: Double
  }

  /// Lays out the legend; nil where none is asked for or nothing has a label.
  init?(_ axes: Axes, _ layout: AxesLayout, pixelsPerPoint: Double, measure: (TextLine) -> Double) {
    let sources = Self.sources(axes)
    guard let place = axes.legend, !sources.isEmpty else { return nil }
    let size = 10 * pixelsPerPoint
    let lines = sources.map { TextLine(text: $0.label, size: size) }
    let titleLine = axes.legendTitle.map { TextLine(text: $0, size: size) }
    let (padding, handle, space, step) = (0.5 * size, 2 * size, 0.8 * size, 1.5 * size)
    let textWidth = lines.map(measure).max() ?? 0
    let width = max(padding * 2 + handle + space + textWidth, (titleLine.map(measure) ?? 0) + padding * 2)
    let rows = Double(lines.count) + (titleLine == nil ? 0 : 1)
    let height = padding * 1.3 + step * rows
    let free = layout.box.grown(-0.5 * size)
    let points = axes.series.flatMap { layout.runs(x: $0.x, y: $0.y) }
    let chosen = place == .best ? LegendPlace.best(width: width, height: height, inside: free, lines: points) : place
    let box = chosen.box(width: width, height: height, inside: free)
    outline = Self.rounded(box, 0.2 * size)
    var top = box.top - padding * 0.65
    if let titleLine {
      let left = (box.left + box.right - measure(titleLine)) / 2
      title = (titleLine, Point(x: left, y: top - step / 2 - size * 0.36))
      top -= step
    } else {
      title = nil
    }
    entries = zip(sources, lines).enumerated().map { index, row in
      let middle = top - step * (Double(index) + 0.5)
      let start = Point(x: box.left + padding, y: middle)
      return Entry(
        line: row.1, origin: Point(x: start.x + handle + space, y: middle - size * 0.36), handleStart: start,
        handleEnd: Point(x: start.x + handle, y: middle), color: row.0.color, lineStyle: row.0.lineStyle,
        lineWidth: row.0.lineWidth, marker: row.0.marker, markerSize: row.0.markerSize)
    }
  }

  private static func sources(_ axes: Axes) -> [Source] {
    let rows = axes.series.map {
      (
        $0.label,
        Source(
          label: $0.label ?? "", color: $0.color, lineStyle: $0.lineStyle, lineWidth: $0.lineWidth, marker: $0.marker,
          markerSize: $0.markerSize)
      )
    }
    let references = axes.referenceLines.map {
      (
        $0.label,
        Source(
          label: $0.label ?? "", color: $0.color, lineStyle: $0.lineStyle, lineWidth: $0.lineWidth, marker: nil,
          markerSize: 0)
      )
    }
    return (rows + references).filter { label, _ in label.map { !$0.isEmpty && !$0.hasPrefix("_") } ?? false }.map(\.1)
  }

  private static func rounded(_ box: Box, _ radius: Double) -> [Point] {
    let centers = [
      Point(x: box.right - radius, y: box.top - radius), Point(x: box.left + radius, y: box.top - radius),
      Point(x: box.left + radius, y: box.bottom + radius), Point(x: box.right - radius, y: box.bottom + radius),
    ]
    return centers.enumerated().flatMap { corner, center in
      (0...6).map { part in
        let angle = (Double(corner) + Double(part) / 6) * .pi / 2
        return Point(x: center.x + radius * cosine(angle), y: center.y + radius * sine(angle))
      }
    }
  }
}
