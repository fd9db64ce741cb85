import Files
import LanguageModels
import Notebook
import TestSupport
import Testing

@Test func `the article's steps run to the end on a checkpoint that a cell makes`() throws {
  let folder = try TemporaryFolder()
  let cells = try runNotebook(
    "article.nb", [("vocabulary", "mini"), ("epochs", "1"), ("output", folder.path("run"))])
  #expect(cells.last?.outcome == .done, "\(cells.last?.events ?? [])")
  #expect(printed(cells.last).hasPrefix("exact answers: ") && printed(cells.last).hasSuffix("/58\n"))
  for name in ["loss_plot.png", "adapter/adapter_model.safetensors", "merged/config.json"] {
    #expect(pathExists(folder.path("run/" + name)), "\(name) is missing")
  }
  #expect(try LanguageModel(folder: folder.path("run/merged")).adapter == nil)
}

@Test func `a hub's names are found in its cache`() throws {
  let folder = try TemporaryFolder()
  for (name, file, contents) in [
    (
      "models--org--tiny", "config.json",
      #"{"model_type": "qwen2", "hidden_size": 8, "num_key_value_heads": 2, "num_attention_heads": 2}"#
    ),
    ("datasets--org--rows", "test.jsonl", #"{"text": "钟离"}"#),
  ] {
    try makeFolder(folder.path(name + "/refs"))
    try makeFolder(folder.path(name + "/snapshots/0123456789abcdef"))
    try writeFile(folder.path(name + "/refs/main"), Array("0123456789abcdef".utf8))
    try writeFile(folder.path(name + "/snapshots/0123456789abcdef/" + file), Array(contents.utf8))
  }
  let cell = try runCell(
    """
    print(AutoConfig.from_pretrained("org/tiny", cache_dir="\(folder.path)").hidden_size)
    print(load_dataset("org/rows", split="test", cache_dir="\(folder.path)")[0])
    AutoTokenizer.from_pretrained("org/tiny", cache_dir="\(folder.path)", local_files_only=True)
    """)
  #expect(cell.text == "8\n{'text': '钟离'}\n")
  let failure = cell.failure ?? ""
  #expect(
    failure.hasPrefix("FileNotFoundError: no folder org/tiny is here, and the model org/tiny is not in the cache "))
}
