/// A picture in memory: rows from the top, three bytes a pixel, red, green, blue.
public struct Raster: Equatable, Sendable {
  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// The pixels, `height * width * 3` bytes.
  public private(set) var pixels: [UInt8]

  /// Makes a white picture.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = Array(repeating: 255, count: width * height * 3)
  }

  /// Lays a colour over a pixel; `coverage` from 0 to 255. Rows count from the top.
  mutating func blend(_ color: Color, _ column: Int, _ row: Int, coverage: Int) {
    guard column >= 0, column < width, row >= 0, row < height, coverage > 0 else { return }
    let share = Double(coverage) / 255 * color.opacity
    let place = (row * width + column) * 3
    for (offset, value) in [color.red, color.green, color.blue].enumerated() {
      let old = Double(pixels[place + offset])
      pixels[place + offset] = UInt8(min(max(old + (value * 255 - old) * share + 0.5, 0), 255))
    }
  }

  /// The red, green and blue of a pixel; rows count from the top.
  public func color(column: Int, row: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let place = (row * width + column) * 3
    return (pixels[place], pixels[place + 1], pixels[place + 2])
  }
}
