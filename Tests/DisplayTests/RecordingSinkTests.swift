import Display
import Testing

@Suite struct RecordingSinkTests {
  @Test func `text that follows text is joined`() {
    let sink = RecordingSink()
    sink.write("a")
    sink.write("b\n")
    sink.notice("saved")
    sink.write("c")
    #expect(sink.events == [.text("ab\n"), .notice(Notice(.information, "saved")), .text("c")])
    #expect(sink.text == "ab\nc")
  }

  @Test func `a picture with the same identity takes its place`() {
    let sink = RecordingSink()
    let identity = DisplayIdentity()
    sink.show(Picture(png: [1], width: 1, height: 1, identity: identity))
    sink.write("x")
    sink.show(Picture(png: [2], width: 1, height: 1, identity: identity))
    #expect(sink.events.count == 2)
    #expect(sink.events.first == .picture(Picture(png: [2], width: 1, height: 1, identity: identity)))
  }

  @Test func `a recording is bounded and quick`() {
    let sink = RecordingSink(limit: 100_000)
    for line in 0..<50_000 { sink.write("line \(line)\n") }
    #expect(sink.text.utf8.count < 100_100 && sink.text.hasSuffix("\n… the rest of the text is not recorded\n"))
    #expect(sink.events.count == 1)
  }

  @Test func `text to both outputs keeps its order`() {
    let sink = RecordingSink()
    sink.write("a")
    sink.show(.errorText("b"))
    sink.show(.errorText("c"))
    sink.write("d")
    #expect(sink.events == [.text("a"), .errorText("bc"), .text("d")])
  }

  @Test func `pieces of one role are one piece`() {
    var text = StyledText("a", .number)
    text.append("b", .number)
    text.append("", .error)
    text.append("钟离", .string)
    #expect(text.spans.count == 2)
    #expect(text.plain == "ab钟离" && text.width == 6)
    #expect(text.cut(toWidth: 5).plain == "ab钟…")
    #expect(text.cut(toWidth: 1).plain == "…")
    #expect(text.cut(toWidth: 0).plain == "")
  }
}
