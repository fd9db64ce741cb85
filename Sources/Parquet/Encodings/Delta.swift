/// Reads integers that are written as packed differences.
///
/// - Parameters:
///   - cursor: stands behind the numbers afterwards.
///   - most: the most numbers there may be.
/// - Returns: the numbers; sums wrap around as the writers' do.
/// Source: parquet-format, Encodings.md, "Delta Encoding (DELTA_BINARY_PACKED = 5)".
func readDelta(_ cursor: inout ByteCursor, most: Int) throws -> [Int64] {
  let header = try DeltaHeader(&cursor, most: most)
  var numbers: [Int64] = []
  guard header.count > 0 else { return numbers }
  numbers.reserveCapacity(header.count)
  var last = header.first
  numbers.append(last)
  while numbers.count < header.count {
    let smallest = try cursor.zigzag()
    let widths = try cursor.take(header.miniblocks)
    for width in widths {
      let left = header.count - numbers.count
      guard left > 0 else { break }
      guard width <= 64 else {
        throw ParquetDamage.outOfRange(part: "the bit width of differences", value: Int(width), limit: "at most 64")
      }
      let count = min(header.miniblockCount, left)
      let wholeSize = header.miniblockCount * Int(width) / 8
      guard (count * Int(width) + 7) / 8 <= cursor.remaining else { throw ParquetDamage.endsEarly(part: cursor.part) }
      let packed = try cursor.take(min(wholeSize, cursor.remaining))
      for index in 0..<count {
        let difference = packedBits(packed, at: index * Int(width), width: Int(width))
        last = last &+ smallest &+ Int64(bitPattern: difference)
        numbers.append(last)
      }
    }
  }
  return numbers
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
}
