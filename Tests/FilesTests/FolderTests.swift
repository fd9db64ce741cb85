import Files
import Testing

#if canImport(Glibc)
  import Glibc
#endif

private func temporaryFolder() throws -> String {
  let path = "/tmp/tunebook-files-\(UInt64.random(in: 0 ... .max))"
  try makeFolder(path)
  return path
}

@Test func `a folder gets its name as a whole, in place of an older one`() throws {
  let top = try temporaryFolder()
  defer { try? removeFolder(top) }
  for text in ["old", "new"] {
    let staged = joinPath(top, ".staged")
    try makeFolder(joinPath(staged, "inner"))
    try writeFile(joinPath(staged, "inner/file"), Array(text.utf8))
    try publishFolder(staged, as: joinPath(top, "final"))
    #expect(try listFolder(top) == ["final"])
    #expect(try readFile(joinPath(top, "final/inner/file")) == Array(text.utf8))
  }
  #expect(throws: FileError.missing(path: joinPath(top, "final"))) {
    try publishFolder(joinPath(top, "none"), as: joinPath(top, "final"))
  }
  #expect(try listFolder(top) == ["final"])
}

@Test func `a folder is removed with all that is in it, one that is not there is no fault`() throws {
  let top = try temporaryFolder()
  try makeFolder(joinPath(top, "a/b"))
  try writeFile(joinPath(top, "a/b/c"), [1])
  try removeFolder(top)
  #expect(!pathExists(top))
  try removeFolder(top)
}

@Test func `a folder's lock has one holder, and ends with it`() throws {
  let top = try temporaryFolder()
  defer { try? removeFolder(top) }
  do {
    let first = try FolderLock(folder: top)
    #expect(throws: FileError.locked(path: top)) { try FolderLock(folder: top) }
    withExtendedLifetime(first) {}
  }
  let second = try FolderLock(folder: top)
  withExtendedLifetime(second) {}
  #expect(try listFolder(top).isEmpty)
  #expect(throws: FileError.missing(path: top + "/none")) { try FolderLock(folder: top + "/none") }
}

@Test func `a locked folder that is moved or put anew is noticed`() throws {
  let top = try temporaryFolder()
  defer {
    try? removeFolder(top)
    try? removeFolder(top + "-moved")
  }
  let lock = try FolderLock(folder: top)
  try lock.check()
  #expect(rename(top, top + "-moved") == 0)
  #expect(throws: FileError.vanished(path: top)) { try lock.check() }
  try makeFolder(top)
  #expect(throws: FileError.vanished(path: top)) { try lock.check() }
  try removeFolder(top)
  #expect(rename(top + "-moved", top) == 0)
  try lock.check()
}
