import Display
import Testing

@testable import Console

/// Both outputs, and what a terminal's screen would hold in the end.
private final class Capture {
  var output = ""
  var errors = ""
  var screen = ""

  func sink(isTerminal: Bool, colored: Bool = false, isQuiet: Bool = false, prompts: Bool = false) -> TerminalSink {
    TerminalSink(
      output: OutputChannel(isTerminal: isTerminal, takesColors: colored) {
        self.output += $0
        self.screen += $0
      },
      errors: OutputChannel(isTerminal: isTerminal, takesColors: colored) {
        self.errors += $0
        self.screen += $0
      }, isQuiet: isQuiet, showsOutputPrompts: prompts)
  }
}

@Suite struct TerminalSinkTests {
  private func progress(_ done: Int, _ elapsed: Double, finished: Bool = false, _ identity: DisplayIdentity)
    -> DisplayEvent
  {
    .progress(
      ProgressState(
        label: "Map", completed: done, total: 10, unit: "row", elapsed: elapsed, isFinished: finished,
        identity: identity))
  }

  @Test func `results go to standard output, all else to standard error`() {
    let capture = Capture()
    let sink = capture.sink(isTerminal: false)
    sink.write("a")
    sink.show(.value(ShownValue("[1]", cellNumber: 3)))
    sink.notice("n")
    sink.warn("w", remedy: "r")
    sink.show(.failure(CellFailure(kind: "E", message: "m", report: "line 1\nline 2")))
    sink.show(.errorText("e\n"))
    #expect(capture.output == "a[1]\n")
    #expect(capture.errors == "note: n\nwarning: w\n  r\nline 1\nline 2\ne\n")
  }

  @Test func `a pipe gets no escape codes and few lines of progress`() {
    let capture = Capture()
    let sink = capture.sink(isTerminal: false)
    let identity = DisplayIdentity()
    for step in 0...10 { sink.show(progress(step, Double(step) * 4, identity)) }
    sink.show(progress(10, 40, finished: true, identity))
    #expect(!capture.errors.contains("\u{1B}") && !capture.errors.contains("\r"))
    #expect(capture.errors.split(separator: "\n").count == 3)
    #expect(capture.output.isEmpty)
  }

  @Test func `short work shows no bar`() {
    for isTerminal in [true, false] {
      let capture = Capture()
      let sink = capture.sink(isTerminal: isTerminal)
      let identity = DisplayIdentity()
      sink.show(progress(0, 0, identity))
      sink.show(progress(5, 0.2, identity))
      sink.show(progress(10, 0.4, finished: true, identity))
      #expect(capture.screen == "")
    }
  }

  @Test func `a bar is one line that is redrawn and makes way for text`() {
    let capture = Capture()
    let sink = capture.sink(isTerminal: true)
    let identity = DisplayIdentity()
    sink.show(progress(1, 1, identity))
    #expect(capture.screen.hasPrefix("\rMap:  10% |"))
    capture.screen = ""
    sink.write("text\n")
    #expect(capture.screen.hasPrefix("\u{1B}[2K\rtext\n\rMap:"))
    capture.screen = ""
    sink.write("half")
    sink.show(progress(2, 2, identity))
    #expect(capture.screen == "\u{1B}[2K\rhalf")
    capture.screen = ""
    sink.write("\n")
    sink.show(progress(10, 3, finished: true, identity))
    #expect(capture.screen.hasSuffix("██████| 10/10 [00:03, 3.33 row/s]\n"))
  }

  private func plot(_ height: Double) -> Picture {
    let line = TextPlot.Series("loss", points: [.init(0, 0), .init(1, height)])
    return Picture(
      png: [1], width: 9, height: 9, path: "loss.png",
      plot: TextPlot(title: "Loss", x: .init(limits: 0...1), y: .init(limits: 0...height), series: [line]),
      identity: DisplayIdentity())
  }

  @Test func `a plot that is redrawn stands above the running bar, in dots, and ends where it stood`() {
    let capture = Capture()
    let sink = capture.sink(isTerminal: true)
    let identity = DisplayIdentity()
    var picture = plot(1)
    sink.show(picture)
    #expect(capture.screen == "")
    sink.show(progress(1, 1, identity))
    let height = capture.screen.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    #expect(height >= 8 && capture.screen.contains("⠉") && !capture.screen.contains("[picture"))
    capture.screen = ""
    sink.show(progress(2, 2, identity))
    #expect(!capture.screen.contains("\n"), "the bar alone is drawn anew")
    picture.plot = plot(2).plot
    capture.screen = ""
    sink.show(picture)
    #expect(capture.screen.hasPrefix("\u{1B}[2K\r\u{1B}[\(height)A\u{1B}[J\r") && capture.screen.contains("2.00 │"))
    capture.screen = ""
    sink.show(progress(10, 3, finished: true, identity))
    sink.endCell()
    #expect(capture.screen.contains("[picture 9 x 9: loss.png]\n") && capture.screen.contains("2.00 │"))
  }

