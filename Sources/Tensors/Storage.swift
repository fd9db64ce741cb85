import Files

#if canImport(Glibc)
  import Glibc
#endif

/// The bytes of a tensor: owned and 64-byte aligned, or a window into a mapped file.
///
/// `@unchecked Sendable`: shared between tensors as in torch; a model and a trainer run on one task, and parallel
/// kernels write disjoint parts.
public final class Storage: @unchecked Sendable {
  /// The first byte.
  public let address: UnsafeMutableRawPointer

  /// The size.
  public let sizeInBytes: Int

  /// Whether the bytes belong to a mapped file and must not be written.
  public let isMapped: Bool

  private let file: MappedFile?
  private let block: BlockRecycler.Block?

  /// Zeros.
  public convenience init(zeroedBytes count: Int) {
    self.init(uninitializedBytes: count)
    memset(address, 0, count)
  }

  /// Bytes of any content, for results that are written whole.
  public init(uninitializedBytes count: Int) {
    let block = blockRecycler.take(count)
    address = block.address
    sizeInBytes = count
    isMapped = false
    self.block = block
    file = nil
  }

  /// A window of a mapped file; the caller has checked that it lies inside.
  public init(mapped file: MappedFile, offset: Int, count: Int) {
    precondition(offset >= 0 && count >= 0 && offset <= file.bytes.count - count, "the window leaves the file")
    guard let start = file.bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64) else {
      preconditionFailure("an address that is not null")
    }
    address = UnsafeMutableRawPointer(mutating: start + offset)
    sizeInBytes = count
    isMapped = true
    block = nil
    self.file = file
  }

  deinit { if let block { blockRecycler.giveBack(block) } }
}
