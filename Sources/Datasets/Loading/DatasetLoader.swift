import Files

/// How data files are read.
public struct DatasetLoader {
  /// The kind of file, where the endings do not say it: `json`, `csv`, `parquet` or `text`; nil goes by the ending.
  public var format: String?

  /// The member of a JSON object that holds the rows.
  public var field: String?

  /// What separates the columns of a CSV file; nil means a comma, or a tabulator for `.tsv`.
  public var delimiter: UInt8?

  /// What of a text file is a row.
  public var textUnit: TextUnit

  /// Called with the bytes read and those of all files while rows are read, so that a bar can show them; what it throws
  /// ends the reading. Parquet files are left out: they open at once.
  public var onProgress: ((_ bytesRead: Int, _ bytes: Int) throws -> Void)?

  /// Makes a loader.
  public init(format: String? = nil, field: String? = nil, delimiter: UInt8? = nil, textUnit: TextUnit = .line) {
    self.format = format
    self.field = field
    self.delimiter = delimiter
    self.textUnit = textUnit
  }

  /// All splits of some files.
  ///
  /// - Throws: `DatasetError` that names the file and the line.
  public func load(_ files: DataFiles) throws -> DatasetDict {
    DatasetDict(try files.splits.map { ($0.name, try load(paths: $0.paths)) })
  }

  /// One split of some files, or an expression over them such as `train[:10%]`.
  ///
  /// - Throws: `DatasetError` that names the file and the line; `.unknownSplit`, `.badSplitExpression`.
  public func load(_ files: DataFiles, split: String) throws -> Dataset {
    let parts = try split == "all" ? files.splits.map { SplitExpression(all: $0.name) } : SplitExpression.parse(split)
    for part in parts where !files.splits.contains(where: { $0.name == part.name }) {
      throw DatasetError.unknownSplit(name: part.name, known: files.splits.map(\.name))
    }
    var loaded: [String: Dataset] = [:]
    let datasets = try parts.map { part in
      let paths = files.splits.first { $0.name == part.name }?.paths ?? []
      let dataset = try loaded[part.name] ?? load(paths: paths)
      loaded[part.name] = dataset
      return try part.applied(to: dataset)
    }
    return try datasets.count == 1 ? datasets[0] : Dataset.concatenated(datasets)
  }

  /// The rows of some files, one after the other.
  ///
  /// - Throws: `DatasetError` that names the file and the line.
  public func load(paths: [String]) throws -> Dataset {
    var parts: [Dataset] = []
    var builder = RowBuilder()
    let bytes = try paths.reduce(0) { try kind(of: $1) == "parquet" ? $0 : $0 + fileSize($1) }
    let watch = LoadingWatch(bytes: bytes, report: onProgress)
    for path in paths {
      guard pathExists(path) else { throw DatasetError.missingFile(path: path) }
      switch try kind(of: path) {
      case "parquet":
        if builder.count > 0 { parts.append(builder.dataset()) }
        builder = RowBuilder()
        parts.append(try .parquet(path: path))
      case let kind: try append(path: path, kind: kind, to: &builder, watch)
      }
    }
    if parts.isEmpty { return builder.dataset() }
    if builder.count > 0 { parts.append(builder.dataset()) }
    return try parts.count == 1 ? parts[0] : Dataset.concatenated(parts)
  }

  private func append(path: String, kind: String, to builder: inout RowBuilder, _ watch: LoadingWatch) throws {
    let bytes = try contents(path)
    defer { watch.ended(bytes.count) }
    switch kind {
    case "csv": try CSVRows(path: path, bytes: bytes, delimiter: delimiter).append(to: &builder, watch)
    case "text": try TextRows(path: path, bytes: bytes, unit: textUnit).append(to: &builder, watch)
    default: try JSONRows(path: path, bytes: bytes, field: field).append(to: &builder, watch)
    }
  }

  private func kind(of path: String) throws -> String {
    if let format { return format }
    let ending = DataFiles.ending(path)
    if ["csv", "tsv"].contains(ending) { return "csv" }
    if ending == "parquet" { return "parquet" }
    if ending == "txt" { return "text" }
    if let kind = DataFiles.knownEndings[ending] { throw DatasetError.unsupportedFile(path: path, kind: kind) }
    return "json"
  }

  private func contents(_ path: String) throws -> [UInt8] {
    do {
      return try readFile(path)
    } catch {
      throw DatasetError.unreadableFile(reason: "\(error)")
    }
  }
}
