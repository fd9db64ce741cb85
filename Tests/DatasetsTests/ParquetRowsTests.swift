import Files
import PythonValues
import TestSupport
import Testing

@testable import Datasets

@Test func `a parquet file's columns stay on disk`() throws {
  let data = try DatasetLoader().load(paths: [fixture("parquet/article_train.parquet")])
  #expect(data.count == 217)
  #expect(data.entries.allSatisfy { $0.column is ParquetDatasetColumn })
  #expect(try data.row(-1).items.count == data.columnNames.count)
  let shuffled = data.shuffled(seed: 42)
  #expect(try shuffled.row(0).items.count == data.columnNames.count)
  #expect(shuffled.entries.allSatisfy { $0.column is ParquetDatasetColumn })
}

@Test func `a folder of shards becomes one split`() throws {
  let files = try DataFiles.inFolder(fixture("parquet/two_shards"))
  #expect(files.splits.map(\.name) == ["train"])
  let data = try DatasetLoader().load(files, split: "train")
  #expect(data.count == 90)
  var ids: [String] = []
  try data.forEachRow { row, _ in ids.append(try row.items[0].value.repr()) }
  #expect(ids.count == 90)
  #expect(try data.row(89).items[0].value.repr() == ids[89])
}

@Test func `map, filter and selection work on columns on disk`() throws {
  let data = try DatasetLoader(format: "parquet").load(paths: [fixture("parquet/dict_3000.parquet")])
  let name = data.columnNames[0]
  let mapped = try data.map { row, index in
    .dictionary([("copy", row.items[0].value), ("index", .int(index))])
  }
  #expect(mapped.columnNames == data.columnNames + ["copy", "index"])
  let original = try data.values(name).map { try $0.repr() }
  #expect(try mapped.values("copy").map { try $0.repr() } == original)
  let filtered = try data.filter { _, index in index % 1000 == 7 }
  #expect(try filtered.values(name).map { try $0.repr() } == [7, 1007, 2007].map { original[$0] })
}

@Test func `a damaged parquet file is an error of the system that names the column`() throws {
  let path = fixture("parquet/broken/snappy_corrupt.parquet")
  let data = try DatasetLoader().load(paths: [path])
  let error = #expect(throws: DatasetError.self) { try data.values("text") }
  #expect(
    error.map { "\($0)" }
      == "\(path): column 'text': corrupt Snappy data (a copy reaches before the start); write or download the file again"
  )
}

@Test func `features of parquet columns print as those of datasets`() throws {
  let data = try DatasetLoader().load(paths: [fixture("parquet/one_row.parquet")])
  #expect(
    data.features.map { "\($0.name): \($0.feature)" } == [
      "messages: [{'role': Value(dtype='string', id=None), 'content': Value(dtype='string', id=None)}]",
      "score: Value(dtype='int64', id=None)", "text: Value(dtype='string', id=None)",
    ])
}
