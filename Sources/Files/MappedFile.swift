#if canImport(Glibc)
  import Glibc
#endif

/// A file's bytes, mapped read-only into memory for as long as the object lives.
///
/// `@unchecked Sendable`: the mapping is never written and the fields never change.
public final class MappedFile: @unchecked Sendable {
  /// The path it was opened with.
  public let path: String

  /// The file's bytes; valid while this object lives.
  public let bytes: UnsafeRawBufferPointer

  /// Maps a file.
  ///
  /// - Throws: `FileError` where it is missing, a folder or unreadable.
  public init(path: String) throws(FileError) {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.last(path, "open") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError.last(path, "inspect") }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError.isFolder(path: path) }
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw FileError.last(path, "map")
    }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
  }

  /// Gives back the memory of bytes that were read and are not needed for now; reading them again brings them back.
  ///
  /// A pass over a large file would else count as the whole file in memory.
  public func forget(_ range: Range<Int>) {
    let pageSize = 4096
    let whole = range.clamped(to: 0..<bytes.count)
    let start = (whole.lowerBound + pageSize - 1) / pageSize * pageSize
    let end = whole.upperBound / pageSize * pageSize
    guard start < end, let address = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: address + start), end - start, MADV_DONTNEED)
  }

  deinit {
    if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) }
  }
}
