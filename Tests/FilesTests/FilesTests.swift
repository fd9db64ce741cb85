import FoundationEssentials
import Testing

@testable import Files

private func temporaryFolder() throws -> String {
  let path = joinPath(FileManager.default.temporaryDirectory.path, "tunebook-\(UInt64.random(in: 0 ... .max))")
  try makeFolder(path)
  return path
}

@Test func `what is written is read back, and nothing else stays in the folder`() throws {
  let folder = try temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  for content: [UInt8] in [[], [1], Array(repeating: 7, count: 100_000)] {
    try writeFile(joinPath(folder, "x"), content)
    #expect(try readFile(joinPath(folder, "x")) == content)
  }
  #expect(try listFolder(folder) == ["x"])
}

@Test func `a body that throws leaves the earlier file and no partial one`() throws {
  struct Stop: Error {}
  let folder = try temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try writeFile(joinPath(folder, "x"), [1, 2])
  #expect(throws: Stop.self) {
    try writeAtomically(joinPath(folder, "x")) { writer in
      try writer.write([9])
      throw Stop()
    }
  }
  #expect(try readFile(joinPath(folder, "x")) == [1, 2])
  #expect(try listFolder(folder) == ["x"])
}

@Test func `missing files and folders are named`() {
  #expect(throws: FileError.missing(path: "no/such")) { try readFile("no/such") }
  #expect(throws: FileError.isFolder(path: ".")) { try readFile(".") }
  #expect(throws: FileError.missing(path: "no/such/x")) { try writeFile("no/such/x", []) }
}

@Test(arguments: [("a/b/c", "a/b"), ("a", "."), ("/a", "/"), ("a/b/", "a"), ("/", "/")])
func `the folder above a path`(path: String, parent: String) {
  #expect(parentFolder(of: path) == parent)
}

@Test func `bytes of a mapped file come back after their memory was given back`() throws {
  let folder = try temporaryFolder()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
  try writeFile(joinPath(folder, "bytes"), bytes)
  let file = try MappedFile(path: joinPath(folder, "bytes"))
  for range in [0..<20_000, 100..<9000, 5..<6, 0..<0, -5..<100_000] { file.forget(range) }
  #expect(Array(file.bytes) == bytes)
}
