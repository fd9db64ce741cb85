#if canImport(Glibc)
  import Glibc
#endif

/// Memory for the page in work, used again for the next one; the system gives it only as it is written.
final class PageRoom {
  /// A room beyond this is given back after its page.
  private static let mostKept = 4 << 20

  private var address: UnsafeMutableRawPointer?
  private var capacity = 0

  /// What zstd keeps from page to page, made when the first page needs it.
  let zstd = ZstdContext()

  /// Lends memory for a page; not from within the closure.
  func lend<Result>(_ size: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Result) throws -> Result {
    if size > capacity || address == nil {
      free(address)
      (address, capacity) = (malloc(max(size, 1)), size)
    }
    guard let address else {
      capacity = 0
      throw ParquetDamage.claimsTooMuch(
        part: "a page", claimed: size, unit: "bytes", limit: 0, place: "the memory left")
    }
    defer { if capacity > PageRoom.mostKept { giveBack() } }
    return try body(UnsafeMutableRawBufferPointer(start: address, count: size))
  }

  private func giveBack() {
    free(address)
    (address, capacity) = (nil, 0)
  }

  deinit { free(address) }
}
