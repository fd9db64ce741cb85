/// How much of each pixel a shape covers, before it gets a colour; shapes of one mask do not darken where they overlap.
struct Mask {
  let width: Int
  let height: Int
  private(set) var coverage: [UInt8]
  /// The rows, from the top, and the columns that hold anything.
  private(set) var touchedRows: Range<Int> = 0..<0
  private(set) var touchedColumns: Range<Int> = 0..<0

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    coverage = Array(repeating: 0, count: width * height)
  }

  /// Adds a run of pixels; the row counts from the bottom, as FreeType's do.
  mutating func add(row: Int, column: Int, count: Int, coverage value: UInt8) {
    let line = height - 1 - row
    let (first, last) = (max(column, 0), min(column + count, width))
    guard line >= 0, line < height, first < last else { return }
    touchedRows = Self.join(touchedRows, line..<line + 1)
    touchedColumns = Self.join(touchedColumns, first..<last)
    coverage.withUnsafeMutableBufferPointer { coverage in
      for place in line * width + first..<line * width + last where coverage[place] < value {
        coverage[place] = value
      }
    }
  }

  private static func join(_ left: Range<Int>, _ right: Range<Int>) -> Range<Int> {
    left.isEmpty ? right : min(left.lowerBound, right.lowerBound)..<max(left.upperBound, right.upperBound)
  }

  /// Lays a colour over a picture where the mask covers, and empties the mask.
  mutating func paint(_ color: Color, on raster: inout Raster, inside clip: Box?) {
    let columns = clip.map { max(0, Int($0.left))..<max(0, min(width, Int($0.right) + 1)) } ?? 0..<width
    let rows =
      clip.map { max(0, height - 1 - Int($0.top))..<max(0, min(height, height - Int($0.bottom))) } ?? 0..<height
    coverage.withUnsafeMutableBufferPointer { coverage in
      for row in touchedRows {
        for column in touchedColumns {
          let value = coverage[row * width + column]
          if value == 0 { continue }
          coverage[row * width + column] = 0
          if rows.contains(row), columns.contains(column) { raster.blend(color, column, row, coverage: value) }
        }
      }
    }
    touchedRows = 0..<0
    touchedColumns = 0..<0
  }
}
