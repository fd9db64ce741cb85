import Files
import JSON
import PythonValues
import TestSupport

@testable import Parquet

/// A set of files of the fixtures with the rows that pyarrow and `datasets` read from them.
struct FixtureFiles: CustomStringConvertible, Sendable {
  let name: String
  let paths: [String]
  /// Nil where only a refusal is right.
  let rows: [JSON]?
  let mayRefuse: Bool
  let mentions: [String]

  var description: String { name }

  /// Every entry of the index.
  static let all: [FixtureFiles] = {
    let index = try? fixtureJSON("parquet/index.json").object
    return index?.members.compactMap { try? FixtureFiles(name: $0.key.string, $0.value) } ?? []
  }()

  init(name: String, _ entry: JSON) throws {
    self.name = name
    paths = (entry["files"]?.array?.compactMap(\.string) ?? [name]).map { fixture("parquet/" + $0) }
    mayRefuse = entry["error"] != nil || entry["or_error"] != nil
    mentions = entry["must_mention"]?.array?.compactMap(\.string) ?? []
    if let path = entry["rows"]?.string {
      rows = try fixtureJSON("parquet/" + path).array
    } else {
      rows = entry["rows"]?.array
    }
  }

  /// All rows as the reader gives them.
  func read(_ limits: ReadingLimits = ReadingLimits()) throws -> [PyDict] {
    try paths.flatMap { path -> [PyDict] in
      let file = try ParquetFile(path: path, limits: limits)
      let columns = try file.columns.map { (PyString($0.name), try $0.values(in: 0..<$0.count)) }
      return (0..<file.rowCount).map { row in
        let dict = PyDict()
        for (name, values) in columns { dict[name] = values[row] }
        return dict
      }
    }
  }
}
