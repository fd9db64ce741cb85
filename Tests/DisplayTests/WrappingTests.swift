import Testing

@testable import Display

@Suite struct WrappingTests {
  @Test(
    arguments: [
      ("short", "short"), ("", ""), ("one\ntwo", "one\ntwo"),
      ("the quick brown fox jumps over it", "the quick brown fox jumps\nover it"),
      ("  name     what it means, at some length", "  name     what it means,\n           at some length"),
      ("  indented words that go on and on", "  indented words that go\n  on and on"),
      ("钟离来自璃月的往生堂客卿岩王帝君", "钟离来自璃月的往生堂客卿\n岩王帝君"),
    ])
  func `long lines are broken at spaces and go on under their text`(text: String, expected: String) {
    #expect(StyledText(text).wrapped(toWidth: 25).plain == expected)
  }

  @Test func `roles are kept`() {
    let text = StyledText(spans: [.init("alpha beta gamma ", .name), .init("delta epsilon zeta", .string)])
    let wrapped = text.wrapped(toWidth: 24)
    #expect(wrapped.plain == "alpha beta gamma delta\nepsilon zeta")
    #expect(wrapped.spans.map(\.role).contains(.string) && wrapped.spans.first?.role == .name)
  }
}
