import Glibc
import Synchronization

/// The process's freed blocks of 64 KiB and more, kept for the next taker.
///
/// A training step allocates the same activations again and again; handed back to the system, each would be mapped
/// and zeroed page by page every time. Size classes are eighths of powers of two, and a block serves two thirds of its
/// size too, so that windows of other lengths share blocks. A new block is made within the most that was ever asked for
/// at once, and an eighth more: where other sizes are needed, the blocks that lay unused the longest go back to the system.
final class BlockRecycler: Sendable {
  /// Memory that is lent.
  struct Block {
    /// The first byte, 64-byte aligned.
    let address: UnsafeMutableRawPointer
    /// How much there is: at least what was asked for.
    let sizeInBytes: Int
    /// The size class of what was asked for.
    let askedSize: Int
  }

  fileprivate struct State {
    /// The kept blocks of each size, and when one of the size was last lent or given back.
    var kept: [Int: (blocks: [UInt], stamp: Int)] = [:]
    var bytesKept = 0
    var bytesLent = 0
    var bytesAsked = 0
    var mostAsked = 0
    var stamp = 0
  }

  private let state = Mutex(State())

  /// Blocks beyond this total go back to the system.
  private static let bytesKeptAtMost = 4 << 30
  private static let smallestKept = 1 << 16
  /// From this size on a block is a mapping of its own, so that it really goes back.
  private static let smallestMapped = 1 << 20
  /// From this size on pages of 2 MiB are asked for, where the system has them: products look up fewer addresses.
  private static let smallestHuge = 1 << 22

  /// The bytes of blocks of 64 KiB and more: those that are lent, those that are kept, and the most ever asked for at once.
  var totals: (lent: Int, kept: Int, mostAsked: Int) {
    state.withLock { ($0.bytesLent, $0.bytesKept, $0.mostAsked) }
  }

  /// A block of at least `count` bytes, of any content.
  func take(_ count: Int) -> Block {
    let size = BlockRecycler.sizeClass(count)
    guard size >= BlockRecycler.smallestKept else { return BlockRecycler.allocate(size) }
    let (found, released) = state.withLock { state in
      let found = state.takeKept(size)
      state.bytesLent += found?.sizeInBytes ?? size
      state.bytesAsked += size
      state.mostAsked = max(state.mostAsked, state.bytesAsked)
      return (found, found == nil ? state.excess() : [])
    }
    for block in released { BlockRecycler.release(block) }
    return found ?? BlockRecycler.allocate(size)
  }

  /// Takes back a block that `take` lent.
  func giveBack(_ block: Block) {
    let isKept =
      block.sizeInBytes >= BlockRecycler.smallestKept
      && state.withLock { state in
        state.bytesLent -= block.sizeInBytes
        state.bytesAsked -= block.askedSize
        guard state.bytesKept + block.sizeInBytes <= BlockRecycler.bytesKeptAtMost else { return false }
        state.keep(block)
        return true
      }
    if !isKept { BlockRecycler.release(block) }
  }

  /// The size of the blocks that are made for `count` bytes.
  static func sizeClass(_ count: Int) -> Int {
    guard count > smallestKept else { return max(64, (count + 63) / 64 * 64) }
    let step = 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount - 3)
    return (count + step - 1) / step * step
  }

  private static func allocate(_ size: Int) -> Block {
    var pointer: UnsafeMutableRawPointer?
    if size >= smallestMapped {
      pointer = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      if pointer == MAP_FAILED { pointer = nil }
      if size >= smallestHuge { madvise(pointer, size, MADV_HUGEPAGE) }
    } else if posix_memalign(&pointer, 64, size) != 0 {
      pointer = nil
    }
    guard let pointer else { preconditionFailure("no memory for \(size) bytes") }
    return Block(address: pointer, sizeInBytes: size, askedSize: size)
  }

  private static func release(_ block: Block) {
    if block.sizeInBytes >= smallestMapped {
      munmap(block.address, block.sizeInBytes)
    } else {
      free(block.address)
    }
  }
}

extension BlockRecycler.State {
  /// The smallest kept block of at least `size` bytes and at most half as many more.
  fileprivate mutating func takeKept(_ size: Int) -> BlockRecycler.Block? {
    var candidate = size
    while candidate <= size + size / 2 {
      if let block = pop(candidate, for: size) { return block }
      candidate = BlockRecycler.sizeClass(candidate + 1)
    }
    return nil
  }

  fileprivate mutating func keep(_ block: BlockRecycler.Block) {
    stamp += 1
    bytesKept += block.sizeInBytes
    kept[block.sizeInBytes, default: ([], 0)].blocks.append(UInt(bitPattern: block.address))
    kept[block.sizeInBytes]?.stamp = stamp
  }

  /// Removes blocks until those that are left, with the lent ones, are few enough.
  fileprivate mutating func excess() -> [BlockRecycler.Block] {
    var removed: [BlockRecycler.Block] = []
    while bytesKept > 0, bytesKept + bytesLent > mostAsked + mostAsked / 8 {
      guard let oldest = kept.filter({ !$0.value.blocks.isEmpty }).min(by: { $0.value.stamp < $1.value.stamp }),
        let block = pop(oldest.key, for: oldest.key)
      else { break }
      removed.append(block)
      kept[oldest.key]?.stamp = oldest.value.stamp
    }
    return removed
  }

  private mutating func pop(_ size: Int, for asked: Int) -> BlockRecycler.Block? {
    guard let bits = kept[size]?.blocks.popLast(), let address = UnsafeMutableRawPointer(bitPattern: bits) else {
      return nil
    }
    stamp += 1
    kept[size]?.stamp = stamp
    bytesKept -= size
    return BlockRecycler.Block(address: address, sizeInBytes: size, askedSize: asked)
  }
}

extension BlockRecycler {
  /// Gives all kept blocks back to the system.
  func releaseKept() {
    let blocks = state.withLock { $0.takeAll() }
    for block in blocks { BlockRecycler.release(block) }
  }
}

extension BlockRecycler.State {
  /// Removes all kept blocks.
  fileprivate mutating func takeAll() -> [BlockRecycler.Block] {
    let blocks = kept.flatMap { size, kept in
      kept.blocks.compactMap(UnsafeMutableRawPointer.init(bitPattern:)).map {
        BlockRecycler.Block(address: $0, sizeInBytes: size, askedSize: size)
      }
    }
    kept = [:]
    bytesKept = 0
    return blocks
  }
}

/// The one recycler of the process.
let blockRecycler = BlockRecycler()

/// Gives the memory of tensors that are no more back to the system, where it is kept for the next ones.
public func releaseUnusedMemory() { blockRecycler.releaseKept() }
