import Files
import TestSupport
import Testing

@testable import Datasets

@Test(arguments: [
  ("train-00000.parquet", "train-*.parquet", true), ("train", "train*", true), ("train", "*", true),
  ("a.b", "a?b", true),
  ("ab", "a?b", false), ("train.json", "*.parquet", false), ("xaxbxc", "*a*b*c", true), ("xaxbx", "*a*b*c", false),
  ("f3", "f[0-9]", true), ("f3", "f[!0-9]", false), ("fx", "f[!0-9]", true), ("f]", "f[]]", true), ("f[", "f[", true),
  ("f-", "f[a-]", true), ("é", "*", true), ("", "*", true), ("", "?", false),
])
func `names and patterns`(name: String, pattern: String, fits: Bool) {
  #expect(FilePattern.fits(Array(name.utf8)[...], Array(pattern.utf8)[...]) == fits)
}

@Test func `many stars take no longer`() {
  let name = [UInt8](repeating: 97, count: 400)
  #expect(!FilePattern.fits(name[...], Array(String(repeating: "a*", count: 100).utf8)[...] + [98]))
}

@Test func `a pattern means the files that it fits, sorted`() throws {
  let folder = try TemporaryFolder()
  for name in ["b-1.jsonl", "b-0.jsonl", "c.csv", "deep/er/b-2.jsonl", "deep/b-3.jsonl", ".b-4.jsonl"] {
    try makeFolder(parentFolder(of: folder.path(name)))
    try writeFile(folder.path(name), [])
  }
  func found(_ pattern: String) throws -> [String] {
    try DataFiles.matching(folder.path(pattern)).map { String($0.dropFirst(folder.path.count + 1)) }
  }
  #expect(try found("b-*.jsonl") == ["b-0.jsonl", "b-1.jsonl"])
  #expect(try found("**/*.jsonl") == ["b-0.jsonl", "b-1.jsonl", "deep/b-3.jsonl", "deep/er/b-2.jsonl"])
  #expect(try found("d*/*.jsonl") == ["deep/b-3.jsonl"])
  #expect(try found("deep/**") == ["deep/b-3.jsonl", "deep/er/b-2.jsonl"])
  #expect(try found("c.csv") == ["c.csv"])
  #expect(throws: DatasetError.missingFile(path: folder.path("x*"))) { try found("x*") }
}
