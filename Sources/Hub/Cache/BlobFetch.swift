import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Fetches one file into the blobs, and proves that it is the one the hub names.
struct BlobFetch {
  let cache: HubCache
  let transfer: Transfer
  let file: HubFile

  /// Bytes of a file whose size the hub does not say.
  private static let largestUnknown = 1 << 40

  /// Fetches the file, or goes on where an earlier run stopped.
  ///
  /// - Parameter progress: called with the bytes that are there.
  /// - Returns: the name of the blob.
  /// - Throws: `HubError`, `FileError`, and what `progress` throws.
  func run(progress: (Int) throws -> Void) throws -> String {
    let partial = joinPath(cache.blobs, partialName)
    let began = fileSize(partial)
    do {
      return try fetch(partial, progress)
    } catch HubError.damaged where began > 0 {
      // The beginning was of another file: once more, from the start.
      return try fetch(partial, progress)
    }
  }

  private var partialName: String {
    var name = SHA1()
    Array((file.hash ?? file.path).utf8).withUnsafeBytes { name.update($0) }
    return (file.hash ?? name.hexadecimal()) + ".incomplete"
  }

  private func fetch(_ partial: String, _ progress: (Int) throws -> Void) throws -> String {
    var headers: ResponseHeaders?
    if file.size == nil || fileSize(partial) != file.size || file.size == 0 {
      headers = try transfer.fetch(address, to: partial, limit: file.size ?? Self.largestUnknown, progress: progress)
    }
    if !pathExists(partial) { try writeFile(partial, []) }
    let size = fileSize(partial)
    if let expected = file.size, size != expected {
      throw try damaged(partial, "\(expected) bytes", "\(size)")
    }
    let hash = try verified(partial, expected: file.hash ?? headers?.hash, progress)
    guard rename(partial, joinPath(cache.blobs, hash)) == 0 else {
      throw FileError.refused(path: partial, action: "rename", reason: String(cString: strerror(errno)))
    }
    return hash
  }

  private var address: String {
    let revision = percentEncoded(transfer.revision, keepingSlashes: false)
    let path = percentEncoded(file.path, keepingSlashes: true)
    let repository = transfer.repository
    return "\(transfer.settings.endpoint)/\(repository.addressPrefix)\(repository.name)/resolve/\(revision)/\(path)"
  }

  /// The file's hash, which is the expected one.
  private func verified(_ path: String, expected: String?, _ progress: (Int) throws -> Void) throws -> String {
    let mapped = try MappedFile(path: path)
    let found = try withExtendedLifetime(mapped) {
      let size = mapped.bytes.count
      return try expected?.utf8.count == 40
        ? gitHash(mapped.bytes) { try progress(size) } : sha256(mapped.bytes) { try progress(size) }
    }
    if let expected, found != expected {
      throw try damaged(
        path, "\(expected.utf8.count == 40 ? "git" : "SHA-256") hash \(expected.prefix(12))…", "\(found.prefix(12))…")
    }
    return found
  }

  private func damaged(_ path: String, _ expected: String, _ found: String) throws -> HubError {
    try removeFile(path)
    return .damaged(file: file.path, repository: transfer.repository, expected: expected, found: found)
  }

  private static let piece = 16 << 20

  private func sha256(_ bytes: UnsafeRawBufferPointer, _ check: () throws -> Void) throws -> String {
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: Self.piece) {
      try check()
      hash.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + Self.piece, bytes.count)]))
    }
    return hash.hexadecimal()
  }

  /// Git's hash of a file: SHA-1 of `blob SIZE`, a zero byte and the contents.
  private func gitHash(_ bytes: UnsafeRawBufferPointer, _ check: () throws -> Void) throws -> String {
    var hash = SHA1()
    Array("blob \(bytes.count)\0".utf8).withUnsafeBytes { hash.update($0) }
    for start in stride(from: 0, to: bytes.count, by: Self.piece) {
      try check()
      hash.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + Self.piece, bytes.count)]))
    }
    return hash.hexadecimal()
  }
}
