import Files
import PythonValues

/// Takes rows that a function makes of others, and becomes a dataset; beyond a limit they wait on disk, as parquet in a
/// file without a name.
///
/// Where no file can be written, or parquet cannot hold them, they stay in memory.
struct MadeRows {
  /// The bytes of rows, about, that stay in memory.
  private let limit: Int

  private var builder = RowBuilder()
  private var builtSize = 0
  private var parts: [Dataset] = []
  private var stored = 0

  init(limit: Int = 64 << 20) { self.limit = limit }

  /// The number of rows so far.
  var count: Int { stored + builder.count }

  /// Appends a row.
  ///
  /// - Throws: `DatasetError` where it is no dict or fits no column.
  mutating func append(_ row: Value, place: @autoclosure () -> String) throws {
    try builder.append(row, place: place())
    builtSize += MadeRows.size(of: row)
    if builtSize >= limit { endPart() }
  }

  /// The rows; nothing may be appended afterwards.
  ///
  /// - Throws: `DatasetError` where columns of one name hold different kinds.
  func dataset() throws -> Dataset {
    if parts.isEmpty { return builder.dataset() }
    return try Dataset.concatenated(builder.count == 0 ? parts : parts + [builder.dataset()])
  }

  private mutating func endPart() {
    let made = builder.dataset()
    stored += made.count
    parts.append((try? made.onDisk()) ?? made)
    builder = RowBuilder()
    builtSize = 0
  }

  /// About the bytes that a value takes in a column.
  private static func size(of value: Value) -> Int {
    switch value {
    case .none, .bool: 1
    case .int, .float: 8
    case .str(let text): 8 + text.text.bytes.count
    case .list, .tuple: (value.elements ?? []).reduce(8) { $0 + size(of: $1) }
    case .dict(let dict): dict.items.reduce(0) { $0 + size(of: $1.value) }
    case .set, .object: 64
    }
  }
}

extension Dataset {
  /// The same rows in a file without a name; nil where parquet would give back others.
  fileprivate func onDisk() throws -> Dataset? {
    let file = try NamelessFile()
    _ = try writeParquet { bytes in try bytes.withUnsafeBytes { try file.append($0) } }
    let read = try Dataset.parquet(path: file.path)
    let isSame = zip(read.features, features).allSatisfy { $0.name == $1.name && $0.feature == $1.feature }
    return read.count == count && isSame ? read : nil
  }
}
