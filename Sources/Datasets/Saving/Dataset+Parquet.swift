import Files
import Parquet
import PythonValues

extension Dataset {
  /// Writes the rows as a parquet file.
  ///
  /// - Parameters:
  ///   - path: the file; it appears when it is whole.
  ///   - progress: is told how many rows are written; may throw to stop.
  /// - Returns: the bytes of the file.
  /// - Throws: `ParquetWriteError` for columns that parquet cannot hold, `FileError`; what a column on disk throws.
  public func writeParquet(_ path: String, progress: (Int) throws -> Void = { _ in }) throws -> Int {
    var size = 0
    try writeAtomically(path) { writer in
      size = try writeParquet({ try writer.write($0) }, progress: progress)
    }
    return size
  }

  /// Writes the rows as the bytes of a parquet file.
  func writeParquet(
    _ file: ParquetWriter.FileSink, progress: (Int) throws -> Void = { _ in }
  ) throws -> Int {
    var parquet = try ParquetWriter(columns: entries.map { ($0.name, ParquetType($0.column.feature)) })
    for start in stride(from: 0, to: count, by: 1024) {
      let rows = start..<Swift.min(start + 1024, count)
      try parquet.append(try entries.map { try selection.values(of: $0.column, in: rows) }, file)
      try progress(rows.upperBound)
    }
    return try parquet.finish(file)
  }
}

extension ParquetType {
  /// What a column is written as.
  fileprivate init(_ feature: Feature) {
    self =
      switch feature {
      case .null: .null
      case .bool: .bool
      case .integer: .integer
      case .float: .float
      case .string: .text
      case .binary: .binary
      case .json: .json
      case .list(let element): .list(ParquetType(element))
      case .structure(let members):
        .structure(members.map { Member(name: $0.name, type: ParquetType($0.feature)) })
      }
  }
}
