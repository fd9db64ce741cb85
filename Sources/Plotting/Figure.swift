import Display
import Files

/// A picture that is being put together: its size and its axes.
public final class Figure {
  /// The width in inches.
  public let width: Double
  /// The height in inches.
  public let height: Double
  /// Pixels per inch.
  public var dotsPerInch: Double
  /// What is drawn.
  public let axes = Axes()
  private let finder: any FontFinder

  /// Makes an empty figure; matplotlib's size where none is given.
  public convenience init(width: Double = 6.4, height: Double = 4.8, dotsPerInch: Double = 100) {
    self.init(width: width, height: height, dotsPerInch: dotsPerInch, finder: SystemFontFinder())
  }

  init(width: Double, height: Double, dotsPerInch: Double, finder: any FontFinder) {
    self.width = width
    self.height = height
    self.dotsPerInch = dotsPerInch
    self.finder = finder
  }

  /// A drawn figure: its pixels, and what the person should know about it.
  public struct Drawing: Sendable {
    /// The pixels.
    public let raster: Raster
    /// Letters that could not be drawn.
    public let notices: [Notice]
  }

  /// Draws the figure.
  ///
  /// - Throws: `PlotError.badSize`.
  public func draw() throws(PlotError) -> Drawing {
    let (columns, rows) = (width * dotsPerInch, height * dotsPerInch)
    guard columns.isFinite, rows.isFinite, columns >= 1, rows >= 1, columns < 65536, rows < 65536,
      columns * rows <= 1e8
    else { throw .badSize(width: columns, height: rows) }
    var renderer = FigureRenderer(
      width: Int(columns.rounded()), height: Int(rows.rounded()), pixelsPerPoint: dotsPerInch / 72, finder: finder)
    renderer.draw(axes)
    return Drawing(raster: renderer.raster, notices: renderer.notices)
  }

  /// Draws the figure into a PNG file, whole or not at all, and returns it for display.
  ///
  /// - Throws: `PlotError`, `FileError`.
  @discardableResult
  public func save(path: String) throws -> (picture: Picture, notices: [Notice]) {
    let (picture, notices) = try picture(path: path)
    try writeFile(path, picture.png)
    return (picture, notices)
  }

  /// Draws the figure for display.
  ///
  /// - Parameter path: the file that the picture's bytes are saved in, where they are.
  /// - Throws: `PlotError`.
  public func picture(path: String? = nil) throws -> (picture: Picture, notices: [Notice]) {
    let drawing = try draw()
    let picture = Picture(
      png: try drawing.raster.png(), width: drawing.raster.width, height: drawing.raster.height, path: path,
      caption: axes.title.isEmpty ? path ?? "" : axes.title, plot: axes.textPlot)
    return (picture, drawing.notices)
  }
}
