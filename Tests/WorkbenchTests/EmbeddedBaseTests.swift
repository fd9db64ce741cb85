import Files
import LanguageModels
import TestSupport
import Testing
import Tokenization

@testable import Workbench

private let mini = joinPath(repositoryRoot, "assets/mini")

@Test func `the embedded base loads, with the tokens and the template of its kind`() throws {
  let model = try LanguageModel(folder: mini)
  let tokenizer = try Tokenizer.load(folder: mini)
  #expect(model.parameterCounts.all == 2_804_928)
  #expect(model.unexpectedTensors.isEmpty)
  #expect(tokenizer.count == 3062)
  #expect(tokenizer.count <= model.configuration.vocabularySize)
  #expect(tokenizer.id(of: .begin).map(Int.init) == model.configuration.members["bos_token_id"]?.integer)
  #expect(tokenizer.id(of: .end).map { [$0] } == model.generationConfiguration.endOfTextIDs)
  #expect(tokenizer.encode("<｜User｜>").count == 2, "a begin token and the turn's own")
  let template = try readFile(joinPath(repositoryRoot, "assets/templates/deepseek-r1.jinja"))
  #expect(tokenizer.chatTemplate == String(decoding: template, as: UTF8.self))
}

@Test func `the embedded base has at most ten megabytes`() throws {
  let sizes = try listFolder(mini).map { try readFile(joinPath(mini, $0)).count }
  #expect(sizes.reduce(0, +) <= 10_000_000)
}

@Test func `no fact and no name of the demo's characters stands in what the base was trained on`() throws {
  let cells = try runNotebook("base.nb", [], until: "No fact of the demo stands in them")
  #expect(cells.last?.hasFailed == false)
  #expect(printed(cells.last) == "168 values and 73 names, in the texts: []\n")
}

@Test func `the notebook of the base runs to its end`() throws {
  let folder = try TemporaryFolder()
  let cells = try runNotebook(
    "base.nb",
    [("people_count", "40"), ("row_count", "200"), ("epochs", "1"), ("asked", "8"), ("output", folder.path("mini"))])
  #expect(cells.last?.title == "How many test questions of the demo it answers")
  #expect(cells.last?.outcome == .done, "\(cells.last?.events ?? [])")
  #expect(printed(cells.last) == "before tuning: 0 of 8 answered exactly\n")
  #expect(try LanguageModel(folder: folder.path("mini")).parameterCounts.all == 2_804_928)
}
