import Files

#if canImport(Glibc)
  import Glibc
#endif

extension Cluster {
  /// A folder that rank 0 has, as a folder that this rank can read: its own where both are the same files, else a copy that
  /// rank 0 sends and that lasts as long as the process.
  ///
  /// - Throws: `FileError` where rank 0 cannot read it, on rank 0; `ClusterError.failed`.
  public func localCopy(ofFolder path: String) throws -> String {
    guard isShared else { return path }
    let own = isFolder(path) ? (try? describe(path)) ?? [] : []
    let wanted = try broadcast(isFirst ? try describe(path) : [])
    if try !any(own != wanted) { return path }
    let names = isFirst ? try fileNames(path) : []
    let list = try broadcast(Array(names.joined(separator: "\n").utf8))
    let copied = String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
    let target = isFirst ? path : try makeTemporaryFolder("tunebook-rank")
    if !isFirst { copies.append(target) }
    for name in copied { try send(joinPath(path, name), to: joinPath(target, name)) }
    return target
  }

  /// The files of a folder with what tells whether they are the same ones: size, time, number on the disk.
  private func describe(_ path: String) throws -> [UInt8] {
    let lines = try fileNames(path).map { name in
      var status = stat()
      guard stat(joinPath(path, name), &status) == 0 else { return name }
      return "\(name) \(status.st_size) \(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  private func fileNames(_ path: String) throws -> [String] {
    try listFolder(path).filter { !isFolder(joinPath(path, $0)) && !$0.contains("\n") }
  }

  /// Sends a file's bytes from rank 0 to the others, piece by piece.
  private func send(_ path: String, to target: String) throws {
    let pieceSize = 64 << 20
    let file = isFirst ? try MappedFile(path: path) : nil
    let size = Int(try broadcast(Double(file?.bytes.count ?? 0)))
    let descriptor = isFirst ? -1 : open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { if descriptor >= 0 { close(descriptor) } }
    for start in stride(from: 0, to: size, by: pieceSize) {
      let end = min(size, start + pieceSize)
      let piece = try broadcast(file.map { Array($0.bytes[start..<end]) } ?? [])
      guard !isFirst else { continue }
      let written = piece.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard written == piece.count else {
        throw FileError.refused(path: target, action: "write", reason: String(cString: strerror(errno)))
      }
    }
  }

  /// Removes what was copied.
  func removeCopies() {
    for folder in copies {
      for name in (try? listFolder(folder)) ?? [] { unlink(joinPath(folder, name)) }
      rmdir(folder)
    }
    copies = []
  }
}
