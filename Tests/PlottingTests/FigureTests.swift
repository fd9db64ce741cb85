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
