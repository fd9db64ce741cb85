import PythonValues

/// One column of a dataset: values by row, wherever they lie.
///
/// Values are made anew on each call: what a caller changes in them does not change the column.
public protocol DatasetColumn: AnyObject {
  /// The number of rows.
  var count: Int { get }

  /// What the column holds.
  var feature: Feature { get }

  /// The values of the rows in a range, which lies within `0 ..< count`.
  ///
  /// - Throws: where a column on disk cannot be read.
  func values(in range: Range<Int>) throws -> [Value]
}

extension DatasetColumn {
  /// The value of one row.
  ///
  /// - Throws: where a column on disk cannot be read.
  public func value(at row: Int) throws -> Value { try values(in: row..<row + 1)[0] }
}

/// Rows of another column in an order of one's own.
final class SelectedColumn: DatasetColumn {
  private let base: DatasetColumn
  private let selection: RowSelection

  init(base: DatasetColumn, selection: RowSelection) {
    self.base = base
    self.selection = selection
  }

  var count: Int { selection.count }

  var feature: Feature { base.feature }

  func values(in range: Range<Int>) throws -> [Value] { try selection.values(of: base, in: range) }
}

/// Columns of several datasets one after the other; nil stands for rows that lack the column.
final class ConcatenatedColumn: DatasetColumn {
  private let parts: [(column: DatasetColumn?, start: Int)]
  let count: Int
  let feature: Feature

  init(_ parts: [(column: DatasetColumn?, count: Int)], feature: Feature) {
    var start = 0
    var placed: [(column: DatasetColumn?, start: Int)] = []
    for part in parts {
      placed.append((part.column, start))
      start += part.count
    }
    self.parts = placed
    self.feature = feature
    count = start
  }

  func values(in range: Range<Int>) throws -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(range.count)
    for index in part(of: range.lowerBound)..<parts.count where parts[index].start < range.upperBound {
      let part = parts[index]
      let end = index + 1 < parts.count ? parts[index + 1].start : count
      let overlap = range.clamped(to: part.start..<end)
      guard !overlap.isEmpty else { continue }
      if let column = part.column {
        let local = overlap.lowerBound - part.start..<overlap.upperBound - part.start
        let own = try column.values(in: local)
        values += column.feature == feature ? own : try own.map { try feature.conformed($0) }
      } else {
        values += [Value](repeating: .none, count: overlap.count)
      }
    }
    return values
  }

  /// The last part that begins at a row or before it, by binary search: a dataset may have thousands of files.
  private func part(of row: Int) -> Int {
    var (low, high) = (0, max(parts.count - 1, 0))
    while low < high {
      let middle = (low + high + 1) / 2
      if parts[middle].start <= row { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
