#if canImport(Glibc)
  import Glibc
#endif

/// A file without a name, in the folder for temporary files: the system removes it when nobody holds it any more, after
/// a crash too.
public final class NamelessFile {
  private let descriptor: Int32

  /// The number of bytes written.
  public private(set) var count = 0

  /// Makes an empty file that only this person can read.
  ///
  /// - Throws: `FileError` where `temporaryFilesFolder` takes none.
  public init() throws(FileError) {
    var name = Array(joinPath(temporaryFilesFolder, "tunebook-XXXXXX").utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw FileError.last(temporaryFilesFolder, "make a file in") }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  /// Where this process finds the file while this object lives; what has opened or mapped it keeps it beyond that.
  public var path: String { "/proc/self/fd/\(descriptor)" }

  /// Appends bytes, all or none of them.
  ///
  /// - Throws: `FileError` where the disk is full.
  public func append(_ bytes: UnsafeRawBufferPointer) throws {
    // Where an earlier appending failed the file may be longer than what counts of it.
    lseek(descriptor, off_t(count), SEEK_SET)
    try FileWriter(descriptor: descriptor, path: temporaryFilesFolder).write(bytes)
    count += bytes.count
  }

  /// Reads bytes that were written, from an offset on.
  ///
  /// - Throws: `FileError` where the disk has lost them.
  public func read(at offset: Int, into bytes: UnsafeMutableRawBufferPointer) throws(FileError) {
    precondition(offset >= 0 && offset + bytes.count <= count, "bytes that were not written")
    var done = 0
    while done < bytes.count {
      let read = pread(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw FileError.last(temporaryFilesFolder, "read a file in") }
      done += read
    }
  }
}
