import Display
import Files
import Notebook
import TestSupport
import Testing

@Test func `rows in the hub's layout go from parquet to a trained adapter in one notebook`() throws {
  let folder = try TemporaryFolder()
  let cells = try runNotebook(
    "parquet.nb",
    [
      ("questions_per_character", "4"), ("epochs", "1"), ("rows", folder.path("rows")), ("output", folder.path("run")),
    ])
  #expect(cells.last?.outcome == .done, "\(cells.last?.events ?? [])")
  #expect(printed(cells.last).hasPrefix("exact answers: ") && printed(cells.last).hasSuffix("/60\n"))
  #expect(printed(cells.first { $0.title == "The same rows" }) == "True True\n")
  #expect(pathExists(folder.path("run/adapter/adapter_model.safetensors")))
}
