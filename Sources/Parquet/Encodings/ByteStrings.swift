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

  /// Appends strings that each begin with their length in four bytes: first all lengths are checked, then all is copied.
  mutating func appendPlain(_ input: UnsafeRawBufferPointer, count: Int) throws {
    var cursor = ByteCursor(input, part: "a page's strings")
    var end = bytes.count
    reserve(count, bytes: max(0, input.count - 4 * count))
    try ends.grow(by: count, with: 0) { ends in
      for index in 0..<count {
        let length = try cursor.length32()
        guard length <= cursor.remaining else {
          throw ParquetDamage.claimsTooMuch(
            part: "a string", claimed: length, unit: "bytes", limit: cursor.remaining, place: "the rest of its page")
        }
        cursor.position += length
        end += length
        ends[index] = end
      }
    }
    bytes.grow(by: end - bytes.count, with: 0) { output in
      guard let target = output.baseAddress, let source = input.baseAddress else { return }
      var (from, to) = (0, 0)
      for _ in 0..<count {
        let length = Int(UInt32(littleEndian: source.loadUnaligned(fromByteOffset: from, as: UInt32.self)))
        UnsafeMutableRawPointer(target + to).copyMemory(from: source + from + 4, byteCount: length)
        from += 4 + length
        to += length
      }
    }
  }
}
