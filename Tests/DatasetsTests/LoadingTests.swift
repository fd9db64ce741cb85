import Files
import PythonValues
import TestSupport
import Testing

@testable import Datasets

/// A folder with files, removed at the end.
private func withFiles<Result>(_ files: [(String, String)], _ body: (String) throws -> Result) throws -> Result {
  let folder = try TemporaryFolder()
  for (name, text) in files {
    let path = folder.path(name)
    try makeFolder(parentFolder(of: path))
    try writeFile(path, Array(text.utf8))
  }
  return try withExtendedLifetime(folder) { try body(folder.path) }
}

private func rows(_ text: String, name: String = "data.jsonl", field: String? = nil) throws -> String {
  try withFiles([(name, text)]) { folder in
    let data = try DatasetLoader(field: field).load(paths: [joinPath(folder, name)])
    return try data.item(.object(PySlice(.none, .none, .none))).repr()
  }
}

private func message(_ text: String, name: String = "data.jsonl") throws -> String {
  try withFiles([(name, text)]) { folder in
    do {
      _ = try DatasetLoader().load(paths: [joinPath(folder, name)])
      return "no error"
    } catch {
      return "\(error)".replacing(folder + "/", with: "")
    }
  }
}

@Test(arguments: [
  ("{\"a\":1}\n{\"a\":2}\n", "{'a': [1, 2]}"),
  ("{\"a\":1}\r\n\r\n{\"b\":\"é\"}", "{'a': [1, None], 'b': [None, 'é']}"),
  ("[{\"a\":1},\n {\"a\":2}]", "{'a': [1, 2]}"),
  ("{\n \"a\": [1, 2],\n \"b\": [\"x\", \"y\"]\n}", "{'a': [1, 2], 'b': ['x', 'y']}"),
  ("{\n \"a\": 1\n}\n", "{'a': [1]}"),
  ("{\"a\":[1,2]}\n", "{'a': [[1, 2]]}"),
  ("[\"one\", \"two\"]", "{'text': ['one', 'two']}"),
  ("", "{}"),
  ("\u{FEFF}{\"a\":null}", "{'a': [None]}"),
])
func `JSON files of every shape`(text: String, expected: String) throws {
  #expect(try rows(text) == expected)
}

@Test func `a member of an object may hold the rows`() throws {
  #expect(try rows(#"{"version": 1, "data": [{"a": 1}]}"#, name: "x.json", field: "data") == "{'a': [1]}")
}

@Test(arguments: [
  ("a.jsonl", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"), ("a.json", "[{\"a\":1}, {\"a\":2}, {\"a\":3}]"),
  ("a.csv", "a,b\n1,x\n2,y\n3,z\n"), ("a.txt", "one\ntwo\nthree\n"),
])
func `reading tells how far it has come and ends where it is told to`(name: String, text: String) throws {
  try withFiles([(name, text), ("more/\(name)", text)]) { folder in
    let paths = [joinPath(folder, name), joinPath(folder, "more/\(name)")]
    var loader = DatasetLoader()
    var told: [Int] = []
    loader.onProgress = { read, bytes in
      told.append(read)
      #expect(bytes == 2 * text.utf8.count)
    }
    let count = try loader.load(paths: paths).count
    #expect(told.count >= count)
    #expect(told == told.sorted())
    #expect((told.last ?? 0) > 3 * text.utf8.count / 2)
    struct Stop: Error {}
    loader.onProgress = { read, _ in if read > text.utf8.count { throw Stop() } }
    #expect(throws: Stop.self) { try loader.load(paths: paths) }
  }
}

@Test func `errors name the file and the line`() throws {
  #expect(
    try message("{\"a\":1}\n{\"a\":}\n")
      == "data.jsonl, line 2, column 6: invalid JSON: a value was expected; a data file holds one object per line or one list of objects"
  )
  #expect(
    try message("{\"a\":1}\n[2]\n")
      == "data.jsonl, line 2: a row must be an object such as {\"text\": \"...\"}, but here is a list")
  #expect(
    try message("[{\"a\":1}, 5]")
      == "data.jsonl, row 1: a row must be an object such as {\"text\": \"...\"}, but here is a number")
  #expect(
    try message("{\"a\":1}\n{\"a\":\"x\"}\n")
      == "data.jsonl, line 2: the column 'a' holds integers, but here is a value of type str: give all rows the same kind"
  )
  #expect(try message("ARROW1", name: "x.arrow").hasPrefix("x.arrow: arrow files are not read yet"))
  #expect(throws: DatasetError.missingFile(path: "/nowhere.json")) {
    try DatasetLoader().load(paths: ["/nowhere.json"])
  }
}

