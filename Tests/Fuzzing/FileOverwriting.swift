import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Writes a file without flushing it to the disk, which thousands of inputs a second would wait for.
func overwriteFile(_ path: String, _ bytes: [UInt8]) throws {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw FileError.missing(path: path) }
  defer { close(descriptor) }
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written > 0 else { throw FileError.refused(path: path, action: "write", reason: "no room") }
    rest = rest.dropFirst(written)
  }
}
