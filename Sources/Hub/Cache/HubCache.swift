import Files
import JSON

#if canImport(Glibc)
  import Glibc
#endif

/// One repository's folder in the cache, laid out as huggingface_hub lays it out, so that both use the same files.
///
/// `refs/main` holds a commit; `snapshots/COMMIT` the files by their names, as links to `blobs/HASH`.
struct HubCache {
  let top: String

  init(_ repository: HubRepository, in cache: String) { top = joinPath(cache, repository.folderName) }

  var blobs: String { joinPath(top, "blobs") }

  /// The folder of a commit's files.
  func snapshot(_ commit: String) -> String { joinPath(joinPath(top, "snapshots"), commit) }

  /// The folder of a revision's files; nil where there is none.
  func snapshot(revision: String) -> String? {
    let named = (try? readFile(joinPath(joinPath(top, "refs"), revision))).map {
      String(decoding: $0.prefix(100).filter { $0 > 0x20 }, as: UTF8.self)
    }
    guard let commit = HubListing.validCommit(named ?? revision), isFolder(snapshot(commit)) else { return nil }
    return snapshot(commit)
  }

  /// Whether a download was begun and not ended.
  var hasPartialFiles: Bool {
    (try? listFolder(blobs))?.contains { $0.hasSuffix(".incomplete") } ?? false
  }

  /// The paths of the files in a folder, those in folders below as `folder/file`.
  func paths(in folder: String, depth: Int = 0) -> [String] {
    var paths: [String] = []
    for name in (try? listFolder(folder)) ?? [] {
      let path = joinPath(folder, name)
      if isFolder(path) {
        if depth < 8 { paths += self.paths(in: path, depth: depth + 1).map { name + "/" + $0 } }
      } else if pathExists(path) {
        paths.append(name)
      }
    }
    return paths
  }

  /// The files that a folder's index of weights names; nil where it has none that can be read.
  func shards(in folder: String) -> [String]? {
    guard let bytes = try? readFile(joinPath(folder, HubContent.index)), let index = try? JSON.parse(bytes),
      let map = index["weight_map"]?.object
    else { return nil }
    return Set(map.members.compactMap { $0.value.string }).sorted()
  }

  /// Puts a file of the blobs under its name.
  ///
  /// - Throws: `FileError`.
  func link(blob: String, as path: String, commit: String) throws {
    let place = joinPath(snapshot(commit), path)
    try makeFolder(parentFolder(of: place))
    let upwards = String(repeating: "../", count: 2 + path.count { $0 == "/" })
    try removeFile(place)
    guard symlink(upwards + "blobs/" + blob, place) == 0 else {
      throw FileError.refused(path: place, action: "link", reason: String(cString: strerror(errno)))
    }
  }

  /// Says which commit a revision is.
  ///
  /// - Throws: `FileError`.
  func setRevision(_ revision: String, commit: String) throws {
    let path = joinPath(joinPath(top, "refs"), revision)
    try makeFolder(parentFolder(of: path))
    try writeFile(path, Array(commit.utf8))
  }

  /// The sole right to write, once it is free.
  ///
  /// - Parameter check: called while another run has it; what it throws ends the waiting.
  func locked(_ check: () throws -> Void) throws -> FolderLock {
    try makeFolder(blobs)
    while true {
      if let lock = try freeLock() { return lock }
      try check()
      usleep(100_000)
    }
  }

  private func freeLock() throws -> FolderLock? {
    do {
      let lock = try FolderLock(folder: top)
      return lock
    } catch {
      if case .locked = error { return nil }
      throw error
    }
  }
}
