/// What the footer says of a file.
///
/// Source: parquet-format, src/main/thrift/parquet.thrift, whose field numbers stand in the parsers.
struct FileMetadata {
  var schema: [SchemaElement] = []
  var rowCount = 0
  var rowGroups: [RowGroup] = []
  var keyValues: [(key: String, value: [UInt8])] = []
  var isEncrypted = false
}

/// Rows that are written together: a chunk for each leaf column.
struct RowGroup {
  var chunks: [ColumnChunk] = []
  var rowCount = 0
}

/// Where the values of one leaf column of a row group lie.
struct ColumnChunk {
  var filePath: String?
  var codec = 0
  var valueCount = 0
  var compressedSize = 0
  var dataPageOffset = 0
  var dictionaryPageOffset: Int?
  var isEncrypted = false
  var hasMetadata = false
}

/// One node of the schema, as the footer lists them: each before its children.
struct SchemaElement {
  enum Repetition: Int {
    case required, optional, repeated
  }

  var name = ""
  var physicalType: Int?
  var typeLength = 0
  var repetition = Repetition.required
  var childCount = 0
  var convertedType: Int?
  var scale = 0
  var logicalType: LogicalType?
}

/// What a writer meant a column to be.
enum LogicalType: Equatable {
  case string, map, list, enumeration, date, null, json, bson, uuid, float16
  case decimal(scale: Int)
  case time(TimeUnit)
  case timestamp(TimeUnit, isUTC: Bool)
  case integer(bits: Int, isSigned: Bool)
  case other
}

/// The unit in which times are counted.
enum TimeUnit: Int {
  case milliseconds = 1
  case microseconds, nanoseconds

  /// The digits of the fraction of a second.
  var digits: Int { rawValue * 3 }
}
