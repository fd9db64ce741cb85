import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// The whole of a file as bytes.
///
/// - Throws: `FileError`.
public func readFile(_ path: String) throws(FileError) -> [UInt8] {
  let file = try MappedFile(path: path)
  return withExtendedLifetime(file) { Array(file.bytes) }
}

/// Whether a file or folder is at the path.
public func pathExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Whether a folder is at the path.
public func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The bytes of the file at the path; zero where there is none.
public func fileSize(_ path: String) -> Int {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : 0
}

/// The names in a folder, sorted by bytes.
///
/// - Throws: `FileError` where the folder cannot be read.
public func listFolder(_ path: String) throws(FileError) -> [String] {
  do {
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted {
      Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
    }
  } catch {
    throw pathExists(path)
      ? .refused(path: path, action: "list", reason: "not a readable folder") : .missing(path: path)
  }
}

/// Makes a folder and the folders above it where they are missing.
///
/// - Throws: `FileError`.
public func makeFolder(_ path: String) throws(FileError) {
  guard FileWriting.isKept else { return }
  if isFolder(path) { return }
  let parent = parentFolder(of: path)
  if parent != path, !isFolder(parent) { try makeFolder(parent) }
  guard mkdir(path, 0o777) == 0 || (errno == EEXIST && isFolder(path)) else {
    throw FileError.last(path, "make the folder")
  }
}

/// Looks whether files can be made in a folder.
///
/// - Throws: `FileError`.
public func requireWritableFolder(_ path: String) throws(FileError) {
  guard FileWriting.isKept else { return }
  guard access(path, W_OK | X_OK) == 0 else { throw FileError.last(path, "write into") }
}

/// The folder that holds a path: `a/b` for `a/b/c`, `.` for a bare name.
public func parentFolder(of path: String) -> String {
  var trimmed = Substring(path)
  while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
  guard let slash = trimmed.lastIndex(of: "/") else { return "." }
  return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
}

/// Two parts of a path joined by one slash; an absolute second part stands alone.
public func joinPath(_ folder: String, _ name: String) -> String {
  if name.hasPrefix("/") || folder.isEmpty { return name }
  return folder.hasSuffix("/") ? folder + name : folder + "/" + name
}

/// Removes a file; one that is not there is no fault.
///
/// - Throws: `FileError`.
public func removeFile(_ path: String) throws(FileError) {
  guard FileWriting.isKept else { return }
  guard unlink(path) == 0 || errno == ENOENT else { throw FileError.last(path, "remove") }
}
