import Display
import Files
import LanguageModels
import Notebook
import TestSupport
import Testing

@Test func `the demo runs to its end, warns of nothing, and leaves a plot, an adapter and a merged model`() throws {
  let folder = try TemporaryFolder()
  let cells = try runNotebook(
    "genshin.nb",
    [
      ("questions_per_character", "4"), ("epochs", "1"), ("output", folder.path("run")),
      ("plot", folder.path("loss_plot.png")),
    ])
  #expect(cells.last?.outcome == .done, "\(cells.last?.events ?? [])")
  #expect(printed(cells.last).hasPrefix("exact answers: ") && printed(cells.last).hasSuffix("/60\n"))
  let warnings = cells.flatMap(\.events).compactMap { event -> String? in
    if case .notice(let notice) = event, notice.severity == .warning { notice.message } else { nil }
  }
  #expect(warnings == [])
  for name in ["loss_plot.png", "run/adapter/adapter_model.safetensors", "run/merged/config.json"] {
    #expect(pathExists(folder.path(name)), "\(name) is missing")
  }
  #expect(try LanguageModel(folder: folder.path("run/merged")).adapter == nil)
}
