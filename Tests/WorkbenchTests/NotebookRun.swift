import Display
import Files
import Notebook
import TestSupport

@testable import Workbench

/// Runs a notebook of the repository with other parameters, to its end or up to the cell of a title.
func runNotebook(
  _ name: String, _ parameters: [(String, String)], until title: String? = nil
) throws -> [ExecutedCell] {
  let bytes = try readFile(joinPath(joinPath(repositoryRoot, "notebooks"), name))
  var script = Script(NotebookDocument(parsing: bytes), name: name)
  script.overrides = parameters.map { Script.Override($0.0, $0.1) }
  if let title { script.until = script.document.codeCells.first { $0.cell.title == title }?.number }
  let session = Session(sink: RecordingSink()) { Workbench.install(into: $0, sink: $1) }
  return try session.run(script)
}

/// Runs one cell and gives what it printed and showed, or its error.
func runCell(_ code: String) throws -> (text: String, failure: String?) {
  let sink = RecordingSink()
  let session = Session(sink: sink) { Workbench.install(into: $0, sink: $1) }
  let cell = session.run(.init(name: "cell 1", code))
  let failure = cell.events.lazy.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }.first
  return (printed(cell), failure.map { "\($0.kind): \($0.message)" })
}

/// What a cell printed.
func printed(_ cell: ExecutedCell?) -> String {
  (cell?.events ?? []).map { if case .text(let text) = $0 { text } else { "" } }.joined()
}
