#if canImport(Glibc)
  import Glibc
#endif

/// A variable of this process's environment; nil where it is not set.
public func environmentVariable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The program that a process runs, as the path of its file; nil where the system does not say.
///
/// - Parameter process: its number; nil is this process.
public func programPath(ofProcess process: Int32? = nil) -> String? {
  var buffer = [CChar](repeating: 0, count: 4096)
  let length = readlink("/proc/\(process.map(String.init) ?? "self")/exe", &buffer, buffer.count - 1)
  return length > 0 ? String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
}
