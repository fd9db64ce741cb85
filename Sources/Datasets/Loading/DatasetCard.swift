import Files

/// What a dataset's README says of its files: configurations with the files of each split.
///
/// Source: the hub's documentation, "Data files Configuration": the key `configs` of the block between `---` lines.
struct DatasetCard {
  /// One configuration.
  struct Configuration: Equatable {
    var name: String
    /// The patterns of each split, in order; empty where the folder's own names say it.
    var splits: [Split]
    /// The folder in the repository that the patterns begin in.
    var folder: String?
    var isDefault: Bool
    /// What is wrong with it, where something is: the others can be used all the same.
    var fault: String?
  }

  /// The patterns of a split's files.
  struct Split: Equatable {
    var name: String
    var patterns: [String]
  }

  private let path: String

  /// The configurations in order.
  let configurations: [Configuration]

  /// The card of a folder; nil where it has no README, or its README no configurations.
  ///
  /// - Throws: `DatasetError.badArgument` where they are malformed.
  init?(folder: String) throws {
    path = joinPath(folder, "README.md")
    guard pathExists(path), let bytes = try? readFile(path), bytes.count <= 1 << 22 else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) { $0.isNewline }
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else { return nil }
    guard let configurations = CardBlock(Array(lines[1..<end])).value(of: "configs") else { return nil }
    guard case .list(let elements) = configurations else { throw DatasetCard.malformed(path, "configs is no list") }
    self.configurations = try elements.map { [path] in try DatasetCard.configuration($0, path) }
  }

  private static func malformed(_ path: String, _ reason: String) -> DatasetError {
    .badArgument("\(path): the configs in its head are malformed: \(reason); give data_files instead")
  }

  private static func configuration(_ node: CardNode, _ path: String) throws -> Configuration {
    guard let name = node["config_name"]?.text else { throw malformed(path, "one has no config_name") }
    var configuration = Configuration(
      name: name, splits: [], folder: node["data_dir"]?.text, isDefault: node["default"]?.text == "true")
    let files = node["data_files"]
    if let patterns = files?.texts {
      configuration.splits = [Split(name: "train", patterns: patterns)]
    } else if case .list(let elements)? = files {
      for element in elements {
        if let split = element["split"]?.text, let patterns = element["path"]?.texts {
          configuration.splits.append(Split(name: split, patterns: patterns))
        } else {
          configuration.fault = "data_files of '\(name)' needs a split and a path in every entry"
        }
      }
    } else if files != nil {
      configuration.fault = "data_files of '\(name)' is no list"
    }
    let inside = configuration.splits.flatMap(\.patterns) + [configuration.folder ?? ""]
    if let path = inside.first(where: { $0.hasPrefix("/") || $0.split(separator: "/").contains("..") }) {
      configuration.fault = "'\(path)' leads out of the folder"
    }
    return configuration
  }

  /// The configuration of a name, or the one that is taken where none is given.
  ///
  /// - Throws: `DatasetError.badArgument` that lists the names, or says what is wrong with the one.
  func configuration(named name: String?) throws -> Configuration {
    let configuration = try chosen(name)
    if let fault = configuration.fault { throw DatasetCard.malformed(path, fault) }
    return configuration
  }

  private func chosen(_ name: String?) throws -> Configuration {
    let names = "[" + configurations.map { "'\($0.name)'" }.joined(separator: ", ") + "]"
    if let name {
      if let configuration = configurations.first(where: { $0.name == name }) { return configuration }
      throw DatasetError.badArgument("BuilderConfig '\(name)' not found. Available: \(names)")
    }
    if let only = configurations.first, configurations.count == 1 { return only }
    if let configuration = configurations.first(where: { $0.isDefault || $0.name == "default" }) {
      return configuration
    }
    throw DatasetError.badArgument(
      "Config name is missing. Please pick one among the available configs: \(names), as in"
        + " load_dataset(path, '\(configurations.first?.name ?? "")')")
  }
}

extension DataFiles {
  /// The files of a folder as its README's configuration says, else as the files' names say.
  ///
  /// - Parameter configuration: the configuration's name; nil takes the one that is meant where none is named.
  /// - Throws: `DatasetError.badArgument` for a configuration that is not there, and what `inFolder(_:)` throws.
  public static func inFolder(_ folder: String, configuration name: String?) throws -> DataFiles {
    guard isFolder(folder) else { throw DatasetError.missingFile(path: folder) }
    guard let card = try DatasetCard(folder: folder) else {
      if let name, name != "default" {
        throw DatasetError.badArgument("BuilderConfig '\(name)' not found. Available: ['default']")
      }
      return try inFolder(folder)
    }
    let configuration = try card.configuration(named: name)
    let base = configuration.folder.map { joinPath(folder, $0) } ?? folder
    guard !configuration.splits.isEmpty else { return try inFolder(base) }
    return DataFiles(
      splits: try configuration.splits.map { split in
        let paths = try split.patterns.flatMap { try matching(joinPath(base, $0)) }
        return (split.name, paths.filter { readEndings.contains(ending($0)) })
      })
  }
}
