import Synchronization

/// Whether this process keeps what it writes: one of several that do the same work leaves the files to the first.
public enum FileWriting {
  /// Whether files and folders are made, replaced and removed. Where not, everything else goes on as if they were.
  ///
  /// `nonisolated(unsafe)`: set before any cell runs, and by the thread that runs the cells.
  nonisolated(unsafe) public static var isKept = true

  /// Whether this process, or the one that keeps what this one writes, has written into a folder.
  public static func wasWritten(_ folder: String) -> Bool {
    folders.withLock { $0.contains(trimmed(folder)) }
  }

  /// Notes folders from now on; only where several processes do the same work someone asks.
  nonisolated(unsafe) public static var notesFolders = false

  private static let folders = Mutex<Set<String>>([])

  static func note(_ path: String) {
    guard notesFolders else { return }
    _ = folders.withLock { $0.insert(trimmed(path)) }
  }

  private static func trimmed(_ path: String) -> String {
    var path = Substring(path)
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return String(path)
  }
}
