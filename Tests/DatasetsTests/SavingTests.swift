import Files
import PythonValues
import TestSupport
import Testing

@testable import Datasets

/// What a dataset writes into a file.
private func written(_ dataset: Dataset, _ write: (Dataset, String) throws -> Int) throws -> String {
  let folder = try TemporaryFolder()
  defer { withExtendedLifetime(folder) {} }
  let path = folder.path("rows")
  let size = try write(dataset, path)
  let bytes = try readFile(path)
  #expect(size == bytes.count)
  return String(decoding: bytes, as: UTF8.self)
}

/// The rows that `record.py` beside this file wrote with `datasets`.
private func rows() throws -> Dataset {
  try DatasetLoader(format: "json").load(paths: [fixture("datasets/saving/rows.jsonl")])
}

private func recorded(_ name: String) throws -> String {
  String(decoding: try readFile(fixture("datasets/saving/\(name)")), as: UTF8.self)
}

@Test func `JSON lines are those of datasets`() throws {
  #expect(try written(rows()) { try $0.writeJSON($1, Dataset.JSONForm()) } == recorded("rows.ascii.jsonl"))
  var form = Dataset.JSONForm()
  form.escapesNonASCII = false
  #expect(try written(rows()) { try $0.writeJSON($1, form) } == recorded("rows.utf8.jsonl"))
  form.isLines = false
  #expect(try written(rows()) { try $0.writeJSON($1, form) } == recorded("rows.json"))
}

@Test func `CSV is that of datasets`() throws {
  let plain = try rows().removeColumns(["messages"])
  #expect(try written(plain) { try $0.writeCSV($1) } == recorded("rows.csv"))
  #expect(try written(plain) { try $0.writeCSV($1, separator: 0x09, hasHeader: false) } == recorded("rows.tsv"))
}

@Test func `rows come back from every kind of file, selected ones too`() throws {
  let all = try rows()
  for (name, dataset) in [("all", all), ("some", try all.select([3, 1])), ("none", try all.select([Int]()))] {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    _ = try dataset.writeParquet(folder.path("rows.parquet"))
    let back = try DatasetLoader().load(paths: [folder.path("rows.parquet")])
    #expect(
      try Value.dict(back.rows(0..<back.count)).repr() == Value.dict(dataset.rows(0..<dataset.count)).repr(), "\(name)")
    #expect(back.features.map { "\($0.feature)" } == dataset.features.map { "\($0.feature)" }, "\(name)")
    if dataset.count == 0 { continue }
    _ = try dataset.writeJSON(folder.path("rows.jsonl"), Dataset.JSONForm())
    let lines = try DatasetLoader().load(paths: [folder.path("rows.jsonl")])
    #expect(
      try Value.dict(lines.rows(0..<lines.count)).repr() == Value.dict(dataset.rows(0..<dataset.count)).repr(),
      "\(name)")
  }
}

@Test func `numbers that JSON has not are null`() throws {
  let dataset = try Dataset.fromRows([.dictionary([("x", .float(.nan))]), .dictionary([("x", .float(.infinity))])])
  #expect(try written(dataset) { try $0.writeJSON($1, Dataset.JSONForm()) } == "{\"x\":null}\n{\"x\":null}\n")
}
