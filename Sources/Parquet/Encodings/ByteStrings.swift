/// Byte strings one after the other, with their ends.
struct ByteStrings {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = []

  var count: Int { ends.count }

  func range(at index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  func length(at index: Int) -> Int { range(at: index).count }

  mutating func reserve(_ count: Int, bytes size: Int) {
    // Twice what there is at least: many small pages would otherwise copy all at each.
    if ends.count + count > ends.capacity { ends.reserveCapacity(max(ends.count + count, 2 * ends.capacity)) }
    if bytes.count + size > bytes.capacity { bytes.reserveCapacity(max(bytes.count + size, 2 * bytes.capacity)) }
  }

  mutating func append(_ string: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: string)
    ends.append(bytes.count)
  }

  /// Appends the beginning of the last string and more.
  mutating func append(prefixOfLast length: Int, _ suffix: UnsafeRawBufferPointer) {
    if length > 0 {
      let start = range(at: count - 1).lowerBound
      bytes.append(contentsOf: bytes[start..<start + length])
    }
    append(suffix)
  }
}
