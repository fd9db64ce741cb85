import Files

#if canImport(Glibc)
  import Glibc
#endif

/// The tokens of all rows: the last ones in memory, those before them in a file without a name that ends with the process.
///
/// Where no file can be written they all stay in memory.
final class TokenStore {
  /// The tokens that stay in memory at most, before they go to the file.
  private let limit: Int

  private var descriptor: Int32 = -1
  private var storedCount = 0
  private var tail: [Int32] = []
  private var cannotStore = false

  init(limit: Int = 16 << 20) { self.limit = limit }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The number of tokens.
  var count: Int { storedCount + tail.count }

  /// Appends tokens.
  func append(_ tokens: some Sequence<Int32>) {
    tail += tokens
    if tail.count >= limit, !cannotStore { store() }
  }

  /// The tokens of a range.
  subscript(range: Range<Int>) -> [Int32] {
    let stored = range.clamped(to: 0..<storedCount)
    let rest = range.clamped(to: storedCount..<count)
    let kept = tail[rest.lowerBound - storedCount..<rest.upperBound - storedCount]
    return stored.isEmpty ? Array(kept) : read(stored) + kept
  }

  private func store() {
    if descriptor < 0 { descriptor = TokenStore.namelessFile() }
    let written = tail.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = pwrite(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(storedCount * 4 + done))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
    guard written else {
      cannotStore = true
      return
    }
    storedCount += tail.count
    tail.removeAll(keepingCapacity: true)
  }

  private func read(_ range: Range<Int>) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: range.count) { output, filled in
      let bytes = UnsafeMutableRawBufferPointer(output)
      var done = 0
      while done < range.count * 4 {
        let count = pread(
          descriptor, bytes.baseAddress.map { $0 + done }, range.count * 4 - done, off_t(range.lowerBound * 4 + done))
        if count < 0, errno == EINTR { continue }
        // The file is this process's own, and its bytes were written before: only a broken disk has lost them.
        precondition(count > 0, "tokens that were stored in \(temporaryFilesFolder) cannot be read back")
        done += count
      }
      filled = range.count
    }
  }

  private static func namelessFile() -> Int32 {
    var name = Array(joinPath(temporaryFilesFolder, "tunebook-tokens-XXXXXX").utf8CString)
    let descriptor = mkstemp(&name)
    if descriptor >= 0 {
      unlink(name)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    return descriptor
  }
}
