/// Reads integers that are written as packed differences, and appends them.
///
/// - Parameters:
///   - cursor: stands behind the numbers afterwards.
///   - most: the most numbers there may be.
///   - numbers: where they go; sums wrap around as the writers' do.
/// - Returns: how many there were.
/// Source: parquet-format, Encodings.md, "Delta Encoding (DELTA_BINARY_PACKED = 5)".
func readDelta<Number: FixedWidthInteger>(
  _ cursor: inout ByteCursor, most: Int, into numbers: inout [Number]
) throws -> Int {
  let header = try DeltaHeader(&cursor, most: most)
  guard header.count > 0 else { return 0 }
  try numbers.grow(by: header.count) { output in
    var (last, filled) = (header.first, 1)
    output[0] = Number(truncatingIfNeeded: last)
    while filled < header.count {
      let smallest = try cursor.zigzag()
      let widths = try cursor.take(header.miniblocks)
      for width in widths where filled < header.count {
        let count = min(header.miniblockCount, header.count - filled)
        let packed = try header.miniblock(&cursor, width: Int(width), count: count)
        for index in 0..<count {
          let difference = packedBits(packed, at: index * Int(width), width: Int(width))
          last = last &+ smallest &+ Int64(bitPattern: difference)
          output[filled + index] = Number(truncatingIfNeeded: last)
        }
        filled += count
      }
    }
  }
  return header.count
}

/// What stands before packed differences.
private struct DeltaHeader {
  let miniblocks: Int
  let miniblockCount: Int
  let count: Int
  let first: Int64

  init(_ cursor: inout ByteCursor, most: Int) throws {
    let block = try cursor.varint()
    let miniblocks = try cursor.varint()
    let count = try cursor.varint()
    first = try cursor.zigzag()
    guard block > 0, block <= 1 << 24, miniblocks > 0, miniblocks <= block, block % (miniblocks * 8) == 0 else {
      throw ParquetDamage.malformed(
        part: cursor.part, reason: "blocks of \(block) numbers in \(miniblocks) parts are not possible")
    }
    guard count <= UInt64(most) else {
      throw ParquetDamage.claimsTooMuch(
        part: cursor.part, claimed: Int(clamping: count), unit: "numbers", limit: most, place: "the page")
    }
    self.miniblocks = Int(miniblocks)
    miniblockCount = Int(block / miniblocks)
    self.count = Int(count)
  }
  /// The bytes of the next packed differences.
  func miniblock(_ cursor: inout ByteCursor, width: Int, count: Int) throws -> UnsafeRawBufferPointer {
    guard width <= 64 else {
      throw ParquetDamage.outOfRange(part: "the bit width of differences", value: width, limit: "at most 64")
    }
    guard (count * width + 7) / 8 <= cursor.remaining else { throw ParquetDamage.endsEarly(part: cursor.part) }
    return try cursor.take(min(miniblockCount * width / 8, cursor.remaining))
  }
}
