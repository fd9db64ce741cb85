import Files
import PythonValues

/// The project's own models and data: in the repository the program was built in, or beside an installed program.
enum Assets {
  /// The names that stand for one of the project's own models, and the folder of each under `assets`.
  static let models = [
    "mini": "mini", "deepseek-r1-distill-qwen": "cache/deepseek-r1-distill-qwen",
    "smollm2-135m-instruct": "cache/smollm2-135m-instruct", "gemma-3-270m": "cache/gemma-3-270m",
  ]

  /// The folder of the program, and those above it, nearest first.
  static let foldersAboveProgram = Files.foldersAboveProgram()

  /// The `assets` folder: the nearest above the program that has one, else `share/tunebook` of its prefix.
  static let folder = programAssetsFolder()

  /// The path of a file or folder of the assets.
  ///
  /// - Throws: `FileNotFoundError` that says where it was looked for.
  static func path(_ name: String) throws -> String {
    guard let folder else {
      throw PyError(.fileNotFoundError, "the program's assets folder was not found beside it or above it")
    }
    let path = joinPath(folder, name)
    guard pathExists(path) else { throw PyError(.fileNotFoundError, "no \(name) among the assets in \(folder)") }
    return path
  }

  /// The folder, or the GGUF file, of a model or tokenizer that a person named by a path or one of the project's own
  /// names; nil where the name is neither.
  ///
  /// - Throws: `FileNotFoundError` with what to do, where one of the project's own is not there yet.
  static func localFolder(_ name: String) throws -> String? {
    if isFolder(name) || (name.hasSuffix(".gguf") && pathExists(name)) { return name }
    if pathExists(name) {
      throw PyError(
        .notADirectoryError,
        "\(name) is a file: from_pretrained wants the folder that holds config.json, or a file that ends in .gguf")
    }
    guard let own = models[name] else { return nil }
    if let folder, isFolder(joinPath(folder, own)) { return joinPath(folder, own) }
    let target = name == "gemma-3-270m" ? "assets-gemma" : "assets"
    let remedy = own.hasPrefix("cache/") ? ": run `make \(target)` once, which downloads it" : ""
    throw PyError(.fileNotFoundError, "the project's own \(name) is not there\(remedy)")
  }

  /// The error of a name that stands for no folder.
  static func unknown(_ name: String) -> PyError {
    PyError(
      .fileNotFoundError,
      "no folder \(name): give the path of a folder with the model's files, a hub's name as org/name, or one of "
        + "\(models.keys.sorted())",
      nearest: name, in: models.keys)
  }
}
