/// How much of each pixel a shape covers, before it gets a colour; shapes of one mask do not darken where they overlap.
struct Mask {
  let width: Int
  let height: Int
  private(set) var coverage: [UInt8]
  /// The rows that hold anything, from the top.
  private(set) var touched: Range<Int> = 0..<0

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    coverage = Array(repeating: 0, count: width * height)
  }

  /// Adds a run of pixels; the row counts from the bottom, as FreeType's do.
  mutating func add(row: Int, column: Int, count: Int, coverage value: UInt8) {
    let line = height - 1 - row
    guard line >= 0, line < height else { return }
    touched = touched.isEmpty ? line..<line + 1 : min(touched.lowerBound, line)..<max(touched.upperBound, line + 1)
    let (first, last) = (max(column, 0), min(column + count, width))
    if first >= last { return }
    for place in line * width + first..<line * width + last { coverage[place] = max(coverage[place], value) }
  }

  /// Lays a colour over a picture where the mask covers, and empties the mask.
  mutating func paint(_ color: Color, on raster: inout Raster, inside clip: Box?) {
    let columns = clip.map { max(0, Int($0.left))..<min(width, Int($0.right) + 1) } ?? 0..<width
    let rows = clip.map { max(0, height - 1 - Int($0.top))..<min(height, height - Int($0.bottom)) } ?? 0..<height
    for row in touched {
      for column in 0..<width where coverage[row * width + column] > 0 {
        if rows.contains(row), columns.contains(column) {
          raster.blend(color, column, row, coverage: Int(coverage[row * width + column]))
        }
        coverage[row * width + column] = 0
      }
    }
    touched = 0..<0
  }
}
