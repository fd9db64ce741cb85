import Files
import TestSupport
import Testing

@testable import Datasets

/// The splits that a folder with a card and some files has, as `name: paths`.
private func splits(_ card: String, _ files: [String], configuration: String? = nil) throws -> [String] {
  let place = try TemporaryFolder()
  defer { withExtendedLifetime(place) {} }
  let folder = place.path
  for file in files {
    try makeFolder(parentFolder(of: joinPath(folder, file)))
    try writeFile(joinPath(folder, file), Array("{\"text\": \"a\"}\n".utf8))
  }
  if !card.isEmpty { try writeFile(joinPath(folder, "README.md"), Array(card.utf8)) }
  do {
    return try DataFiles.inFolder(folder, configuration: configuration).splits.map { name, paths in
      name + ": " + paths.map { $0.replacing(folder + "/", with: "") }.joined(separator: " ")
    }
  } catch {
    return ["\(error)".replacing(folder + "/", with: "")]
  }
}

private let files = ["data/train-00000-of-00001.jsonl", "a/x.jsonl", "a/y.jsonl", "b/held out.jsonl"]

@Test func `a card says which files are which split`() throws {
  let card = """
    ---
    license: mit
    tags:
    - a: b
    configs:
    - config_name: default  # the usual one
      data_files:
      - split: train
        path: "a/*"
      - split: test
        path:
          - 'b/held out.jsonl'
    size_categories: [1K, 2K]
    ---
    # Rows
    configs: none
    """
  #expect(try splits(card, files) == ["train: a/x.jsonl a/y.jsonl", "test: b/held out.jsonl"])
}

@Test func `of several configurations the one named, or the default, is taken`() throws {
  let card = """
    ---
    configs:
      - config_name: first
        data_files: a/x.jsonl
      - config_name: second
        data_dir: a
        default: true
      - config_name: third
        data_files:
          - {split: train, path: a}
    ---
    """
  #expect(try splits(card, files, configuration: "first") == ["train: a/x.jsonl"])
  #expect(try splits(card, files) == ["train: a/x.jsonl a/y.jsonl"])
  #expect(
    try splits(card, files, configuration: "fourth")
      == ["BuilderConfig 'fourth' not found. Available: ['first', 'second', 'third']"])
  #expect(
    try splits(card.replacing("    default: true\n", with: ""), files)
      == [
        "Config name is missing. Please pick one among the available configs: ['first', 'second', 'third'], as in"
          + " load_dataset(path, 'first')"
      ])
  #expect(
    try splits(card, files, configuration: "third")
      == [
        "README.md: the configs in its head are malformed: data_files of 'third' needs a split and a path in every entry;"
          + " give data_files instead"
      ])
}

@Test func `a card that leads out of its folder is refused, and one without configurations says nothing`() throws {
  let card = "---\nconfigs:\n- config_name: default\n  data_files: ../../etc/*.json\n---\n"
  #expect(
    try splits(card, files)
      == [
        "README.md: the configs in its head are malformed: '../../etc/*.json' leads out of the folder; give data_files"
          + " instead"
      ])
  #expect(try splits("---\nlicense: mit\n---\n", files) == ["train: data/train-00000-of-00001.jsonl"])
  #expect(try splits("# Just words", files) == ["train: data/train-00000-of-00001.jsonl"])
  #expect(try splits("", files, configuration: "x") == ["BuilderConfig 'x' not found. Available: ['default']"])
}
