import Display
import Testing

@Suite struct TextWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("钟离", 4), ("a钟b", 4), ("ｱｲｳ", 3), ("ＡＢ", 4), ("한국어", 6), ("é", 1), ("e\u{301}", 1),
    ("\u{200B}", 0), ("😀", 2), ("👨‍👩‍👧", 2), ("👍🏽", 2), ("🇨🇳", 2), ("❤️", 2), ("❤", 1), ("─│█", 3), ("…", 1), ("，。", 4),
    ("<｜User｜>", 10), ("\u{1}\t", 0), ("\u{AD}", 0), ("𠀀", 2), ("「」", 4), ("½", 1),
  ])
  func `widths are those of a terminal`(text: String, width: Int) {
    #expect(displayWidth(of: text) == width, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
  }

  /// Recorded from Python: `unicodedata.east_asian_width(chr(i)) in "WF"` at the borders of the ranges.
  @Test(arguments: [
    (0x10FF, 1), (0x1100, 2), (0x115F, 2), (0x2328, 1), (0x2329, 2), (0x232B, 1), (0x2E80, 2), (0x303E, 2), (0x303F, 1),
    (0x3041, 2), (0x3248, 1), (0x4DBF, 2), (0xA4CF, 1), (0xAC00, 2), (0xD7A3, 2), (0xFF01, 2), (0xFF60, 2), (0xFF61, 1),
    (0xFFE0, 2), (0xFFE6, 2), (0x1F600, 2), (0x20000, 2), (0x3FFFD, 2),
  ])
  func `the borders of the wide ranges`(value: UInt32, width: Int) throws {
    let scalar = try #require(Unicode.Scalar(value))
    #expect(displayWidth(of: Character(scalar)) == width, "\(String(value, radix: 16))")
  }

  @Test func `a prefix never splits a wide character`() {
    #expect(prefix(of: "钟离先生", width: 5) == "钟离")
    #expect(prefix(of: "钟离", width: 4) == "钟离")
    #expect(prefix(of: "钟离", width: 0) == "")
    #expect(prefix(of: "钟离", width: -3) == "")
    #expect(prefix(of: "", width: 3) == "")
  }

  @Test func `padding counts columns`() {
    #expect(padded("钟", toWidth: 4) == "钟  ")
    #expect(padded("钟离", toWidth: 3) == "钟离")
  }
}
