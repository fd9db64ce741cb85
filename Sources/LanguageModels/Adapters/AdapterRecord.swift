import Files
import JSON

/// What Tunebook notes beside an adapter in tunebook.json, because peft's files have no place for it.
public struct AdapterRecord: Sendable, Equatable {
  /// The rows of the embedding table that the adapter was trained with.
  public let vocabularySize: Int

  init(vocabularySize: Int) { self.vocabularySize = vocabularySize }

  private static let file = "tunebook.json"

  /// Reads the note in a folder; nil where there is none, as in adapters of other programs.
  ///
  /// - Throws: `LanguageModelError` where it is broken; `FileError`.
  public init?(folder: String) throws {
    let path = joinPath(folder, Self.file)
    guard pathExists(path) else { return nil }
    let reader = ConfigurationReader(path: path, members: try ConfigurationReader.object(path: path))
    guard let size = try reader.integer("vocab_size", in: 1...ModelConfiguration.sizeLimit) else { return nil }
    vocabularySize = size
  }

  func write(folder: String) throws {
    let members: JSON = .object(["vocab_size": .integer(vocabularySize)])
    try writeFile(joinPath(folder, Self.file), members.serialized(.indented) + [0x0A])
  }
}
