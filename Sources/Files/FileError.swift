#if canImport(Glibc)
  import Glibc
#endif

/// Why a file could not be read or written.
public enum FileError: Error, Equatable, Sendable {
  /// There is nothing at the path.
  case missing(path: String)
  /// The path names a folder where a file was expected.
  case isFolder(path: String)
  /// The system refused; `reason` is its own word.
  case refused(path: String, action: String, reason: String)
  /// Another process holds the folder's lock.
  case locked(path: String)
  /// The folder that was locked is no longer at its path.
  case vanished(path: String)

  /// The error of a failed system call.
  static func last(_ path: String, _ action: String) -> FileError {
    let code = errno
    return code == ENOENT
      ? .missing(path: path) : .refused(path: path, action: action, reason: String(cString: strerror(code)))
  }
}

extension FileError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .missing(let path):
      "no file or folder at \(path): check the path (relative paths start in the working directory)"
    case .isFolder(let path): "\(path) is a folder, not a file"
    case .refused(let path, let action, let reason): "cannot \(action) \(path): \(reason)"
    case .locked(let path): "\(path) is in use by another run: wait for it to end or choose another folder"
    case .vanished(let path):
      "\(path) was moved or removed while it was being written to: put it back, or choose another folder"
    }
  }
}
