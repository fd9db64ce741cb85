import Display
import Files
import Notebook
import TestSupport
import Testing

@Test func `the example of one's own rows learns every answer`() throws {
  let folder = try TemporaryFolder()
  let cells = try runNotebook(
    "../examples/own-data.nb",
    [("data", joinPath(repositoryRoot, "examples/own-data.jsonl")), ("output", folder.path("run"))])
  #expect(cells.last?.outcome == .done, "\(cells.last?.events ?? [])")
  let report = cells.first { $0.title.hasPrefix("Every answer") }
  #expect(report.map { "\($0.events)".contains("8/8") } == true, "\(report?.events ?? [])")
  #expect(pathExists(folder.path("run/model.safetensors")))
  let path = joinPath(repositoryRoot, "examples/own-data.nb")
  let recorded = NotebookDocument(parsing: try readFile(path)).codeCells.map(\.cell.outputs)
  #expect(recorded.contains { !$0.isEmpty })
  for (cell, outputs) in zip(cells, recorded) where !outputs.isEmpty {
    let found = OutputLines.lines(of: cell.events)
    #expect(OutputComparison(tolerance: 0.05).difference(recorded: outputs, found: found) == nil)
  }
}

@Test func `the example of a continued run ends as an uninterrupted one`() throws {
  let folder = try TemporaryFolder()
  let cells = try runNotebook("../examples/continue-a-run.nb", [("output", folder.path("run"))])
  #expect(printed(cells.last) == "True\n", "\(cells.last?.events ?? [])")
}

@Test func `the example of an export writes a file that answers as the model, and a Modelfile for it`() throws {
  let folder = try TemporaryFolder()
  let cells = try runNotebook("../examples/export-to-ollama.nb", [("output", folder.path("run"))])
  #expect(printed(cells.last) == "True\n", "\(cells.last?.events ?? [])")
  #expect(pathExists(folder.path("run/model.Q8_0.gguf")))
  let lines = printed(cells.first { $0.title == "The Modelfile" }).split(separator: "\n")
  #expect(lines.first == "FROM ./model.Q8_0.gguf")
  #expect(
    lines.contains(
      #"TEMPLATE """<｜User｜>{{ .Prompt }}<｜Assistant｜>{{ .Response }}<｜end▁of▁sentence｜>""""#), "\(lines)")
}

@Test func `the example of a job checks a notebook that is there and has recorded outputs`() throws {
  let job = String(decoding: try readFile(joinPath(repositoryRoot, "examples/ci-check.yml")), as: UTF8.self)
  let words = job.split { $0 == " " || $0 == "\n" }
  let place = try #require(words.firstIndex(of: "check"))
  let notebook = joinPath(repositoryRoot, String(words[place + 1]))
  #expect(NotebookDocument(parsing: try readFile(notebook)).codeCells.contains { !$0.cell.outputs.isEmpty })
  for file in words.filter({ $0.hasPrefix("./") }) {
    #expect(pathExists(joinPath(repositoryRoot, String(file.dropFirst(2)))), "\(file) is not there")
  }
}
