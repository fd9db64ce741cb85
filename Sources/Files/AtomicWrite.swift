#if canImport(Glibc)
  import Glibc
#endif

/// Writes a file so that its name never shows half of it: a temporary name beside it, flushed to disk, then renamed.
///
/// - Parameters:
///   - path: the final name; its folder must exist.
///   - body: called once with a writer; what it throws removes the temporary file.
/// - Throws: `FileError`, or what `body` throws.
public func writeAtomically(_ path: String, _ body: (borrowing FileWriter) throws -> Void) throws {
  FileWriting.note(parentFolder(of: path))
  guard FileWriting.isKept else { return try writeNowhere(path, body) }
  let temporary = joinPath(parentFolder(of: path), ".\(lastComponent(of: path)).\(getpid()).partial")
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw FileError.last(path, "write") }
  do {
    let writer = FileWriter(descriptor: descriptor, path: path)
    try body(writer)
    guard fsync(descriptor) == 0 else { throw FileError.last(path, "flush") }
    close(descriptor)
  } catch {
    close(descriptor)
    unlink(temporary)
    throw error
  }
  guard rename(temporary, path) == 0 else {
    let failure = FileError.last(path, "rename the finished file to")
    unlink(temporary)
    throw failure
  }
  syncFolder(parentFolder(of: path))
}

/// Writes bytes as a whole file, atomically.
///
/// - Throws: `FileError`.
public func writeFile(_ path: String, _ bytes: [UInt8]) throws {
  try writeAtomically(path) { try $0.write(bytes) }
}

/// The open end of a file that is being written.
public struct FileWriter: ~Copyable {
  let descriptor: Int32
  let path: String

  /// Appends bytes.
  ///
  /// - Throws: `FileError.refused`, on a full disk for one.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, min(rest.count, 1 << 30))
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw FileError.last(path, "write") }
      rest = rest.dropFirst(written)
    }
  }

  /// Appends bytes.
  ///
  /// - Throws: `FileError.refused`, on a full disk for one.
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }
}

/// Goes through the writing of a file without keeping it.
private func writeNowhere(_ path: String, _ body: (borrowing FileWriter) throws -> Void) throws {
  let descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError.last("/dev/null", "write") }
  defer { close(descriptor) }
  try body(FileWriter(descriptor: descriptor, path: path))
}

/// The last part of a path: `c` for `a/b/c` and `a/b/c/`.
public func lastComponent(of path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// Flushes a folder's entries, so that a rename survives a power cut; a file system that cannot is left alone.
func syncFolder(_ path: String) {
  let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  fsync(descriptor)
  close(descriptor)
}
