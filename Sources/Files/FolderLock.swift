#if canImport(Glibc)
  import Glibc
#endif

/// The sole right to write into a folder; it ends with the object, and with the process however that ends.
///
/// Source: `flock` on the folder itself, so that no file is left behind.
public final class FolderLock {
  private let path: String
  private let descriptor: Int32  // -1 where another process of the run has the right

  /// Takes the right.
  ///
  /// - Throws: `FileError.locked` where another run has it, `FileError` where there is no such folder.
  public init(folder path: String) throws(FileError) {
    self.path = path
    guard FileWriting.isKept else {
      descriptor = -1
      return
    }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.last(path, "open") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isTaken = errno == EWOULDBLOCK
      let failure = isTaken ? FileError.locked(path: path) : FileError.last(path, "lock")
      close(descriptor)
      throw failure
    }
  }

  /// Looks whether the folder is still at its path.
  ///
  /// - Throws: `FileError.vanished`.
  public func check() throws(FileError) {
    guard descriptor >= 0 else { return }
    var (held, found) = (stat(), stat())
    guard fstat(descriptor, &held) == 0, stat(path, &found) == 0, held.st_ino == found.st_ino,
      held.st_dev == found.st_dev
    else { throw FileError.vanished(path: path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
