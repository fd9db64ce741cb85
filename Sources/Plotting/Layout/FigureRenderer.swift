import Display

/// Draws axes into pixels: measures the letters, places the box, then paints from back to front.
struct FigureRenderer {
  private(set) var raster: Raster
  private var mask: Mask
  private let freeType: FreeType?
  private let fonts: FontBook?
  let pixelsPerPoint: Double

  init(width: Int, height: Int, pixelsPerPoint: Double, finder: any FontFinder) {
    raster = Raster(width: width, height: height)
    mask = Mask(width: width, height: height)
    freeType = FreeType()
    fonts = freeType.map { FontBook($0, finder: finder) }
    self.pixelsPerPoint = pixelsPerPoint
  }

  /// What could not be drawn.
  var notices: [Notice] {
    guard let fonts, fonts.hasFonts else {
      return [
        Notice(
          .warning, "no font was found: the plot is drawn without letters",
          remedy: "install one (apt-get install fonts-dejavu-core fonts-wqy-microhei)", isShownOnce: true)
      ]
    }
    if fonts.missing.isEmpty { return [] }
    let characters = String(String.UnicodeScalarView(fonts.missing.prefix(10)))
    return [
      Notice(
        .warning, "no installed font has the characters \(characters): the plot shows boxes for them",
        remedy: "install a font that has them (Chinese: apt-get install fonts-wqy-microhei)", isShownOnce: true)
    ]
  }

  private var picture: Box { Box(left: 0, bottom: 0, right: Double(raster.width), top: Double(raster.height)) }

  private func line(_ text: String, points: Double, raised: String = "") -> TextLine {
    TextLine(text: text, raised: raised, size: points * pixelsPerPoint)
  }

  private func width(_ line: TextLine) -> Double { line.width(fonts) }

  /// Draws everything.
  mutating func draw(_ axes: Axes) {
    let layout = AxesLayout(axes, picture: picture, pixelsPerPoint: pixelsPerPoint) { [fonts] in $0.width(fonts) }
    if axes.hasGrid { drawGrid(layout) }
    drawReferenceLines(axes, layout)
    for row in axes.series { draw(row, layout) }
    drawFrame(layout)
    drawLetters(layout)
    drawLegend(axes, layout)
  }

  // MARK: Painting

  /// Fills a rectangle whose edges fall on pixels, so that thin lines stay crisp.
  private mutating func fillPixels(_ left: Double, _ bottom: Double, _ width: Int, _ height: Int, _ color: Color) {
    let (first, base) = (Int(left.rounded(.down)), Int(bottom.rounded(.down)))
    for row in base..<base + height {
      for column in first..<first + width { raster.blend(color, column, raster.height - 1 - row, coverage: 255) }
    }
  }

  private mutating func fill(_ corners: [Point], _ color: Color, inside clip: Box? = nil) {
    guard let freeType else { return }
    freeType.fill(corners, into: &mask)
    mask.paint(color, on: &raster, inside: clip)
  }

  private mutating func stroke(_ lines: [[Point]], width: Double, _ color: Color, inside clip: Box? = nil) {
    guard let freeType else { return }
    for line in lines { freeType.stroke(line, width: width, into: &mask) }
    mask.paint(color, on: &raster, inside: clip)
  }

  private mutating func write(_ line: TextLine, at origin: Point, isTurned: Bool = false) {
    guard let freeType, let fonts, fonts.hasFonts else { return }
    line.draw(at: origin, isTurned: isTurned, fonts, freeType, into: &mask)
    mask.paint(.black, on: &raster, inside: nil)
  }

  // MARK: Frame and grid

  private var thin: Int { max(1, Int((0.8 * pixelsPerPoint).rounded())) }

  private mutating func drawGrid(_ layout: AxesLayout) {
    let grey = Color(hexadecimal: 0xB0B0B0)
    let box = layout.box
    for tick in layout.x.ticks {
      let x = layout.x.pixel(ofPlace: tick.place, box.left, box.right)
      fillPixels(x, box.bottom, thin, Int(box.height), grey)
    }
    for tick in layout.y.ticks {
      let y = layout.y.pixel(ofPlace: tick.place, box.bottom, box.top)
      fillPixels(box.left, y, Int(box.width), thin, grey)
    }
  }

  private mutating func drawFrame(_ layout: AxesLayout) {
    let box = layout.box
    let (columns, rows) = (Int(box.width) + thin, Int(box.height) + thin)
    fillPixels(box.left, box.bottom, columns, thin, .black)
    fillPixels(box.left, box.top, columns, thin, .black)
    fillPixels(box.left, box.bottom, thin, rows, .black)
    fillPixels(box.right, box.bottom, thin, rows, .black)
    drawTicks(layout.x.ticks.map(\.place), layout.y.ticks.map(\.place), layout, length: layout.tickLength)
    drawTicks(layout.x.minorTicks, layout.y.minorTicks, layout, length: layout.tickLength * 0.57)
  }

