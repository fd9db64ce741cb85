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
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/tunebook-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileError.refused(path: "/tmp", action: "make a folder in", reason: String(cString: strerror(errno)))
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path of a name in the folder.
  public func path(_ name: String) -> String { joinPath(path, name) }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
