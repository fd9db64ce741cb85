import JSON
import PythonValues
import Testing

@testable import Datasets

/// A dataset of rows written as JSON.
func dataset(_ rows: String) throws -> Dataset {
  try Dataset.fromRows(Value(JSON.parse(rows)).elements ?? [])
}

func repr(_ value: Value) throws -> String { try value.repr() }

private let five = #"[{"a":1,"b":"x"},{"a":2,"b":"y"},{"a":3,"b":"z"},{"a":4,"b":"u"},{"a":5,"b":"v"}]"#

@Test func `a dataset prints as datasets prints it`() throws {
  let data = try dataset(five)
  #expect("\(data)" == "Dataset({\n    features: ['a', 'b'],\n    num_rows: 5\n})")
  #expect(try "\(dataset("[]"))" == "Dataset({\n    features: [],\n    num_rows: 0\n})")
  let both = DatasetDict([("train", data), ("test", try data.select(0..<1))])
  #expect(
    "\(both)" == """
      DatasetDict({
          train: Dataset({
              features: ['a', 'b'],
              num_rows: 5
          })
          test: Dataset({
              features: ['a', 'b'],
              num_rows: 1
          })
      })
      """)
}

@Test func `rows, slices, lists of numbers and columns are read by item`() throws {
  let data = try dataset(five)
  #expect(try repr(data.item(0)) == "{'a': 1, 'b': 'x'}")
  #expect(try repr(data.item(-1)) == "{'a': 5, 'b': 'v'}")
  #expect(try repr(data.item("b")) == "['x', 'y', 'z', 'u', 'v']")
  #expect(try repr(data.item(.object(PySlice(.none, 3, .none)))) == "{'a': [1, 2, 3], 'b': ['x', 'y', 'z']}")
  #expect(try repr(data.item(.object(PySlice(.none, .none, -2)))) == "{'a': [5, 3, 1], 'b': ['v', 'z', 'x']}")
  #expect(try repr(data.item([4, 0])) == "{'a': [5, 1], 'b': ['v', 'x']}")
  #expect(throws: DatasetError.indexOutOfRange(index: 5, count: 5)) { try data.item(5) }
  #expect(throws: DatasetError.indexOutOfRange(index: -6, count: 5)) { try data.item(-6) }
  #expect("\(DatasetError.indexOutOfRange(index: 5, count: 5))" == "Index 5 out of range for dataset of size 5.")
  #expect(throws: DatasetError.unknownColumn(name: "bb", columns: ["a", "b"])) { try data.item("bb") }
  #expect(
    "\(DatasetError.unknownColumn(name: "bb", columns: ["a", "b"]))"
      == "there is no column 'bb' (did you mean 'b'?); the columns are ['a', 'b']")
  #expect(throws: PyError.self) { try data.item(1.5) }
}

@Test func `a row is made anew on each access`() throws {
  let data = try dataset(#"[{"a":[1,2]}]"#)
  if case .list(let list)? = try data.row(0)["a"] { list.elements.append(3) }
  #expect(try repr(data.item(0)) == "{'a': [1, 2]}")
}

@Test func `missing keys become None, also inside structures`() throws {
  let data = try dataset(#"[{"m":[{"role":"user"}]},{"m":[{"role":"tool","id":7}],"extra":1.5},{"m":null}]"#)
  #expect(
    try repr(data.item(.object(PySlice(.none, .none, .none))))
      == "{'m': [[{'role': 'user', 'id': None}], [{'role': 'tool', 'id': 7}], None], 'extra': [None, 1.5, None]}")
  #expect(
    try "\(data.column("m").feature)"
      == "[{'role': Value(dtype='string', id=None), 'id': Value(dtype='int64', id=None)}]")
}

@Test func `kinds widen or are refused with the row`() throws {
  #expect(try repr(dataset(#"[{"x":1},{"x":2.5},{"x":null}]"#).item("x")) == "[1.0, 2.5, None]")
  #expect(try repr(dataset(#"[{"x":1},{"x":9007199254740993}]"#).item("x")) == "[1, 9007199254740993]")
  #expect(try repr(dataset(#"[{"x":[]},{"x":["s"]}]"#).item("x")) == "[[], ['s']]")
  do {
    _ = try dataset(#"[{"x":"s"},{"x":1}]"#)
    Issue.record("mixed kinds were taken")
  } catch {
    #expect(
      "\(error)"
        == "row 1: the column 'x' holds text, but here is a value of type int: give all rows the same kind")
  }
  #expect(throws: DatasetError.rowIsNoObject(found: "a value of type int", place: "row 0")) { try dataset("[1]") }
}

@Test func `columns are removed, selected, renamed and added`() throws {
  let data = try dataset(five).select([2, 0])
  #expect(try data.removeColumns(["a"]).columnNames == ["b"])
  #expect(try data.selectColumns(["b", "a"]).columnNames == ["b", "a"])
  #expect(try repr(data.renameColumn("a", to: "c").item(0)) == "{'c': 3, 'b': 'z'}")
  #expect(try repr(data.addColumn("n", [7, 8]).item(1)) == "{'a': 1, 'b': 'x', 'n': 8}")
  #expect(throws: DatasetError.columnExists(name: "b")) { try data.renameColumn("a", to: "b") }
  #expect(throws: DatasetError.lengthMismatch(column: "n", expected: 2, found: 1)) { try data.addColumn("n", [7]) }
  #expect(throws: DatasetError.unknownColumn(name: "q", columns: ["a", "b"])) { try data.removeColumns(["q"]) }
}

