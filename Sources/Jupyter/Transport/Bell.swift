#if canImport(Glibc)
  import Glibc
#endif

/// A bell that any thread may ring and that one thread waits for.
final class Bell: Sendable {
  /// Readable while the bell rings.
  let descriptor: Int32

  private let ringer: Int32

  /// Makes a bell.
  ///
  /// - Throws: `JupyterError.exhausted`.
  init() throws(JupyterError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .exhausted("file descriptors") }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (descriptor, ringer) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(ringer)
  }

  /// Rings; a bell that rings already goes on.
  func ring() {
    var byte: UInt8 = 0
    _ = write(ringer, &byte, 1)
  }

  /// Ends the ringing.
  func silence() {
    withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { room in
      while read(descriptor, room.baseAddress, room.count) > 0 {}
    }
  }

  /// Waits until it rings, at most so many milliseconds, and ends the ringing.
  func wait(milliseconds: Int32) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if poll(&entry, 1, milliseconds) > 0 { silence() }
  }
}
