import Files
import TestSupport
import Testing

@testable import Plotting

@Test func `x and y of different lengths are refused in matplotlib's words`() throws {
  let error = #expect(throws: PlotError.lengths(x: 1, y: 2)) { try Figure().axes.plot(x: [1], y: [1, 2]) }
  #expect(
    error?.description == "x and y must have same first dimension, but have shapes (1,) and (2,)")
}

@Test func `lines take the ten colours in turn, and keep one that is named`() throws {
  let axes = Figure().axes
  for _ in 0..<11 { try axes.plot(y: [1]) }
  try axes.plot(y: [1], style: SeriesStyle(color: "#12f"))
  try axes.plot(y: [1], style: SeriesStyle(format: "C1--"))
  let colors = axes.series.map(\.color)
  #expect(Array(colors[..<10]) == Color.cycle)
  #expect(colors[10] == Color.cycle[0])
  #expect(colors[11] == Color(hexadecimal: 0x1122FF))
  #expect(colors[12] == Color.cycle[1])
  #expect(axes.series[12].lineStyle == .dashed)
}

@Test func `formats name a colour, a marker and a line`() throws {
  #expect(try SeriesStyle(format: "ro-") == SeriesStyle(color: "r", marker: "o", lineStyle: "-"))
  #expect(try SeriesStyle(format: "x") == SeriesStyle(marker: "x", lineStyle: "None"))
  #expect(try SeriesStyle(format: "") == SeriesStyle())
  #expect(try SeriesStyle(format: "k-.") == SeriesStyle(color: "k", lineStyle: "-."))
  #expect(throws: PlotError.badFormat("r%")) { try SeriesStyle(format: "r%") }
  #expect(throws: PlotError.unknownColor("blau")) { try Color(name: "blau") }
  #expect(throws: PlotError.unknownMarker("@")) { try Marker.named("@") }
  #expect(throws: PlotError.unknownLineStyle("~")) { try LineStyle.named("~") }
}

private let ladders: [(low: Double, high: Double, most: Int, labels: [String])] = [
  (0.52, 5.16, 9, ["1", "2", "3", "4", "5"]),
  (12.43, 13.9, 9, ["12.6", "12.8", "13.0", "13.2", "13.4", "13.6", "13.8"]),
  (-1.2, 1.3, 5, ["\u{2212}1.0", "\u{2212}0.5", "0.0", "0.5", "1.0"]),
  (0, 1e-5, 4, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
  (0, 1090, 9, ["0", "200", "400", "600", "800", "1000"]),
  (1, 1, 9, []),
  (1e300, 1.0000000000000002e300, 9, []),
]

@Test(arguments: ladders)
func `ticks stand at round numbers`(_ ladder: (low: Double, high: Double, most: Int, labels: [String])) {
  let found = TickLocator.linear(ladder.low, ladder.high, most: ladder.most)
  #expect(TickLabels(found.ticks, step: found.step).texts == ladder.labels)
}

@Test func `the legend goes where it covers the least of the lines`() {
  let axes = Box(left: 0, bottom: 0, right: 100, top: 100)
  func best(_ lines: [[Point]]) -> LegendPlace { .best(width: 30, height: 20, inside: axes, lines: lines) }
  #expect(best([]) == .upperRight)
  #expect(best([[Point(x: 90, y: 90)]]) == .upperLeft)
  #expect(best([[Point(x: 0, y: 95), Point(x: 100, y: 95)]]) == .lowerLeft)
}

@Test func `grid lines are one pixel wide and have their own colour`() throws {
  let figure = Figure(width: 4, height: 3)
  try figure.axes.plot(y: [0, 1, 2], style: SeriesStyle(lineStyle: "None"))
  figure.axes.hasGrid = true
  let raster = try figure.draw().raster
  let row = 20
  let grey = (0..<400).filter { raster.color(column: $0, row: row).red == 0xB0 }
  #expect(!grey.isEmpty)
  #expect(grey.allSatisfy { !grey.contains($0 + 1) })
}

@Test func `a lone point without a marker can be seen`() throws {
  let figure = Figure(width: 4, height: 3)
  try figure.axes.plot(x: [1, 2, 3], y: [1, .nan, 2])
  let raster = try figure.draw().raster
  #expect(pixels(of: Color.cycle[0], in: raster) >= 8)
}

@Test func `hostile numbers leave a picture`() throws {
  let values: [[Double]] = [
    [.infinity, -.infinity], [1e308, -1e308], [5e-324, 0], [1, 1 + 1e-16], [.nan, .nan], [0, 0],
  ]
  for ys in values {
    for scale in [AxisScale.linear, .logarithmic] {
      let figure = Figure(width: 3, height: 2)
      try figure.axes.plot(x: ys, y: ys, label: "x", style: SeriesStyle(marker: "o"))
      figure.axes.yScale = scale
      figure.axes.hasGrid = true
      figure.axes.showLegend()
      #expect(try figure.draw().raster.width == 300, "\(ys)")
    }
  }
  let far = Figure(width: 3, height: 2)
  try far.axes.plot(x: [0, 1, 2], y: [0, 1e12, 0])
  try far.axes.setYLimits(0, 1)
  #expect(pixels(of: Color.cycle[0], in: try far.draw().raster) > 50)
}

@Test func `limits and sizes that cannot be drawn are refused`() {
  #expect(throws: PlotError.badSize(width: 0, height: 200)) { try Figure(width: 0, height: 2).draw() }
  #expect(throws: PlotError.badSize(width: 1e7, height: 200)) { try Figure(width: 1e5, height: 2).draw() }
  #expect(throws: PlotError.badLimits(1, 1)) { try Figure().axes.setXLimits(1, 1) }
}

@Test func `a figure is saved as a PNG of its pixels, and nothing is left where it cannot be`() throws {
  let figure = try articleFigure()
  let (picture, _) = try figure.save(path: "/tmp/plotting-tests.png")
  let bytes = try readFile("/tmp/plotting-tests.png")
  #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
  #expect(Array(bytes[16..<24]) == [0, 0, 0x03, 0xE8, 0, 0, 0x02, 0x58])
  #expect(picture.width == 1000 && picture.height == 600)
  #expect(throws: FileError.self) { try figure.save(path: "/nowhere/at/all.png") }
}