  @Test func `without a terminal a plot is one line`() {
    let capture = Capture()
    let sink = capture.sink(isTerminal: false)
    sink.show(progress(1, 1, DisplayIdentity()))
    sink.show(plot(1))
    sink.endCell()
    #expect(capture.output == "[picture 9 x 9: loss.png]\n")
  }

  @Test func `help is broken at words in a terminal`() {
    let capture = Capture()
    let text = StyledText(String(repeating: "word ", count: 30))
    capture.sink(isTerminal: true).show(.value(ShownValue(text.plain, styled: text)))
    #expect(capture.output.split(separator: "\n").count == 2 && !capture.output.contains("wo\n"))
  }

  @Test func `quiet leaves out progress and notices, not warnings`() {
    let capture = Capture()
    let sink = capture.sink(isTerminal: true, isQuiet: true)
    sink.show(progress(1, 5, DisplayIdentity()))
    sink.notice("n")
    sink.warn("w")
    #expect(capture.screen == "warning: w\n")
  }

  @Test func `values stand after their prompt`() {
    let capture = Capture()
    let sink = capture.sink(isTerminal: true, colored: true, prompts: true)
    sink.show(.value(ShownValue("1", styled: StyledText("1", .number), cellNumber: 2)))
    sink.show(.value(ShownValue("a\nb", cellNumber: 3)))
    #expect(capture.output == "\u{1B}[31mOut[2]: \u{1B}[0m\u{1B}[34m1\u{1B}[0m\n\u{1B}[31mOut[3]: \u{1B}[0m\na\nb\n")
  }
}

@Suite struct InlinePicturesTests {
  private func codes(_ environment: [String: String], _ png: [UInt8] = [1, 2, 3]) -> String? {
    InlinePictures { environment[$0] }.codes(for: Picture(png: png, width: 1, height: 1))
  }

  @Test func `terminals that can show pictures are known by their environment`() {
    #expect(codes([:]) == nil && codes(["TERM": "xterm-256color"]) == nil)
    #expect(codes(["TERM": "xterm-kitty"]) == "\u{1B}_Gf=100,a=T,m=0;AQID\u{1B}\\")
    #expect(codes(["TERM": "xterm-kitty", "TMUX": "x"]) == nil)
    #expect(codes(["TERM_PROGRAM": "iTerm.app"]) == "\u{1B}]1337;File=inline=1;size=3:AQID\u{7}")
    #expect(codes(["TERM": "xterm-kitty"], []) == nil)
  }

  @Test func `a picture in a number of lines leaves the cursor and can be taken away`() throws {
    let picture = Picture(png: [1, 2, 3], width: 1, height: 1)
    let kitty = InlinePictures { ["TERM": "xterm-kitty"][$0] }
    #expect(kitty.codes(for: picture, rows: 5)?.contains("q=2,C=1,r=5,m=0;AQID") == true)
    #expect(kitty.removal?.hasPrefix("\u{1B}_Ga=d,d=I,i=") == true)
    let iTerm = InlinePictures { ["TERM_PROGRAM": "iTerm.app"][$0] }
    #expect(
      iTerm.codes(for: picture, rows: 5)
        == "\u{1B}]1337;File=inline=1;size=3;height=5;doNotMoveCursor=1:AQID\u{7}")
    #expect(iTerm.removal == nil)
  }

  @Test func `kitty takes large pictures in pieces`() throws {
    let text = try #require(codes(["TERM": "xterm-kitty"], [UInt8](repeating: 7, count: 9000)))
    let pieces = text.split(separator: "\u{1B}_G").map(String.init)
    #expect(
      pieces.count == 3 && pieces[0].hasPrefix("f=100,a=T,m=1;") && pieces[1].hasPrefix("m=1;")
        && pieces[2].hasPrefix("m=0;"))
  }

  @Test func `a picture that is redrawn is drawn once, at the cell's end`() {
    var shown = ""
    let sink = TerminalSink(output: OutputChannel { shown += $0 }, errors: OutputChannel { _ in })
    let identity = DisplayIdentity()
    for step in 1...3 {
      sink.show(Picture(png: [], width: step, height: 1, path: "loss_plot.png", identity: identity))
    }
    sink.write("done")
    sink.endCell()
    sink.endCell()
    #expect(shown == "done\n[picture 3 x 1: loss_plot.png]\n")
  }
}
