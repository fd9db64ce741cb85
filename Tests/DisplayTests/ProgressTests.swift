import Display
import Testing

@Suite struct ProgressTests {
  @Test(arguments: [
    (470, 1090, 83.0, 55, "Training:  43% 470/1090 [01:23<01:49, 5.66 step/s]"),
    (0, 10, 0.0, 40, "Training:   0% |          | 0/10 [00:00]"),
    (10, 10, 20.0, 45, "Training: 100% 10/10 [00:20<00:00, 2.00 s/st…"),
    (12, 10, 20.0, 30, "Training: 100% 12/10 [00:20<0…"),
  ])
  func `a line of progress`(done: Int, total: Int, seconds: Double, width: Int, line: String) {
    let state = ProgressState(label: "Training", completed: done, total: total, unit: "step", elapsed: seconds)
    #expect(state.line(width: width) == line)
    for columns in [0, 1, 10, 79] { #expect(displayWidth(of: state.line(width: columns)) <= columns) }
  }

  @Test func `the bar grows by eighths`() {
    #expect(progressBar(0.5, width: 4, usesBlocks: true) == "██  ")
    #expect(progressBar(0.53125, width: 4, usesBlocks: true) == "██▏ ")
    #expect(progressBar(1, width: 4, usesBlocks: true) == "████")
    #expect(progressBar(7, width: 2, usesBlocks: false) == "##")
    #expect(progressBar(.nan, width: 3, usesBlocks: false) == "---")
    #expect(progressBar(0.5, width: 0, usesBlocks: true) == "")
  }

  @Test(arguments: [(0.0, "00:00"), (59.9, "00:59"), (61, "01:01"), (3723, "1:02:03"), (-1, "?"), (.infinity, "?")])
  func `durations`(seconds: Double, text: String) { #expect(durationText(seconds) == text) }

  @Test(arguments: [
    (0.0, "0 B"), (999, "999 B"), (1500, "1.50 kB"), (15_231_233, "15.2 MB"), (999_600, "1.00 MB"), (5e15, "5000 TB"),
  ])
  func `bytes`(bytes: Double, text: String) { #expect(bytesText(bytes) == text) }

  @Test func `a rate below one turns round`() {
    #expect(ratePerSecond(0.25, unit: "step") == "4.00 s/step")
    #expect(ratePerSecond(9.996, unit: "row") == "10.0 row/s")
    #expect(ratePerSecond(2_000_000, unit: "B") == "2.00 MB/s")
  }

  @Test func `a reporter tells at most ten times a second and once at the end`() {
    let sink = RecordingSink()
    let counter = Counter(sink)
    var now = 0.0
    do {
      let bar = ProgressReporter(label: "Map", total: 1000, unit: "row", sink: counter, clock: { now })
      for row in 1...1000 {
        now += 0.001
        bar.update(row)
      }
      bar.finish()
      bar.update(1)
      bar.finish()
    }
    #expect(counter.count <= 12 && counter.count >= 10)
    #expect(sink.events.count == 1)
    guard case .progress(let last)? = sink.events.last else { return #expect(Bool(false)) }
    #expect(last.isFinished && last.completed == 1000 && last.fraction == 1)
  }

  @Test func `a dropped reporter ends its bar`() {
    let sink = RecordingSink()
    sink.startProgress("x", total: nil, unit: "B").advance(by: 5)
    guard case .progress(let last)? = sink.events.last else { return #expect(Bool(false)) }
    #expect(last.isFinished && last.completed == 5 && last.fraction == nil)
  }
}

private final class Counter: DisplaySink {
  var count = 0
  let inner: RecordingSink
  init(_ inner: RecordingSink) { self.inner = inner }
  func show(_ event: DisplayEvent) {
    count += 1
    inner.show(event)
  }
}
