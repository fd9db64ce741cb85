import Display
import Testing

@testable import Notebook

@Suite struct OutputTests {
  @Test func `outputs are recorded line by line`() {
    let events: [DisplayEvent] = [
      .text("a\nb"), .value(ShownValue("[1,\n 2]")), .notice(Notice(.warning, "w")), .text("10%\r20%\n"),
      .picture(Picture(png: [], width: 1, height: 1, path: "loss_plot.png", caption: "loss")), .errorText("e"),
      .failure(CellFailure(kind: "ValueError", message: "no", report: "…")),
    ]
    #expect(
      OutputLines.lines(of: events) == ["a", "b", "[1,", " 2]", "20%", "![loss](loss_plot.png)", "ValueError: no"])
    #expect(OutputLines.lines(of: []) == [])
    #expect(OutputLines.lines(of: [.text("\n\na\r\n\n")]) == ["", "", "a"])
  }

  @Test func `long outputs are cut and say so`() {
    let lines = OutputLines.lines(of: [.text((0..<2000).map { "\($0)\n" }.joined())])
    #expect(lines.count == 1001 && lines.last == "… 1000 more lines")
  }

  @Test(arguments: [
    ("loss 0.12345", "loss 0.12346", true), ("loss 0.12345", "loss 0.13", false), ("3480 rows", "3481 rows", false),
    ("took 1.23 s", "took 9.87 s", true), ("[01:23<00:10, 5.6 step/s]", "[02:24<01:11, 1.2 step/s]", true),
    ("saved /tmp/a/model.safetensors", "saved /home/x/model.safetensors", true),
    ("saved /tmp/a/x", "saved /tmp/a/y", false),
    ("2025-01-02 10:11:12 ok", "2026-03-04 01:01:01 ok", true), ("1e-05", "1.0001e-05", true), ("1", "1.0", true),
    ("x1", "x2", false),
    ("{'loss': 2.5, 'epoch': 1.0}", "{'loss': 2.5001, 'epoch': 1.0}", true), ("a  ", "a", true), ("钟离", "钟离 ", true),
    ("-0.5", "0.5", false), ("0.0", "0.0000", true), ("1.5 GB", "1.5 MB", false), ("", "x", false),
    ("a/b", "a/c", false),
  ])
  func `lines are compared with a tolerance`(left: String, right: String, equal: Bool) {
    #expect(OutputComparison().areEqual(left, right) == equal)
    #expect(OutputComparison().areEqual(right, left) == equal)
  }

  @Test func `times and rates in a training's log are not compared, losses are`() {
    let comparison = OutputComparison()
    let recorded = "{'train_runtime': 1.62, 'train_samples_per_second': 296.1, 'train_loss': 1.3171}"
    #expect(
      comparison.areEqual(recorded, "{'train_runtime': 21, 'train_samples_per_second': 9.5, 'train_loss': 1.3171}"))
    #expect(
      !comparison.areEqual(recorded, "{'train_runtime': 1.62, 'train_samples_per_second': 296.1, 'train_loss': 1.5}"))
  }

  @Test func `the first difference is named`() {
    let comparison = OutputComparison()
    #expect(comparison.difference(recorded: ["a", "b"], found: ["a", "b"]) == nil)
    #expect(comparison.difference(recorded: ["a"], found: ["a", "b"]) == .init(line: 2, recorded: nil, found: "b"))
    #expect(comparison.difference(recorded: ["a", "b"], found: ["c"]) == .init(line: 1, recorded: "a", found: "c"))
  }
}