@Test func `map merges what the function returns`() throws {
  let data = try dataset(five).select([4, 1])
  let mapped = try data.map { row, index in
    .dictionary([("text", .string("\(try row["b"]?.str() ?? "")\(index)")), ("a", 0)])
  }
  #expect(
    try repr(mapped.item(.object(PySlice(.none, .none, .none))))
      == "{'a': [0, 0], 'b': ['v', 'y'], 'text': ['v0', 'y1']}")
  #expect(try data.map { _, _ in .none }.columnNames == ["a", "b"])
  let replaced = try data.map(removing: ["a", "b"]) { row, _ in .dictionary([("b", row["a"] ?? .none)]) }
  #expect(try repr(replaced.item(0)) == "{'b': 5}")
  do {
    _ = try data.map { _, _ in 5 }
    Issue.record("a number was taken for a row")
  } catch {
    #expect(
      "\(error)"
        == "the function given to map must return a dict for every row, but returned a value of type int for row 0")
  }
}

@Test func `map of batches may change the number of rows`() throws {
  let data = try dataset(five)
  let doubled = try data.mapBatches(size: 2, removing: ["a", "b"]) { batch, _ in
    .dictionary([("n", .array((batch["a"]?.elements ?? []).flatMap { [$0, $0] }))])
  }
  #expect(try repr(doubled.item("n")) == "[1, 1, 2, 2, 3, 3, 4, 4, 5, 5]")
  let same = try data.mapBatches(size: 2) { batch, _ in .dictionary([("n", batch["a"] ?? .none)]) }
  #expect(try repr(same.item(4)) == "{'a': 5, 'b': 'v', 'n': 5}")
  #expect(throws: DatasetError.self) { try data.mapBatches { _, _ in .dictionary([("n", [1])]) } }
}

@Test func `rows are filtered, sorted, joined, and counted once`() throws {
  let data = try dataset(#"[{"a":3},{"a":1},{"a":null},{"a":3},{"a":2}]"#)
  #expect(try repr(data.filter { row, _ in try row["a"]?.equals(3) ?? false }.item("a")) == "[3, 3]")
  #expect(try repr(data.sorted(by: ["a"], descending: [false]).item("a")) == "[1, 2, 3, 3, None]")
  #expect(try repr(data.sorted(by: ["a"], descending: [true]).item("a")) == "[3, 3, 2, 1, None]")
  #expect(try repr(.array(data.unique("a"))) == "[3, 1, None, 2]")
  let other = try dataset(#"[{"b":"x","a":0.5}]"#)
  #expect(try repr(Dataset.concatenated([data.select([0]), other]).item("a")) == "[3.0, 0.5]")
  #expect(try repr(Dataset.concatenated([data.select([0]), other]).item(0)) == "{'a': 3.0, 'b': None}")
}

@Test func `splits are those of datasets`() throws {
  let data = try Dataset.fromRows((0..<10).map { .dictionary([("i", .int($0))]) })
  // numpy.random.default_rng(42).permutation(10) is 5 6 0 7 3 2 4 9 1 8.
  let parts = try data.trainTestSplit(test: .share(0.25), seed: 42)
  #expect(try repr(parts.split("test").item("i")) == "[5, 6, 0]")
  #expect(try repr(parts.split("train").item("i")) == "[7, 3, 2, 4, 9, 1, 8]")
  #expect(try repr(data.shuffled(seed: 42).item("i")) == "[5, 6, 0, 7, 3, 2, 4, 9, 1, 8]")
  let plain = try data.trainTestSplit(test: .rows(2), shuffle: false, seed: 0)
  #expect(try repr(plain.split("test").item("i")) == "[8, 9]")
  #expect(throws: DatasetError.unknownSplit(name: "tset", known: ["train", "test"])) { try parts.split("tset") }
  do {
    _ = try data.trainTestSplit(test: .share(1.5), seed: 0)
    Issue.record("a share above 1 was taken")
  } catch {
    #expect(
      "\(error)"
        == "test_size=1.5 should be either positive and smaller than the number of samples 10 or a float in the (0, 1) range"
    )
  }
}

@Test func `a hundred thousand rows are cheap`() throws {
  let data = try Dataset.fromRows(
    (0..<100_000).lazy.map { .dictionary([("i", .int($0)), ("t", .array([.int($0), .int(1)]))]) })
  let shuffled = data.shuffled(seed: 1)
  #expect(try shuffled.select(0..<10).count == 10)
  #expect(try shuffled.map { row, _ in .dictionary([("j", row["i"] ?? .none)]) }.count == 100_000)
}

@Test func `rows that map makes beyond a limit wait on disk and are the same`() throws {
  let base = try Dataset.fromRows(
    (0..<300).map { .dictionary([("n", .int($0)), ("text", .string("问题 \($0)"))]) })
  func made(_ row: PyDict, _ index: Int) -> Value {
    .dictionary([
      ("ids", .array((0..<index % 5).map { .int($0 * index) })),
      ("messages", .array([.dictionary([("role", .string("user")), ("content", .string("答\(index)"))])])),
      ("score", index < 150 ? .int(index) : .float(Double(index) / 3)),
      ("note", index % 7 == 0 ? Value.none : .string("\(index)")),
      ("empty", .dictionary([])),
    ])
  }
  let wanted = try base.map(made)
  let onDisk = try base.map(into: MadeRows(limit: 2000), made)
  let all = Value.object(PySlice(.none, .none, .none))
  #expect(try onDisk.item(all).repr() == wanted.item(all).repr())
  #expect(onDisk.features.map(\.feature) == wanted.features.map(\.feature))
  #expect(onDisk.columnNames == ["n", "text", "ids", "messages", "score", "note", "empty"])
  #expect(throws: DatasetError.self) {
    try base.map(into: MadeRows(limit: 500)) { _, index in
      .dictionary([("x", index < 200 ? .int(1) : .string("one"))])
    }
  }
}