  private mutating func drawTicks(_ xs: [Double], _ ys: [Double], _ layout: AxesLayout, length: Double) {
    let size = Int(length.rounded())
    for place in xs {
      let x = layout.x.pixel(ofPlace: place, layout.box.left, layout.box.right)
      fillPixels(x, layout.box.bottom - Double(size), thin, size, .black)
    }
    for place in ys {
      let y = layout.y.pixel(ofPlace: place, layout.box.bottom, layout.box.top)
      fillPixels(layout.box.left - Double(size), y, size, thin, .black)
    }
  }

  // MARK: Letters

  private mutating func drawLetters(_ layout: AxesLayout) {
    for placed in layout.texts { write(placed.line, at: placed.origin, isTurned: placed.isTurned) }
  }

  // MARK: Data

  private mutating func draw(_ row: Series, _ layout: AxesLayout) {
    let runs = layout.runs(x: row.x, y: row.y)
    let clip = layout.box
    if let style = row.lineStyle, row.lineWidth > 0 {
      let width = max(row.lineWidth * pixelsPerPoint, 1)
      let margin = clip.grown(width * 2 + 2)
      let lines = runs.flatMap { Polyline($0).clipped(to: margin) }
      let dashed = lines.flatMap { Polyline($0).dashed(style.pattern.map { $0 * width }) }
      stroke(dashed, width: width, row.color, inside: clip)
      // A point without neighbours has no line to be seen by.
      for run in runs where run.count == 1 && row.marker == nil && clip.contains(run[0]) {
        fill(Marker.circle.corners(center: run[0], size: width * 2), row.color, inside: clip)
      }
    }
    if let marker = row.marker { draw(marker, row, runs.joined(), clip) }
  }

  private mutating func draw(_ marker: Marker, _ row: Series, _ points: some Sequence<Point>, _ clip: Box) {
    let size = row.markerSize * pixelsPerPoint
    for point in points where clip.grown(1).contains(point) {
      drawMarker(marker, at: point, size: size, row.color, inside: clip.grown(size))
    }
  }

  private mutating func drawMarker(_ marker: Marker, at point: Point, size: Double, _ color: Color, inside clip: Box?) {
    if marker.isStroked {
      stroke(marker.strokes(center: point, size: size), width: pixelsPerPoint, color, inside: clip)
    } else {
      fill(marker.corners(center: point, size: size + pixelsPerPoint), color, inside: clip)
    }
  }

  private mutating func drawReferenceLines(_ axes: Axes, _ layout: AxesLayout) {
    for reference in axes.referenceLines {
      let box = layout.box
      let place =
        reference.isHorizontal
        ? layout.y.pixel(reference.value, box.bottom, box.top) : layout.x.pixel(reference.value, box.left, box.right)
      guard place.isFinite else { continue }
      let ends =
        reference.isHorizontal
        ? [Point(x: box.left, y: place), Point(x: box.right, y: place)]
        : [Point(x: place, y: box.bottom), Point(x: place, y: box.top)]
      guard box.clip(ends[0], ends[1]) != nil else { continue }
      let width = max(reference.lineWidth * pixelsPerPoint, 1)
      let dashed = Polyline(ends).dashed(reference.lineStyle.pattern.map { $0 * width })
      stroke(dashed, width: width, reference.color, inside: box)
    }
  }

  // MARK: Legend

  private mutating func drawLegend(_ axes: Axes, _ layout: AxesLayout) {
    let measure: (TextLine) -> Double = { [fonts] in $0.width(fonts) }
    guard let legend = LegendLayout(axes, layout, pixelsPerPoint: pixelsPerPoint, measure: measure) else { return }
    var panel = Color.white
    panel.opacity = 0.8
    fill(legend.outline, panel)
    stroke([legend.outline + legend.outline.prefix(1)], width: 1, Color(hexadecimal: 0xCCCCCC))
    for entry in legend.entries {
      let (start, end) = (entry.handleStart, entry.handleEnd)
      if let style = entry.lineStyle {
        let width = max(entry.lineWidth * pixelsPerPoint, 1)
        stroke(Polyline([start, end]).dashed(style.pattern.map { $0 * width }), width: width, entry.color)
      }
      if let marker = entry.marker {
        let middle = Point(x: (start.x + end.x) / 2, y: start.y)
        drawMarker(marker, at: middle, size: entry.markerSize * pixelsPerPoint, entry.color, inside: nil)
      }
      write(entry.line, at: entry.origin)
    }
    if let title = legend.title { write(title.line, at: title.origin) }
  }
}
