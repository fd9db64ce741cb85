/// Decoded rows of a column.
struct Stretch {
  /// The rows of the file that it holds.
  let rows: Range<Int>
  let array: ColumnArray
  let size: Int

  init(rows: Range<Int>, array: ColumnArray) {
    self.rows = rows
    self.array = array
    size = array.size
  }
}

/// The stretches that were used last, up to a number of bytes.
struct KeptStretches {
  /// The most bytes that are kept for a column, beside the stretch in use.
  static let mostBytes = 64 << 20

  /// The most stretches: more would take long to search.
  static let mostStretches = 64

  private var stretches: [Stretch] = []
  private var bytes = 0

  /// The stretch that holds a row, which is then the last to be given up.
  mutating func stretch(of row: Int) -> Stretch? {
    if let last = stretches.last, last.rows.contains(row) { return last }
    guard let index = stretches.lastIndex(where: { $0.rows.contains(row) }) else { return nil }
    let found = stretches.remove(at: index)
    stretches.append(found)
    return found
  }

  /// Keeps a stretch and gives up the oldest ones that are too much.
  mutating func keep(_ stretch: Stretch) {
    stretches.append(stretch)
    bytes += stretch.size
    while stretches.count > 1, bytes > KeptStretches.mostBytes || stretches.count > KeptStretches.mostStretches {
      bytes -= stretches.removeFirst().size
    }
  }
}
