import Files

/// The tokens of all rows: the last ones in memory, those before them in a file without a name that ends with the process.
///
/// Where no file can be written they all stay in memory.
final class TokenStore {
  /// The tokens that stay in memory at most, before they go to the file.
  private let limit: Int

  private var file: NamelessFile?
  private var storedCount = 0
  private var tail: [Int32] = []
  private var cannotStore = false

  init(limit: Int = 16 << 20) { self.limit = limit }

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
    do {
      let file = try self.file ?? NamelessFile()
      try tail.withUnsafeBytes { try file.append($0) }
      self.file = file
      storedCount += tail.count
      tail.removeAll(keepingCapacity: true)
    } catch {
      cannotStore = true
    }
  }

  private func read(_ range: Range<Int>) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: range.count) { output, filled in
      let bytes = UnsafeMutableRawBufferPointer(output)[..<(range.count * 4)]
      do {
        try file?.read(at: range.lowerBound * 4, into: UnsafeMutableRawBufferPointer(rebasing: bytes))
      } catch {
        // The file is this process's own, and its bytes were written before: only a broken disk has lost them.
        preconditionFailure("tokens that were stored cannot be read back: \(error)")
      }
      filled = range.count
    }
  }
}
