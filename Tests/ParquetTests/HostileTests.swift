import Files
import PythonValues
import TestSupport
import Testing

@testable import Parquet

/// Reads everything; only the room's own errors may come of it.
private func readsOrRefuses(_ path: String) {
  do {
    let file = try ParquetFile(path: path)
    for column in file.columns where file.rowCount < 1 << 16 { _ = try column.values(in: 0..<file.rowCount) }
  } catch {
    #expect("\(error)".contains(path))
  }
}

@Test(arguments: [
  "zstd_v2_nested", "snappy_delta", "gzip_dict_pages", "floats_split", "temporal_decimal_binary", "legacy_item_lists",
  "none_plain_scalars", "one_row",
])
func `a file with any bytes changed is read or refused`(name: String) throws {
  let folder = try TemporaryFolder()
  let whole = try readFile(fixture("parquet/\(name).parquet"))
  var generator = Xorshift(state: UInt64(name.utf8.count) &* 0x9E37_79B9_7F4A_7C15)
  for round in 0..<40 {
    var bytes = whole
    // The footer decides most, so half of the changes are made there.
    let start = round % 2 == 0 ? 0 : max(0, bytes.count - 2500)
    for _ in 0...(round % 4) {
      bytes[start + Int(generator.next() % UInt64(bytes.count - 8 - start))] = UInt8(generator.next() & 255)
    }
    try writeFile(folder.path("x.parquet"), bytes)
    readsOrRefuses(folder.path("x.parquet"))
  }
}

@Test func `a file cut anywhere is refused`() throws {
  let folder = try TemporaryFolder()
  let whole = try readFile(fixture("parquet/one_row.parquet"))
  for length in stride(from: 0, to: whole.count, by: 97) {
    try writeFile(folder.path("x.parquet"), Array(whole[..<length]))
    #expect(throws: ParquetError.self) { try ParquetFile(path: folder.path("x.parquet")) }
    // The end alone, with nothing before it that it speaks of.
    try writeFile(folder.path("x.parquet"), Array(whole[(whole.count - length)...]))
    readsOrRefuses(folder.path("x.parquet"))
  }
}

/// Numbers that are the same on each run.
private struct Xorshift {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
