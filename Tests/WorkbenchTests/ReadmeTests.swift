import Display
import Files
import Notebook
import TestSupport
import Testing

@testable import Workbench

/// The Python blocks of a page, in their order.
private func codeBlocks(_ path: String) throws -> [String] {
  let text = String(decoding: try readFile(joinPath(repositoryRoot, path)), as: UTF8.self)
  return text.split(separator: "```python\n").dropFirst().compactMap { part in
    part.firstRange(of: "```").map { String(part[..<$0.lowerBound]) }
  }
}

@Test(arguments: [("README.md", 6), ("README.zh-CN.md", 9)])
func `the tour of a README runs, shortened`(page: String, count: Int) throws {
  let folder = try TemporaryFolder()
  let sink = RecordingSink()
  let session = Session(sink: sink) { Workbench.install(into: $0, sink: $1) }
  let blocks = try codeBlocks(page)
  #expect(blocks.count >= count)
  for (index, block) in blocks.enumerated() {
    let code = block.replacing("runs/mine", with: folder.path("run")).replacing("runs/tour", with: folder.path("run"))
      .replacing("per_character=58", with: "per_character=3")
      .replacing("num_train_epochs=5", with: "num_train_epochs=1")
      .replacing("LossPlotCallback()", with: "LossPlotCallback(\"\(folder.path("loss.png"))\")")
    let cell = session.run(.init(name: "block \(index + 1)", code))
    #expect(cell.outcome == .done, "block \(index + 1): \(cell.events)")
  }
}
