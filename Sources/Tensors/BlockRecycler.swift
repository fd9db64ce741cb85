import Glibc
import Synchronization

/// The process's freed blocks of 64 KiB and more, kept for the next taker of the same size class.
///
/// A training step allocates the same activations again and again; handed back to the system, each would be mapped
/// and zeroed page by page every time. Size classes are eighths of powers of two, so that rows of slightly other
/// lengths share blocks.
final class BlockRecycler: Sendable {
  private struct State {
    var free: [Int: [UInt]] = [:]
    var bytesKept = 0
  }

  private let state = Mutex(State())

  /// Blocks beyond this total go back to the system.
  private let bytesKeptAtMost = 4 << 30

  /// A block of at least `count` bytes, 64-byte aligned, of any content.
  func take(_ count: Int) -> UnsafeMutableRawPointer {
    let size = BlockRecycler.sizeClass(count)
    let kept =
      size < BlockRecycler.smallestKept
      ? nil
      : state.withLock { state -> UInt? in
        guard let address = state.free[size]?.popLast() else { return nil }
        state.bytesKept -= size
        return address
      }
    if let kept, let pointer = UnsafeMutableRawPointer(bitPattern: kept) { return pointer }
    var pointer: UnsafeMutableRawPointer?
    guard posix_memalign(&pointer, 64, size) == 0, let pointer else {
      preconditionFailure("no memory for \(count) bytes")
    }
    return pointer
  }

  /// Takes back a block that `take` handed out for the same count.
  func giveBack(_ pointer: UnsafeMutableRawPointer, _ count: Int) {
    let size = BlockRecycler.sizeClass(count)
    let isKept =
      size >= BlockRecycler.smallestKept
      && state.withLock { state in
        guard state.bytesKept + size <= bytesKeptAtMost else { return false }
        state.free[size, default: []].append(UInt(bitPattern: pointer))
        state.bytesKept += size
        return true
      }
    if !isKept { free(pointer) }
  }

  private static let smallestKept = 1 << 16

  /// The size of the blocks that serve `count` bytes.
  static func sizeClass(_ count: Int) -> Int {
    guard count > smallestKept else { return max(64, (count + 63) / 64 * 64) }
    let step = 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount - 3)
    return (count + step - 1) / step * step
  }
}

/// The one recycler of the process.
let blockRecycler = BlockRecycler()
