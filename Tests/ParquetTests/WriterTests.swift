import Files
import JSON
import PythonValues
import TestSupport
import Testing

@testable import Parquet

/// The columns of a file that was written of rows, read back.
private func readBack(
  _ columns: [(name: String, type: ParquetType)], _ values: [[Value]], parts: Int = 1, pageSize: Int = 1 << 20
) throws -> [[Value]] {
  let folder = try TemporaryFolder()
  defer { withExtendedLifetime(folder) {} }
  let path = folder.path("rows.parquet")
  var writer = try ParquetWriter(columns: columns, pageSize: pageSize)
  var bytes: [UInt8] = []
  let count = values.first?.count ?? 0
  for part in 0..<parts {
    let rows = count * part / parts..<count * (part + 1) / parts
    try writer.append(values.map { Array($0[rows]) }) { bytes += $0 }
  }
  #expect(try writer.finish { bytes += $0 } == bytes.count)
  try writeFile(path, bytes)
  let file = try ParquetFile(path: path)
  #expect(file.rowCount == count)
  #expect(file.columns.map(\.name) == columns.map(\.name))
  #expect(file.columns.map(\.type) == columns.map(\.type))
  return try file.columns.map { try $0.values(in: 0..<$0.count) }
}

private func text(_ values: [[Value]]) throws -> String { try Value.array(values.map { .array($0) }).repr() }

@Test func `every kind of value comes back, and None at every level`() throws {
  let message = ParquetType.structure([
    .init(name: "role", type: .text), .init(name: "tags", type: .list(.integer)),
  ])
  let columns: [(name: String, type: ParquetType)] = [
    ("a", .integer), ("b", .float), ("c", .text), ("d", .bool), ("e", .null), ("talk", .list(message)),
    ("deep", .list(.list(.text))), ("pair", .structure([.init(name: "x", type: .list(.float))])),
  ]
  func turn(_ role: Value, _ tags: Value) -> Value { .dictionary([("role", role), ("tags", tags)]) }
  let values: [[Value]] = [
    [.int(-1), .none, .int(.max)], [.float(1.5), .float(-0.0), .none], [.string("é"), .string(""), .none],
    [.bool(true), .none, .bool(false)], [.none, .none, .none],
    [
      .array([turn(.string("u"), .array([.int(1), .none])), .none, turn(.none, .none)]), .array([]),
      .array([turn(.string("v"), .array([]))]),
    ],
    [.array([.array([.string("x"), .string("y")]), .array([]), .none]), .none, .array([.array([.none])])],
    [.dictionary([("x", .array([.float(2)]))]), .none, .dictionary([("x", .none)])],
  ]
  #expect(try text(readBack(columns, values)) == text(values))
  #expect(try text(readBack(columns, values, parts: 3)) == text(values))
}

@Test func `many rows take several pages, and no row gets lost between them`() throws {
  let count = 3000
  let texts = (0..<count).map { Value.string(String(repeating: "row \($0), ", count: $0 % 13)) }
  let lists = (0..<count).map { row in Value.array((0..<row % 7).map { .int(row &* 7919 % 1000 + $0) }) }
  let truths = (0..<count).map { $0 % 3 == 0 ? Value.none : .bool($0 % 2 == 0) }
  let columns: [(name: String, type: ParquetType)] = [("t", .text), ("l", .list(.integer)), ("b", .bool)]
  #expect(
    try text(readBack(columns, [texts, lists, truths], parts: 40, pageSize: 2000)) == text([texts, lists, truths]))
}

@Test func `a file without rows has its columns`() throws {
  #expect(try text(readBack([("a", .text)], [[]])) == "[[]]")
}

@Test(
  arguments: [
    [], [7], Array(repeating: 1, count: 1000), (0..<999).map { UInt8($0 % 2) },
    Array(repeating: 1, count: 5) + Array(repeating: 0, count: 20) + [1, 0, 1] + Array(repeating: 2, count: 17),
  ] as [[UInt8]])
func `levels come back from their runs`(levels: [UInt8]) throws {
  var back = [UInt8](repeating: 9, count: levels.count)
  try hybridBytes(levels, bitWidth: 3).withUnsafeBytes { bytes in
    try back.withUnsafeMutableBufferPointer { try readHybrid(bytes, bitWidth: 3, part: "levels", into: $0) }
  }
  #expect(back == levels)
}

@Test func `what Snappy compresses it gives back`() throws {
  var state: UInt64 = 1
  func random() -> UInt8 {
    state = state &* 6_364_136_223_846_793_005 &+ 1
    return UInt8(truncatingIfNeeded: state >> 40)
  }
  let noise = (0..<80_000).map { _ in random() }
  let prose = Array(String(repeating: "messages of user and assistant; ", count: 3000).utf8)
  let cases: [[UInt8]] = [
    [], [1], [1, 2, 3], Array(repeating: 0, count: 70), Array("abcdabcdabcdab".utf8), noise, prose,
    prose[..<65_533] + noise[..<70_000] + prose,
  ]
  for (index, bytes) in cases.enumerated() {
    let block = bytes.withUnsafeBytes { compressSnappy($0) }
    var back = [UInt8](repeating: 0, count: bytes.count)
    if !bytes.isEmpty {
      try block.withUnsafeBytes { block in
        try back.withUnsafeMutableBytes { try decompressSnappy(block, into: $0) }
      }
    }
    #expect(back == bytes, "case \(index)")
    #expect(block.count <= bytes.count + bytes.count / 60 + 8)
  }
  #expect(prose.withUnsafeBytes { compressSnappy($0) }.count < prose.count / 15)
}

@Test func `what cannot be written is a sentence`() throws {
  func message(_ type: ParquetType, _ value: Value) -> String {
    do {
      var writer = try ParquetWriter(columns: [("a", type)])
      try writer.append([[value]]) { _ in }
      return "no error"
    } catch {
      return "\(error)"
    }
  }
  #expect(
    message(.structure([]), .none)
      == "the column 'a' holds dicts without keys, which parquet cannot: remove it with remove_columns")
  #expect(
    message(.list(.integer), .array([.string("x")]))
      == "the column 'a.list.element' holds a value of type str, which cannot be written: remove it with remove_columns"
  )
  let deep = (0..<60).reduce(ParquetType.text) { inner, _ in .list(inner) }
  #expect(message(deep, .none) == "the column 'a' nests too deeply for parquet: write JSON with to_json")
}
