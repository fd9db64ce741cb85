import Files
import JSON

/// A file of a repository, as the hub lists it.
struct HubFile: Equatable {
  /// Its path in the repository: relative, and without steps upwards.
  let path: String

  /// Its size in bytes, where the hub says it.
  var size: Int?

  /// The SHA-256 of a large file (64 digits) or git's hash of a small one (40 digits), where the hub says it.
  var hash: String?
}

/// The files of a repository at one commit.
struct HubListing {
  /// The commit, where the hub says it.
  var commit: String?
  var files: [HubFile]

  /// Files that one repository may have.
  private static let mostFiles = 100_000

  /// Reads the answer of `/api/models/NAME/revision/REVISION?blobs=true`.
  ///
  /// - Returns: nil where it is no such answer.
  init?(revision document: JSON) {
    guard let siblings = document["siblings"]?.array, siblings.count <= Self.mostFiles else { return nil }
    commit = document["sha"]?.string.flatMap(Self.validCommit)
    files = siblings.compactMap { Self.file($0, name: "rfilename", hash: "blobId") }
  }

  /// Reads the answer of `/api/models/NAME/tree/REVISION?recursive=true`.
  ///
  /// - Returns: nil where it is no such answer.
  init?(tree document: JSON) {
    guard let entries = document.array, entries.count <= Self.mostFiles else { return nil }
    files = entries.filter { $0["type"]?.string != "directory" }.compactMap {
      Self.file($0, name: "path", hash: "oid")
    }
  }

  private static func file(_ entry: JSON, name: String, hash: String) -> HubFile? {
    guard let path = entry[name]?.string, isSafe(path) else { return nil }
    let large = entry["lfs"]
    let found = (large?["sha256"] ?? large?["oid"])?.string?.replacing("sha256:", with: "") ?? entry[hash]?.string
    let size = (large?["size"] ?? entry["size"])?.integer.flatMap { $0 >= 0 ? $0 : nil }
    return HubFile(path: path, size: size, hash: found.flatMap(validHash))
  }

  private static func validHash(_ text: String) -> String? {
    [40, 64].contains(text.utf8.count) && isHexadecimal(text) ? text : nil
  }

  /// The commit, where the text can be one.
  static func validCommit(_ text: String) -> String? {
    (7...64).contains(text.utf8.count) && isHexadecimal(text) ? text : nil
  }

  /// Whether a path stays in the folder that it is relative to.
  static func isSafe(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return path.utf8.count <= 1000 && parts.allSatisfy { !["", ".", ".."].contains($0) && $0.utf8.count <= 250 }
      && path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}
