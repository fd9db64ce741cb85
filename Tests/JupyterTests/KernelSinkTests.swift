import CellLanguage
import Display
import JSON
import PythonValues
import Testing

@testable import Jupyter

private func shows(_ interpreter: Interpreter, _ sink: any DisplaySink) {
  let identity = DisplayIdentity()
  interpreter.define(
    NativeFunction("plot") { _, _ in
      sink.show(Picture(png: [1, 2, 3], width: 1, height: 1, path: "loss.png", identity: identity))
      return .none
    })
  interpreter.define(
    NativeFunction("bar") { _, _ in
      let bar = DisplayIdentity()
      for (done, elapsed) in [(0, 0.0), (1, 0.6), (2, 0.7), (3, 0.9), (4, 1.0)] {
        sink.show(
          .progress(
            ProgressState(
              label: "<Map>", completed: done, total: 4, unit: "row", elapsed: elapsed, isFinished: done == 4,
              identity: bar)))
      }
      return .none
    })
  interpreter.define(
    NativeFunction("table") { _, _ in
      sink.show(Table(["a"], [["<b>&"]]))
      sink.warn("look out", remedy: "do this")
      sink.notice("a < b")
      return .none
    })
  interpreter.define(
    NativeFunction("clear") { _, _ in
      sink.show(.clear(waits: true))
      return .none
    })
}

@Test func `a plot is shown once a cell and then replaced in its place`() throws {
  try withKernel(define: shows) { front in
    let messages = try front.run("plot()\nplot()")
    #expect(messages.types == ["execute_input", "display_data", "update_display_data", "execute_reply"])
    let (first, second) = (messages.of("display_data")[0].content, messages.of("update_display_data")[0].content)
    #expect(first["data"]?["image/png"]?.string == "AQID")
    let identity = first["transient"]?["display_id"]?.string
    #expect(identity != nil && second["transient"]?["display_id"]?.string == identity)
    let later = try front.run("plot()\nclear()\nplot()")
    #expect(
      later.types == ["execute_input", "display_data", "clear_output", "display_data", "execute_reply"])
    #expect(later.of("display_data")[0].content["transient"]?["display_id"]?.string != identity)
    #expect(later.of("clear_output")[0].content == ["wait": true])
  }
}

@Test func `a bar is shown once it takes long, then replaced, and ends`() throws {
  try withKernel(define: shows) { front in
    let messages = try front.run("bar()")
    #expect(
      messages.types == [
        "execute_input", "display_data", "update_display_data", "update_display_data", "execute_reply",
      ])
    let html = messages.of("display_data")[0].content["data"]?["text/html"]?.string ?? ""
    #expect(html.contains("<progress value=\"0.25\" max=\"1\"></progress> &lt;Map&gt;: 1/4 [00:00"))
    let last = messages.of("update_display_data")[1].content["data"]?["text/plain"]?.string ?? ""
    #expect(last.hasPrefix("<Map>: 100% |") && last.contains("4/4"))
  }
}

@Test func `tables are text and HTML that escapes, warnings go to standard error, notices stand between`() throws {
  try withKernel(define: shows) { front in
    let messages = try front.run("table()")
    let data = messages.of("display_data")[0].content["data"]
    #expect(data?["text/plain"]?.string == "a\n────\n<b>&\n")
    #expect(data?["text/html"]?.string?.contains("<td>&lt;b&gt;&amp;</td>") == true)
    #expect(messages.of("stream")[0].content == ["name": "stderr", "text": "warning: look out\n  do this\n"])
    let notice = messages.of("display_data")[1].content["data"]
    #expect(notice?["text/plain"]?.string == "note: a < b")
    #expect(notice?["text/html"]?.string?.contains("<span class=\"dim\">note: a &lt; b</span>") == true)
  }
}
