import Files
import FoundationEssentials
import TestSupport
import Testing

@testable import Workbench

private let folder = joinPath(repositoryRoot, "docs/objects")

@Test func `the pages of docs are those of the help records`() throws {
  let files = HelpDocuments().files()
  if ProcessInfo.processInfo.environment["TUNEBOOK_WRITE_DOCS"] != nil {
    try makeFolder(folder)
    for file in files { try writeFile(joinPath(folder, file.name), Array(file.text.utf8)) }
  }
  #expect(try listFolder(folder).sorted() == files.map(\.name).sorted())
  for file in files {
    let path = joinPath(folder, file.name)
    let written = pathExists(path) ? String(decoding: try readFile(path), as: UTF8.self) : ""
    #expect(written == file.text, "docs/objects/\(file.name) is not up to date: run `make docs`")
  }
}
