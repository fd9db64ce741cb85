#if canImport(Glibc)
  import Glibc
#endif

/// What the machine has left, as the kernel tells.
public enum SystemResources {
  /// The bytes of memory that a program can still take: what is free or can be freed, within the limit of the control
  /// group where there is one; nil where the kernel does not say.
  public static func availableMemory() -> Int? {
    let free = kilobytes(of: "MemAvailable:", in: "/proc/meminfo")
    guard let limit = number(in: "/sys/fs/cgroup/memory.max"), let used = number(in: "/sys/fs/cgroup/memory.current")
    else { return free }
    return min(free ?? .max, max(0, limit - used))
  }

  /// The most bytes of memory that this process has held at once, mapped pages included; nil where unknown.
  public static func peakMemory() -> Int? { kilobytes(of: "VmHWM:", in: "/proc/self/status") }

  /// Lets `peakMemory` begin again at what is held now; nothing happens where the kernel does not offer it.
  public static func forgetPeakMemory() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    _ = write(descriptor, "5", 1)
  }

  /// The bytes that can still be written under a path that need not be there yet; nil where unknown.
  public static func freeSpace(at path: String) -> Int? {
    var folder = path
    while !pathExists(folder), parentFolder(of: folder) != folder { folder = parentFolder(of: folder) }
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else { return nil }
    let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(
      by: Int(clamping: status.f_frsize))
    return overflow ? .max : bytes
  }

  private static func kilobytes(of key: String, in path: String) -> Int? {
    for line in text(path).split(separator: "\n") where line.hasPrefix(key) {
      return line.dropFirst(key.count).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }.map { $0 << 10 }
    }
    return nil
  }

  private static func number(in path: String) -> Int? { text(path).split(separator: "\n").first.flatMap { Int($0) } }

  /// A file that the kernel makes when it is read, whose size is 0 until then.
  private static func text(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
