import Parquet
import PythonValues

/// A column of a parquet file as a dataset's: it stays on disk, and rows are decoded as they are asked for.
final class ParquetDatasetColumn: DatasetColumn {
  private let column: ParquetColumn

  /// Kept, because each access compares it with that of the other files.
  let feature: Feature

  init(_ column: ParquetColumn) {
    self.column = column
    feature = Feature(column.type)
  }

  var count: Int { column.count }

  func values(in range: Range<Int>) throws -> [Value] {
    do {
      return try column.values(in: range)
    } catch {
      throw DatasetError.unreadableFile(reason: "\(error)")
    }
  }
}

extension Dataset {
  /// The rows of a parquet file.
  ///
  /// - Throws: `DatasetError.unreadableFile`, `.columnExists`.
  static func parquet(path: String) throws -> Dataset {
    let file: ParquetFile
    do {
      file = try ParquetFile(path: path)
    } catch {
      throw DatasetError.unreadableFile(reason: "\(error)")
    }
    return try Dataset(columns: file.columns.map { ($0.name, ParquetDatasetColumn($0)) })
  }
}

extension Feature {
  /// What a parquet column holds, as datasets say it.
  fileprivate init(_ type: ParquetType) {
    self =
      switch type {
      case .null: .null
      case .bool: .bool
      case .integer: .integer
      case .float: .float
      case .text: .string
      case .binary: .binary
      case .json: .json
      case .list(let element): .list(Feature(element))
      case .structure(let members):
        .structure(members.map { Feature.Member(name: $0.name, feature: Feature($0.type)) })
      }
  }
}
