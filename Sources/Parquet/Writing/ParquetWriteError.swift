/// Why rows cannot be written as parquet.
public enum ParquetWriteError: Error, Equatable, Sendable {
  /// A column holds dicts without a key in any row.
  case emptyStructure(column: String)
  /// A column nests deeper than is written.
  case tooDeep(column: String)
  /// A value is of another type than its column.
  case wrongValue(column: String, typeName: String)
  /// A text is longer than a page can be.
  case textTooLong(column: String, count: Int)
}

extension ParquetWriteError: CustomStringConvertible {
  /// One sentence for people: what is wrong, where, what to do.
  public var description: String {
    switch self {
    case .emptyStructure(let column):
      "the column '\(column)' holds dicts without keys, which parquet cannot: remove it with remove_columns"
    case .tooDeep(let column): "the column '\(column)' nests too deeply for parquet: write JSON with to_json"
    case .wrongValue(let column, let typeName):
      "the column '\(column)' holds a value of type \(typeName), which cannot be written: remove it with remove_columns"
    case .textTooLong(let column, let count):
      "the column '\(column)' holds a text of \(count) bytes, and parquet's pages end at a gibibyte: cut it"
    }
  }
}
