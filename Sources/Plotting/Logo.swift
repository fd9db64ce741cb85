#if canImport(Glibc)
  import Glibc
#endif

/// Tunebook's picture, as a PNG file's bytes: a loss that falls, and ends in a note.
///
/// - Parameter size: width and height in pixels.
/// - Throws: `PlotError.encoding`; `PlotError.badSize` below 8 and beyond 1024 pixels.
public func logo(size: Int) throws(PlotError) -> [UInt8] {
  guard (8...1024).contains(size) else { throw .badSize(width: Double(size), height: Double(size)) }
  var raster = Raster(width: size, height: size)
  var mask = Mask(width: size, height: size)
  guard let shapes = FreeType() else { throw .encoding("FreeType cannot be opened") }
  let side = Double(size)
  let place = { (x: Double, y: Double) in Point(x: x * side, y: y * side) }
  shapes.fill([place(0, 0), place(1, 0), place(1, 1), place(0, 1)], into: &mask)
  mask.paint(Color(hexadecimal: 0x17324D), on: &raster, inside: nil)
  // The loss, from its height into the head of the note.
  let curve = (0...40).map { step -> Point in
    let share = Double(step) / 40
    return place(0.14 + 0.46 * share, 0.25 + 0.57 * exp(-3.4 * share))
  }
  shapes.stroke(curve, width: 0.075 * side, into: &mask)
  mask.paint(Color(hexadecimal: 0xF2A541), on: &raster, inside: nil)
  // The note: a slanted head, a stem, a flag.
  let head = (0..<40).map { step -> Point in
    let angle = Double(step) / 40 * 2 * Double.pi
    let (x, y) = (0.125 * cosine(angle), 0.09 * sine(angle))
    return place(0.635 + 0.94 * x - 0.34 * y, 0.245 + 0.34 * x + 0.94 * y)
  }
  shapes.fill(head, into: &mask)
  shapes.stroke([place(0.735, 0.27), place(0.735, 0.80)], width: 0.055 * side, into: &mask)
  shapes.stroke(
    [place(0.735, 0.80), place(0.78, 0.69), place(0.85, 0.62), place(0.87, 0.52)], width: 0.06 * side, into: &mask)
  mask.paint(.white, on: &raster, inside: nil)
  return try raster.png()
}