@Test func `CSV columns become numbers where all values are`() throws {
  let text = "id,name,score,note\n1,\"a, \"\"b\"\"\",0.5,\n2,é,2,\"two\nlines\"\n"
  #expect(
    try rows(text, name: "x.csv")
      == "{'id': [1, 2], 'name': ['a, \"b\"', 'é'], 'score': [0.5, 2.0], 'note': [None, 'two\\nlines']}")
  #expect(try rows("a\tb\n1\tTrue\n", name: "x.tsv") == "{'a': [1], 'b': [True]}")
  #expect(try message("a,b\n1,2,3\n", name: "x.csv") == "x.csv, line 2: 3 values where the header has 2 columns")
}

@Test func `a folder's files make its splits`() throws {
  let row = "{\"a\":1}\n"
  try withFiles([("train.jsonl", row + row), ("test.jsonl", row), ("README.md", "x")]) { folder in
    let data = try DatasetLoader().load(DataFiles.inFolder(folder))
    #expect(data.names == ["train", "test"])
    #expect(try data.split("train").count == 2)
  }
  try withFiles([("data/train-00000-of-00001.json", "[\(row)]"), ("data/dev.json", "[\(row)]")]) { folder in
    let files = try DataFiles.inFolder(folder)
    #expect(files.splits.map(\.name) == ["train", "validation"])
  }
  let shards = [
    "data/train_sft-00000-of-00002.jsonl", "data/train_sft-00001-of-00002.jsonl", "data/test-00000-of-00001.jsonl",
  ]
  try withFiles(shards.map { ($0, row) }) { folder in
    let files = try DataFiles.inFolder(folder)
    #expect(files.splits.map(\.name) == ["test", "train_sft"])
    #expect(files.splits[1].paths == [folder + "/" + shards[0], folder + "/" + shards[1]])
  }
  try withFiles([("rows.jsonl", row)]) { folder in
    let files = try DataFiles.inFolder(folder)
    #expect(files.splits.map(\.name) == ["train"])
  }
  try withFiles([("train.arrow", "ARROW1")]) { folder in
    #expect(throws: DatasetError.unsupportedFile(path: folder + "/train.arrow", kind: "arrow")) {
      try DataFiles.inFolder(folder)
    }
  }
  #expect(throws: DatasetError.missingFile(path: "/nowhere")) { try DataFiles.inFolder("/nowhere") }
}

@Test func `split expressions take parts`() throws {
  let text = (0..<20).map { "{\"i\":\($0)}\n" }.joined()
  try withFiles([("train.jsonl", text), ("test.jsonl", "{\"i\":99}\n")]) { folder in
    let files = try DataFiles.inFolder(folder)
    func counted(_ split: String) throws -> [Int] {
      try DatasetLoader().load(files, split: split).values("i").compactMap(\.integer)
    }
    #expect(try counted("train").count == 20)
    #expect(try counted("train[:3]") == [0, 1, 2])
    #expect(try counted("train[10%:20%]") == [2, 3])
    #expect(try counted("train[-2:]") == [18, 19])
    #expect(try counted("train[5:3]").isEmpty)
    #expect(try counted("train[:1]+test") == [0, 99])
    #expect(throws: DatasetError.unknownSplit(name: "valid", known: ["train", "test"])) { try counted("valid") }
    #expect(throws: DatasetError.badSplitExpression("train[1")) { try counted("train[1") }
    #expect(throws: DatasetError.badSplitExpression("")) { try counted("") }
  }
}

@Test(arguments: [
  (TextUnit.line, "a\r\nb\r\rc\n\nd", "{'text': ['a', 'b', '', 'c', '', 'd']}"),
  (.line, "", "{}"),
  (.paragraph, "a\nb\n\nc\n", "{'text': ['a\\nb', 'c\\n']}"),
  (.document, "a\n\nb", "{'text': ['a\\n\\nb']}"),
])
func `text files are lines, paragraphs or documents`(unit: TextUnit, text: String, expected: String) throws {
  let found = try withFiles([("a.txt", text)]) { folder in
    let rows = try DatasetLoader(textUnit: unit).load(paths: [joinPath(folder, "a.txt")])
    return try rows.item(.object(PySlice(.none, .none, .none))).repr()
  }
  #expect(found == expected)
}

@Test(arguments: [
  ("train[:33%](pct1_dropremainder)", 66), ("train[:33%](closest)", 82), ("train[:33%]", 82), ("all", 350),
  ("train[-50:]+test[10%:20%]", 60),
])
func `split expressions count rows as datasets does`(expression: String, count: Int) throws {
  let lines = { (count: Int) in String(repeating: "{\"a\":1}\n", count: count) }
  let found = try withFiles([("train.jsonl", lines(250)), ("test.jsonl", lines(100))]) { folder in
    try DatasetLoader().load(try DataFiles.inFolder(folder), split: expression).count
  }
  #expect(found == count)
}
