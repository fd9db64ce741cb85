/// Whether this process keeps what it writes: one of several that do the same work leaves the files to the first.
public enum FileWriting {
  /// Whether files and folders are made, replaced and removed. Where not, everything else goes on as if they were.
  ///
  /// `nonisolated(unsafe)`: set once, before any cell runs and any thread is started.
  nonisolated(unsafe) public static var isKept = true
}
