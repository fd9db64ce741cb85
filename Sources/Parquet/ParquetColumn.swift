import PythonValues

/// One column of a file: values by row, decoded a stretch at a time as they are needed.
///
/// A stretch is a page where the column is flat, a small row group or some rows of a large one where it nests. The last stretches are kept.
public final class ParquetColumn {
  /// The column's name.
  public let name: String

  /// What it holds.
  public let type: ParquetType

  /// The number of rows.
  public let count: Int

  private let source: ParquetSource
  private let reader: GroupReader
  private var kept = KeptStretches()

  init(_ node: SchemaNode, source: ParquetSource, limits: ReadingLimits) {
    name = node.name
    type = node.type
    count = source.rowStarts[source.rowStarts.count - 1]
    self.source = source
    reader = GroupReader(node, source: source, limits: limits)
  }

  /// The values of the rows in a range, which lies within `0 ..< count`.
  ///
  /// - Throws: `ParquetError` where the bytes make no sense or need what is not there.
  public func values(in range: Range<Int>) throws(ParquetError) -> [Value] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows beyond the column's end")
    do {
      var values: [Value] = []
      values.reserveCapacity(range.count)
      var row = range.lowerBound
      while row < range.upperBound {
        let stretch = try self.stretch(of: row)
        let end = min(range.upperBound, stretch.rows.upperBound)
        try stretch.array.append(row - stretch.rows.lowerBound..<end - stretch.rows.lowerBound, to: &values)
        row = end
      }
      return values
    } catch {
      throw named(error)
    }
  }

  /// Decodes all rows, a stretch after the other, without making values of them: what a benchmark measures.
  ///
  /// - Returns: the bytes of memory that the decoded arrays took, nearly.
  /// - Throws: `ParquetError`.
  public func decode() throws(ParquetError) -> Int {
    do {
      var (row, size) = (0, 0)
      while row < count {
        let group = self.group(of: row)
        let stretch = try reader.stretch(of: row - source.rowStarts[group], group: group)
        size += stretch.size
        row = max(row + 1, stretch.rows.upperBound)
      }
      return size
    } catch {
      throw named(error)
    }
  }

  private func stretch(of row: Int) throws -> Stretch {
    if let known = kept.stretch(of: row) { return known }
    let group = self.group(of: row)
    let stretch = try reader.stretch(of: row - source.rowStarts[group], group: group)
    guard stretch.rows.contains(row) else {
      throw ParquetDamage.malformed(part: "a column chunk", reason: "row \(row) lies in none of its pages")
    }
    kept.keep(stretch)
    return stretch
  }

  /// The row group of a row, by binary search; groups without rows are passed over.
  private func group(of row: Int) -> Int {
    var (low, high) = (0, source.rowStarts.count - 2)
    while low < high {
      let middle = (low + high + 1) / 2
      if source.rowStarts[middle] <= row { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private func named(_ error: Error) -> ParquetError {
    switch error {
    case let damage as ParquetDamage: return .damagedColumn(path: source.path, column: name, damage: damage)
    case ParquetLack.codec(let codec): return .unsupportedCodec(path: source.path, column: name, codec: codec)
    case ParquetLack.encoding(let encoding):
      return .unsupportedEncoding(path: source.path, column: name, encoding: encoding)
    case ParquetLack.library(let codec, let library, let package):
      return .missingLibrary(path: source.path, column: name, codec: codec, library: library, package: package)
    case let error as ParquetError: return error
    default:
      return .damagedColumn(
        path: source.path, column: name, damage: .malformed(part: "a value", reason: "\(error)"))
    }
  }
}
