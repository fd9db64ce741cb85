import Files
import SourceText

/// The data files that a path, a list or a folder means, by split.
public struct DataFiles: Sendable {
  /// The files of each split, in order.
  public let splits: [(name: String, paths: [String])]

  /// Files named one by one.
  public init(splits: [(name: String, paths: [String])]) { self.splits = splits }

  /// The kinds of file that are read, by the ending of the name.
  public static let readEndings = ["parquet", "json", "jsonl", "ndjson", "csv", "tsv", "txt"]

  /// Kinds of file that people have and that are not read, with their names.
  static let knownEndings = [
    "arrow": "arrow", "gz": "compressed", "zip": "compressed", "zst": "compressed", "xz": "compressed",
    "bz2": "compressed", "xlsx": "spreadsheet", "xls": "spreadsheet",
  ]

  /// The files of a folder: shards in `data/` by the split before their numbers, as the hub names them; else those whose
  /// names say train, test or validation; else all are train.
  ///
  /// - Throws: `DatasetError.missingFile`, `.noDataFiles`, `.unsupportedFile`.
  public static func inFolder(_ folder: String) throws -> DataFiles {
    guard isFolder(folder) else { throw DatasetError.missingFile(path: folder) }
    var files = try listing(folder, prefix: "", depth: 0)
    guard !files.isEmpty else {
      if let (path, kind) = try firstUnread(folder) { throw DatasetError.unsupportedFile(path: path, kind: kind) }
      throw DatasetError.noDataFiles(folder: folder)
    }
    files = mostCommonKind(files)
    let named = Dictionary(grouping: files) { split(of: $0) ?? "" }
    let usual = ["train", "validation", "test"]
    let names = usual + named.keys.filter { !usual.contains($0) && !$0.isEmpty }.sorted()
    var splits = names.compactMap { name in named[name].map { (name: name, paths: $0) } }
    if splits.isEmpty { splits = [("train", files)] }
    return DataFiles(splits: splits.map { ($0.name, $0.paths.map { joinPath(folder, $0) }) })
  }

  static func ending(_ path: String) -> String {
    guard let dot = path.lastIndex(of: ".") else { return "" }
    return path[path.index(after: dot)...].lowercased()
  }

  private static func listing(_ folder: String, prefix: String, depth: Int) throws -> [String] {
    var files: [String] = []
    for name in try listFolder(folder) where !name.hasPrefix(".") && !name.hasPrefix("_") {
      let path = joinPath(folder, name)
      if isFolder(path) {
        if depth < 4 { files += try listing(path, prefix: prefix + name + "/", depth: depth + 1) }
      } else if readEndings.contains(ending(name)),
        !["dataset_info.json", "dataset_infos.json", "state.json"].contains(name)
      {
        files.append(prefix + name)
      }
    }
    return files
  }

  private static func firstUnread(_ folder: String) throws -> (String, String)? {
    for name in try listFolder(folder) {
      let path = joinPath(folder, name)
      if isFolder(path) {
        if let found = try name.hasPrefix(".") ? nil : firstUnread(path) { return found }
      } else if let kind = knownEndings[ending(name)] {
        return (path, kind)
      }
    }
    return nil
  }

  /// Of several kinds in one folder, the files of the kind that has most; texts count where there is nothing else.
  private static func mostCommonKind(_ all: [String]) -> [String] {
    let data = all.filter { kind(of: $0) != "text" }
    let files = data.isEmpty ? all : data
    let counts = Dictionary(grouping: files) { kind(of: $0) }
    guard let best = counts.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }) else { return files }
    return files.filter { kind(of: $0) == best.key }
  }

  private static func kind(of path: String) -> String {
    switch ending(path) {
    case "csv", "tsv": "csv"
    case "parquet": "parquet"
    case "txt": "text"
    default: "json"
    }
  }

  /// The split that a path names, as `datasets` reads it: `train_sft` of `data/train_sft-00000-of-00002.parquet`, else
  /// what its words say; nil where they say nothing.
  static func split(of path: String) -> String? {
    if let name = shardedSplit(of: path) { return name }
    let words = path.lowercased().split { !($0.isLetter) }.map(String.init)
    for (split, names) in [
      ("train", ["train", "training"]), ("validation", ["validation", "valid", "dev", "val"]),
      ("test", ["test", "testing", "eval", "evaluation"]),
    ] where words.contains(where: names.contains) {
      return split
    }
    return nil
  }

  /// What stands before the number of a shard in `data/`.
  private static func shardedSplit(of path: String) -> String? {
    guard path.hasPrefix("data/"), path.split(separator: "/").count == 2,
      let match = path.dropFirst(5).wholeMatch(of: /([A-Za-z0-9_.]+)-[0-9]{5}-of-[0-9]{5,}.*/)
    else { return nil }
    return String(match.1)
  }
}
