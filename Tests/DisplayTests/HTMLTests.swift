import Display
import Testing

@Test func `a table as HTML escapes what it shows and keeps roles as classes`() {
  let table = Table(
    columns: [.init("a<b", .right), .init("text")],
    rows: [[StyledText("1", .number), StyledText("<script>alert(\"&\")</script>\n")]], title: "x > y")
  #expect(
    table.html == """
      <div class="wide"><table><caption>x &gt; y</caption><tr><th class="right">a&lt;b</th><th>text</th></tr>
      <tr><td class="right"><span class="number">1</span></td>\
      <td>&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;⏎</td></tr>
      </table></div>

      """)
}

@Test func `HTML for pages that are not ours is wrapped with its own looks`() {
  let html = standaloneHTML("<p>x</p>")
  #expect(html.hasPrefix("<div class=\"tunebook\"><style>\n"))
  #expect(html.hasSuffix("</style>\n<p>x</p></div>\n"))
}

@Test func `a cleared output is not recorded, at once or when the next thing is shown`() {
  let sink = RecordingSink()
  sink.write("first\n")
  sink.show(.clear(waits: false))
  #expect(sink.events.isEmpty)
  sink.write("second\n")
  sink.show(.clear(waits: true))
  #expect(sink.text == "second\n")
  sink.write("third\n")
  #expect(sink.text == "third\n")
  sink.show(.value(ShownValue("4")))
  #expect(sink.events == [.text("third\n"), .value(ShownValue("4"))])
}
