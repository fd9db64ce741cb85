import Files
import JSON
import PythonValues
import TestSupport
import Testing

@testable import Parquet

/// Whether a value is what the fixtures' README means; nil or the first difference.
private func difference(_ found: Value, _ expected: JSON, at path: String) -> String? {
  if case .object(let object) = expected, let first = object.members.first, first.key.string.hasPrefix("$") {
    return specialDifference(found, first.key.string, first.value, at: path)
  }
  switch (found, expected) {
  case (.object(let object), .number(let number)) where number >= 0x1p63:
    return object is UnreadableValue ? nil : "\(path): \(object.typeName)"
  case (.list(let list), .array(let elements)) where list.elements.count == elements.count:
    return zip(list.elements, elements).enumerated().lazy.compactMap {
      difference($1.0, $1.1, at: "\(path)[\($0)]")
    }.first
  case (.dict(let dict), .object(let object)) where dict.items.count == object.count:
    return zip(dict.items, object.members).lazy.compactMap { item, member in
      item.key.string == member.key.string
        ? difference(item.value, member.value, at: "\(path).\(member.key)") : "\(path): key \(member.key)"
    }.first
  default:
    let isSame = (try? found.json()).map { $0.serialized() == expected.serialized() } ?? false
    return isSame ? nil : "\(path): \((try? found.repr()) ?? found.typeName) is not \(expected)"
  }
}

private func specialDifference(_ found: Value, _ kind: String, _ expected: JSON, at path: String) -> String? {
  let isSame: Bool
  switch (kind, found) {
  case ("$float", .float(let number)):
    let text = number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
    isSame = !number.isFinite && text == expected.string
  case ("$bytes", .object(let object)): isSame = object is UnreadableValue
  case ("$sha256", .str(let text)): isSame = text.bytes.count > 90_000
  default: isSame = found.string != nil && found.string == expected.string
  }
  return isSame ? nil : "\(path): \((try? found.repr()) ?? found.typeName) is not \(kind) \(expected)"
}

@Test func `the fixtures are there`() { #expect(FixtureFiles.all.count == 33) }

@Test(arguments: FixtureFiles.all)
func `each file gives its rows or a sentence`(files: FixtureFiles) throws {
  do {
    let rows = try files.read()
    let expected = try #require(files.rows, "a refusal was expected")
    #expect(rows.count == expected.count)
    for (index, pair) in zip(rows, expected).enumerated() {
      let found = difference(.dict(pair.0), pair.1, at: "row \(index)")
      #expect(found == nil)
      if found != nil { break }
    }
  } catch let error as ParquetError {
    #expect(files.mayRefuse, "\(error)")
    let sentence = "\(error)"
    #expect(sentence.contains(files.paths[0]))
    for word in files.mentions { #expect(sentence.contains(word)) }
  }
}

@Test(arguments: FixtureFiles.all.filter { !$0.mayRefuse })
func `large row groups are read some rows at a time, to the same end`(files: FixtureFiles) throws {
  let expected = try files.read().map { try Value.dict($0).parquetText() }
  #expect(try files.read(ReadingLimits(whole: 0, stretch: 1)).map { try Value.dict($0).parquetText() } == expected)
}

extension Value {
  /// The value as text, also where it holds what cannot be touched.
  fileprivate func parquetText() throws -> String {
    switch self {
    case .dict(let dict):
      try dict.items.map { try "\($0.key.repr()): \($0.value.parquetText())" }.joined(separator: ", ")
    case .object(let object): object.typeName
    default: try repr()
    }
  }
}

@Test(arguments: [
  ("empty", "the file is empty, not parquet: write or download it again"),
  (
    "cut_in_half", "not parquet, or cut off: the file does not end with PAR1; write or download it again"
  ),
  (
    "footer_length_huge", "the footer claims 2147483632 bytes, but the file has 872: write or download it again"
  ),
  (
    "page_size_huge",
    "column 'text': a page claims 2147483647 bytes, but the rest of its column chunk has 965; write or download the file again"
  ),
  ("rows_huge", "the footer claims 1099511627776 rows, but the pages hold 24: write or download the file again"),
  (
    "dictionary_index_out_of_range",
    "column 'role': a dictionary index (3) is out of range: the dictionary has 3 entries; write or download the file again"
  ),
  (
    "snappy_corrupt",
    "column 'text': corrupt Snappy data (a copy reaches before the start); write or download the file again"
  ),
  (
    "string_length_huge",
    "column 'text': a string claims 2147483647 bytes, but the rest of its page has 955; write or download the file again"
  ),
  (
    "schema_children_lie",
    "the footer is damaged: the schema's number of children of 'schema' claims 1000, but there are 3; write or download the file again"
  ),
  (
    "column_offset_negative",
    "column 'role': the start of a column chunk (-5) is out of range: it must not be negative; write or download the file again"
  ),
])
func `a broken file's sentence says what is wrong`(name: String, sentence: String) throws {
  let path = fixture("parquet/broken/\(name).parquet")
  let error = #expect(throws: ParquetError.self) {
    let file = try ParquetFile(path: path)
    for column in file.columns { _ = try column.values(in: 0..<file.rowCount) }
  }
  #expect(error.map { "\($0)" } == "\(path): \(sentence)")
}

@Test func `a file that is not there is an error of the system`() {
  #expect(throws: ParquetError.unreadable(.missing(path: "/nowhere.parquet"))) {
    try ParquetFile(path: "/nowhere.parquet")
  }
}

@Test func `rows come in any order and any stretch`() throws {
  let file = try ParquetFile(path: fixture("parquet/gzip_dict_pages.parquet"))
  #expect(file.rowGroupSizes.count == 3)
  for column in file.columns {
    let all = try column.values(in: 0..<file.rowCount).map { try $0.repr() }
    for row in (0..<file.rowCount).reversed() {
      #expect(try column.values(in: row..<row + 1)[0].repr() == all[row])
    }
    #expect(try column.values(in: 20..<70).map { try $0.repr() } == Array(all[20..<70]))
    #expect(try column.values(in: 5..<5).isEmpty)
  }
}

@Test func `a binary value is an error when it is touched, not when its row is read`() throws {
  let file = try ParquetFile(path: fixture("parquet/temporal_decimal_binary.parquet"))
  let column = try #require(file.columns.first { $0.name == "bin" })
  #expect(column.type == .binary)
  let value = try column.values(in: 1..<2)[0]
  let error = #expect(throws: PyError.self) { try value.repr() }
  #expect(
    error?.message == "a binary value cannot be used here: store text, or remove the column with remove_columns")
}

@Test func `an integer beyond 64 bits is an error when it is touched`() throws {
  let file = try ParquetFile(path: fixture("parquet/none_plain_scalars.parquet"))
  let values = try #require(file.columns.first { $0.name == "u64" }).values(in: 0..<2)
  #expect(try values[0].repr() == "0")
  let error = #expect(throws: PyError.self) { try values[1].repr() }
  #expect(error?.message.hasPrefix("the integer 18446744073709551615 is beyond 64 bits") == true)
}

@Test func `types say what a column holds`() throws {
  let file = try ParquetFile(path: fixture("parquet/zstd_v2_nested.parquet"))
  let message = ParquetType.structure([
    .init(name: "role", type: .text), .init(name: "content", type: .text), .init(name: "tags", type: .list(.text)),
  ])
  #expect(file.columns[0].type == .list(message))
  #expect(file.columns.map(\.name) == ["messages", "ll", "tags", "s", "lll", "ob"])
}
