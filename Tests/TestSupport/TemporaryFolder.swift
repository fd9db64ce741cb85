import Files
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// A new empty folder that is removed, with all it holds, when the object goes.
public final class TemporaryFolder {
  /// The folder's path.
  public let path: String

  /// Makes a folder under the system's place for temporary files.
  ///
  /// - Throws: `FileError` where it cannot be made.
  public init() throws {
    path = try makeTemporaryFolder("tunebook-test")
  }

  /// The path of a name in the folder.
  public func path(_ name: String) -> String { joinPath(path, name) }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
