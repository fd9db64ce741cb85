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
  mutating func blend(_ color: Color, _ column: Int, _ row: Int, coverage: UInt8) {
    guard column >= 0, column < width, row >= 0, row < height else { return }
    let share = Double(coverage) / 255 * color.opacity
    let place = (row * width + column) * 3
    pixels[place] = Self.mixed(pixels[place], color.red, share)
    pixels[place + 1] = Self.mixed(pixels[place + 1], color.green, share)
    pixels[place + 2] = Self.mixed(pixels[place + 2], color.blue, share)
  }

  private static func mixed(_ old: UInt8, _ new: Double, _ share: Double) -> UInt8 {
    let value = Double(old) + (new * 255 - Double(old)) * share + 0.5
    return UInt8(min(max(value, 0), 255))
  }

  /// The red, green and blue of a pixel; rows count from the top.
  public func color(column: Int, row: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let place = (row * width + column) * 3
    return (pixels[place], pixels[place + 1], pixels[place + 2])
  }
}
