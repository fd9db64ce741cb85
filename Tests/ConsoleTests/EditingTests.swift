import Files
import TestSupport
import Testing

@testable import Console

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct EditingTests {
  @Test(arguments: [
    ("a\nb", "a\nb"), ("a\r\nb\r\n", "a\nb"), ("a\rb\n\n", "a\nb"), ("\tx", "    x"), ("钟离\u{1B}[31m", "钟离[31m"),
    ("", ""), ("\n\n", ""),
  ])
  func `pasted text is cleaned`(pasted: String, text: String) {
    #expect(EditorKeys.pastedText(Array(pasted.unicodeScalars)) == text)
  }

  @Test func `a large paste stands as a mark in the buffer, and whole in the cell`() {
    var held = HeldPastes()
    #expect(held.taking("short") == nil)
    let large = String(repeating: "钟离\n", count: 20_000) + "end"
    let mark = held.taking(large)
    #expect(mark == "⟦pasted text 1: 20001 lines, 140003 bytes⟧")
    let second = held.taking(String(repeating: "x", count: 70_000))
    #expect(
      held.whole("a = \"\(mark ?? "")\" + \(second ?? "")") == "a = \"\(large)\" + "
        + String(repeating: "x", count: 70_000))
    #expect(held.whole("nothing held") == "nothing held")
  }

  @Test func `candidates stand in columns`() {
    #expect(EditorKeys.columns(["a", "bb", "钟离"], width: 12) == ["a     钟离  ", "bb    "])
    #expect(EditorKeys.columns(["long name"], width: 3) == ["long name  "])
    #expect(EditorKeys.columns([], width: 80) == [])
    #expect(EditorKeys.columns((0..<300).map { "n\($0)" }, width: 80).last == "… and 100 more")
  }

  @Test(
    arguments: [
      ([0x61], "a"), ([0xE9], nil), ([0xE9, 0x92], nil), ([0xE9, 0x92, 0x9F], "钟"), ([0xF0, 0x9F, 0x98, 0x80], "😀"),
      ([0xFF], "\u{FFFD}"),
      ([0x80], "\u{FFFD}"), ([0xC0], "\u{FFFD}"), ([0xE9, 0x41], "\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}"),
    ] as [([UInt8], Unicode.Scalar?)])
  func `keys are read as UTF-8`(bytes: [UInt8], scalar: Unicode.Scalar?) {
    #expect(KeyInput.scalar(of: bytes) == scalar)
  }

  @Test func `the history keeps cells of several lines, readable by their owner alone`() throws {
    let folder = try TemporaryFolder()
    let file = try #require(HistoryFile.standard { $0 == "XDG_STATE_HOME" ? folder.path : nil })
    #expect(file.load() == [])
    file.append("for x in y:\n    print(\"钟离\")")
    file.append("1")
    #expect(file.load() == ["for x in y:\n    print(\"钟离\")", "1"])
    var status = stat()
    #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    try writeFile(file.path, readFile(file.path) + Array("not JSON\n3\n\"ok\"\n".utf8))
    #expect(file.load().last == "ok" && file.load().count == 3)
  }

  @Test func `without a home there is no history`() {
    #expect(HistoryFile.standard { _ in nil } == nil)
    #expect(HistoryFile.standard { $0 == "HOME" ? "/h" : nil }?.path == "/h/.local/state/tunebook/history.jsonl")
    #expect(HistoryFile.standard { $0 == "XDG_STATE_HOME" ? "relative" : nil } == nil)
  }
}
