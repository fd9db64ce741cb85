import Files
import PythonValues

/// Writes rows as a parquet file: row groups of pages, PLAIN values, Snappy, every column nullable.
///
/// What pyarrow, `datasets` and DuckDB read. Memory is bounded: a row group
/// goes to the file when its pages take 64 MiB.
/// Source: apache/parquet-format, `parquet.thrift`.
public struct ParquetWriter {
  private let columns: [WrittenColumn]
  private let leaves: [WrittenLeaf]
  private var chunks: [WrittenChunk]
  private var groups: [WrittenGroup] = []
  private var groupRows = 0
  private var position = 0

  /// The bytes of values after which a page is written.
  private let pageSize: Int

  /// The bytes in the file, or the rows, after which a row group ends.
  private static let groupSize = 1 << 26
  private static let groupCount = 1 << 20

  /// What takes the bytes of the file in their order.
  public typealias FileSink = ([UInt8]) throws -> Void

  /// Begins a file.
  ///
  /// - Parameter columns: names and types of the columns, in order.
  /// - Throws: `ParquetWriteError` where a type cannot be written.
  public init(columns: [(name: String, type: ParquetType)]) throws(ParquetWriteError) {
    try self.init(columns: columns, pageSize: 1 << 20)
  }

  init(columns: [(name: String, type: ParquetType)], pageSize: Int) throws(ParquetWriteError) {
    self.pageSize = pageSize
    var written: [WrittenColumn] = []
    for column in columns { written.append(try WrittenColumn(column.name, column.type)) }
    self.columns = written
    leaves = written.flatMap(\.leaves)
    chunks = leaves.map { _ in WrittenChunk() }
  }

  /// Appends rows.
  ///
  /// - Parameters:
  ///   - values: of each column as many values as there are rows.
  ///   - file: takes the bytes that are ready.
  /// - Throws: `ParquetWriteError` for a value of another type than its column; what the file throws.
  public mutating func append(_ values: [[Value]], _ file: FileSink) throws {
    precondition(values.count == columns.count, "one list of values for each column")
    let count = values.first?.count ?? 0
    for row in 0..<count {
      for (column, list) in zip(columns, values) { try column.append(list[row]) }
      groupRows += 1
      if row & 15 == 15 || row == count - 1 {
        for (index, leaf) in leaves.enumerated() where leaf.size >= pageSize { writePage(index) }
      }
    }
    let size = zip(chunks, leaves).reduce(0) { $0 + $1.0.size + $1.1.size }
    if size >= Self.groupSize || groupRows >= Self.groupCount { try endGroup(file) }
  }

  /// Ends the file: the last row group and the footer.
  ///
  /// - Returns: the bytes of the whole file.
  /// - Throws: what the file throws.
  public mutating func finish(_ file: FileSink) throws -> Int {
    if groupRows > 0 { try endGroup(file) } else { try begin(file) }
    let footer = writtenFooter(columns: columns, leaves: leaves, groups: groups)
    try file(footer + withUnsafeBytes(of: UInt32(footer.count).littleEndian) { Array($0) } + Array("PAR1".utf8))
    return position + footer.count + 8
  }

  private mutating func begin(_ file: FileSink) throws {
    guard position == 0 else { return }
    try file(Array("PAR1".utf8))
    position = 4
  }

  private mutating func endGroup(_ file: FileSink) throws {
    try begin(file)
    for index in leaves.indices where leaves[index].count > 0 { writePage(index) }
    for index in chunks.indices {
      chunks[index].start = position
      for page in chunks[index].pages {
        try file(page)
        position += page.count
      }
      chunks[index].pages = []
    }
    groups.append(WrittenGroup(rowCount: groupRows, chunks: chunks))
    chunks = leaves.map { _ in WrittenChunk() }
    groupRows = 0
  }

  private mutating func writePage(_ index: Int) {
    let (body, count) = leaves[index].takePage()
    let compressed = body.withUnsafeBytes { compressSnappy($0) }
    let header = CompactWriter.structure { page in
      page.integer(1, 0)
      page.integer(2, body.count)
      page.integer(3, compressed.count)
      page.structure(5) { data in
        data.integer(1, count)
        data.integer(2, 0)
        data.integer(3, 3)
        data.integer(4, 3)
      }
    }
    chunks[index].pages.append(header + compressed)
    chunks[index].valueCount += count
    chunks[index].uncompressedSize += header.count + body.count
    chunks[index].size += header.count + compressed.count
  }
}

/// A leaf's part of a row group.
struct WrittenChunk {
  var pages: [[UInt8]] = []
  var start = 0
  var valueCount = 0
  var size = 0
  var uncompressedSize = 0
}

/// A row group that is written.
struct WrittenGroup {
  let rowCount: Int
  let chunks: [WrittenChunk]
}
