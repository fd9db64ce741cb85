import Files
import TestSupport
import Testing

@testable import Plotting

#if canImport(Glibc)
  import Glibc
#endif

/// The article's plot with its recorded numbers.
func articleFigure() throws -> Figure {
  let figure = Figure(width: 10, height: 6)
  try figure.axes.plot(
    x: [0.7339, 1.5138, 2.2936, 3.0734, 3.8073, 4.5872], y: [12.5485, 13.7338, 13.8326, 13.7834, 12.4905, 13.701],
    label: "Train Loss", style: SeriesStyle(marker: "o"))
  try figure.axes.plot(
    x: [0.9541, 1.9541, 2.9541, 3.9541, 4.9541], y: [12.6229, 12.6019, 12.5874, 12.5822, 12.5813], label: "Eval Loss",
    style: SeriesStyle(marker: "x"))
  figure.axes.xLabel = "Epoch"
  figure.axes.yLabel = "Loss"
  figure.axes.title = "Training & Evaluation Loss"
  figure.axes.showLegend()
  figure.axes.hasGrid = true
  return figure
}

/// Where PLOT_PICTURES names a folder, the pictures of the tests are kept there to be looked at.
func keep(_ figure: Figure, _ name: String) throws {
  guard let folder = getenv("PLOT_PICTURES") else { return }
  try figure.save(path: joinPath(String(cString: folder), name))
}

@Test func `the article's plot is 1000 by 600 pixels with both lines on it`() throws {
  let figure = try articleFigure()
  let drawing = try figure.draw()
  #expect(drawing.raster.width == 1000)
  #expect(drawing.raster.height == 600)
  for color in [Color.cycle[0], Color.cycle[1]] { #expect(pixels(of: color, in: drawing.raster) > 500) }
  try keep(figure, "article.png")
}

/// The number of pixels of exactly a colour.
func pixels(of color: Color, in raster: Raster) -> Int {
  let wanted = [color.red, color.green, color.blue].map { UInt8(($0 * 255).rounded()) }
  return (0..<raster.width * raster.height).count { raster.pixels[$0 * 3..<$0 * 3 + 3].elementsEqual(wanted) }
}

@Test func `a plot of everything at once can be drawn and looked at`() throws {
  let figure = Figure(width: 10, height: 6)
  let axes = figure.axes
  let xs = (0..<5000).map { Double($0) / 100 }
  var state: UInt64 = 1
  let noise = xs.map { _ -> Double in
    state = state &* 6_364_136_223_846_793_005 &+ 1
    return Double(state >> 40) / Double(1 << 24) - 0.5
  }
  try axes.plot(x: xs, y: xs.indices.map { 2 + noise[$0] * 0.3 - xs[$0] / 40 }, label: "噪声")
  for (index, marker) in Marker.allCases.enumerated() {
    let ys = (0..<6).map { Double(index) * 0.25 + Double($0) * 0.05 - 1 }
    let style = LineStyle.allCases[index % 4].rawValue
    try axes.plot(
      x: (0..<6).map { Double($0) * 9 }, y: ys, label: "marker \(marker.rawValue)",
      style: SeriesStyle(marker: marker.rawValue, lineStyle: style))
  }
  try axes.plot(x: [1, 2, .nan, 4, 5], y: [2.6, 2.7, 2.7, 2.6, 2.7], label: "gap")
  try axes.plot(x: [30], y: [2.7], label: "one point")
  try axes.horizontalLine(y: 0.1, label: "target", style: SeriesStyle(color: "k", lineStyle: "--"))
  try axes.verticalLine(x: 25, style: SeriesStyle(color: "gray"))
  axes.title = "训练损失 𝄞 and a missing letter \u{10FFFF}"
  axes.xLabel = "步数"
  axes.yLabel = "损失 (per token)"
  axes.showLegend(title: "Legend")
  axes.hasGrid = true
  let drawing = try figure.draw()
  #expect(drawing.raster.height == 600)
  try keep(figure, "everything.png")
}

@Test func `small numbers, logarithmic axes and empty plots have sensible axes`() throws {
  let small = Figure(width: 6, height: 4)
  try small.axes.plot(x: [0, 1e6, 2e6], y: [1e-5, 2e-5, 5e-5], style: SeriesStyle(format: "ro-"))
  small.axes.title = "learning rate"
  try keep(small, "small.png")
  let log = Figure(width: 6, height: 4)
  try log.axes.plot(x: [1, 2, 3, 4], y: [0.001, 1, 100, -1], label: "log", style: SeriesStyle(format: "g^:"))
  log.axes.yScale = .logarithmic
  log.axes.hasGrid = true
  log.axes.showLegend()
  try keep(log, "log.png")
  let empty = Figure(width: 6, height: 4)
  try empty.axes.plot(x: [], y: [], label: "nothing", style: SeriesStyle(marker: "o"))
  empty.axes.showLegend()
  empty.axes.hasGrid = true
  try keep(empty, "empty.png")
  let one = Figure(width: 6, height: 4)
  try one.axes.plot(x: [0.5], y: [3.25], label: "one", style: SeriesStyle(marker: "o"))
  try one.axes.plot(x: [0.6], y: [3.25], label: "bare")
  one.axes.showLegend()
  try keep(one, "one.png")
}
