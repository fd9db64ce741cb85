import Files

/// A parquet file: its footer is read when it opens, its pages as rows are asked for.
public final class ParquetFile {
  /// The path it was opened with.
  public let path: String

  /// The number of rows.
  public let rowCount: Int

  /// The columns in order.
  public let columns: [ParquetColumn]

  /// The number of rows in each row group.
  public let rowGroupSizes: [Int]

  /// Opens a file.
  ///
  /// - Throws: `ParquetError` where it is no parquet file, or its footer cannot be true.
  /// - Complexity: O(size of the footer).
  public convenience init(path: String) throws(ParquetError) {
    try self.init(path: path, limits: ReadingLimits())
  }

  /// Opens a file; nested columns of large row groups are decoded some rows at a time.
  init(path: String, limits: ReadingLimits) throws(ParquetError) {
    let source = try ParquetSource(path: path)
    let nodes: [SchemaNode]
    do {
      let columns = try SchemaBuilder.columns(source.metadata.schema)
      nodes = HuggingFaceFeatures(source.metadata)?.applied(to: columns) ?? columns
      try source.checkGroups(leafCount: nodes.reduce(0) { $0 + $1.leaves.count })
    } catch let damage as ParquetDamage {
      throw .damagedFooter(path: path, damage: damage)
    } catch let error as ParquetError {
      throw error
    } catch {
      throw .damagedFooter(path: path, damage: .malformed(part: "the schema", reason: "\(error)"))
    }
    self.path = path
    rowCount = source.rowStarts[source.rowStarts.count - 1]
    rowGroupSizes = source.metadata.rowGroups.map(\.rowCount)
    columns = nodes.map { ParquetColumn($0, source: source, limits: limits) }
  }
}
