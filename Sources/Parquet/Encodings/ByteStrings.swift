/// Byte strings one after the other, with their ends.
struct ByteStrings {
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [UInt32] = []

  /// The most bytes that are held at once.
  static let mostBytes = Int(UInt32.max)

  var count: Int { ends.count }

  func range(at index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }

  func length(at index: Int) -> Int { range(at: index).count }

  /// The last strings by themselves.
  func end(_ count: Int) -> ByteStrings {
    let start = count == self.count ? 0 : Int(ends[self.count - count - 1])
    var part = ByteStrings()
    part.bytes = Array(bytes[start...])
    part.ends = ends.suffix(count).map { $0 - UInt32(start) }
    return part
  }

  mutating func reserve(_ count: Int, bytes size: Int) {
    ends.makeRoom(for: count)
    bytes.makeRoom(for: size)
  }

  /// Appends a string; the caller has asked `checkRoom`.
  mutating func append(_ string: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: string)
    ends.append(UInt32(bytes.count))
  }

  /// Appends the beginning of the last string and more; the caller has asked `checkRoom`.
  mutating func append(prefixOfLast length: Int, _ suffix: UnsafeRawBufferPointer) {
    if length > 0 {
      let start = range(at: count - 1).lowerBound
      bytes.append(contentsOf: bytes[start..<start + length])
    }
    append(suffix)
  }

  /// Refuses more bytes than are held at once.
  func checkRoom(for more: Int) throws {
    guard more <= ByteStrings.mostBytes - bytes.count else {
      throw ParquetDamage.outOfRange(
        part: "the text of a column chunk", value: bytes.count + more,
        limit: "at most \(ByteStrings.mostBytes) bytes are read at once")
    }
  }

  /// Appends strings that each begin with their length in four bytes.
  mutating func appendPlain(_ input: UnsafeRawBufferPointer, count: Int) throws {
    guard count > 0, let source = input.baseAddress else { return }
    let (most, start) = (input.count - 4 * count, bytes.count)
    guard most >= 0 else { throw ParquetDamage.endsEarly(part: "a page's strings") }
    try checkRoom(for: most)
    // A little more than the text, so that the last strings too are copied as 16 bytes.
    let room = most + 16
    bytes.makeRoom(for: room)
    try ends.grow(by: count) { ends in
      try bytes.append(addingCapacity: room) { span in
        try span.withUnsafeMutableBufferPointer { output, filled in
          guard let target = output.baseAddress else { return }
          var (from, to) = (0, 0)
          for index in 0..<count {
            guard from + 4 <= input.count else { throw ParquetDamage.endsEarly(part: "a page's strings") }
            let length = Int(UInt32(littleEndian: source.loadUnaligned(fromByteOffset: from, as: UInt32.self)))
            from += 4
            guard length <= input.count - from else { throw claimsTooMuch(length, of: input.count - from) }
            // What is left of the input has room in what is left of the output, less the lengths to come.
            guard length <= most - to else { throw ParquetDamage.endsEarly(part: "a page's strings") }
            copy(source + from, length, to: target + to, room: min(room - to, input.count - from))
            from += length
            to += length
            ends[index] = UInt32(start + to)
          }
          filled = to
        }
      }
    }
  }
}

private func claimsTooMuch(_ length: Int, of limit: Int) -> ParquetDamage {
  .claimsTooMuch(part: "a string", claimed: length, unit: "bytes", limit: limit, place: "the rest of its page")
}

/// Copies a string; short ones as 16 bytes where there is room for as many on both sides.
@inline(__always)
private func copy(_ source: UnsafeRawPointer, _ length: Int, to target: UnsafeMutablePointer<UInt8>, room: Int) {
  if length <= 16, room >= 16 {
    UnsafeMutableRawPointer(target).storeBytes(
      of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
  } else {
    UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: length)
  }
}
