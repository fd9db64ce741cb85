#if canImport(Glibc)
  import Glibc
#endif

/// Decompresses a block of Snappy; ours, so that the commonest codec needs no library.
///
/// - Parameters:
///   - input: the block: the length, then literals and copies of what went before.
///   - output: filled wholly; the block's own length must be the same, or larger where only its beginning is asked for.
/// Source: google/snappy, format_description.txt.
func decompressSnappy(
  _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isBeginning: Bool = false
) throws {
  var cursor = ByteCursor(input, part: "a Snappy block")
  let length = try cursor.varint()
  guard length == UInt64(output.count) || (isBeginning && length > UInt64(output.count)),
    let source = input.baseAddress, let target = output.baseAddress
  else {
    throw ParquetDamage.wrongCount(part: "a Snappy block's length", claimed: output.count, found: Int(clamping: length))
  }
  var (from, to) = (cursor.position, 0)
  let (sourceEnd, targetEnd) = (input.count, output.count)
  while from < sourceEnd, !isBeginning || to < targetEnd {
    let tag = Int(source.load(fromByteOffset: from, as: UInt8.self))
    from += 1
    let extra = tag & 3 == 0 ? max(tag >> 2 - 59, 0) : [0, 1, 2, 4][tag & 3]
    guard extra <= sourceEnd - from else { throw corrupt("it ends inside a tag") }
    var operand = 0
    for index in 0..<extra { operand |= Int(source.load(fromByteOffset: from + index, as: UInt8.self)) << (8 * index) }
    from += extra
    if tag & 3 == 0 {
      let whole = (extra == 0 ? tag >> 2 : operand) + 1
      guard whole <= sourceEnd - from else { throw corrupt("a literal reaches past the end") }
      let count = isBeginning ? min(whole, targetEnd - to) : whole
      guard count <= targetEnd - to else { throw corrupt("it holds more than its length") }
      memcpy(target + to, source + from, count)
      from += whole
      to += count
      continue
    }
    let isShort = tag & 3 == 1
    let offset = isShort ? (tag >> 5) << 8 | operand : operand
    let whole = isShort ? (tag >> 2 & 7) + 4 : tag >> 2 + 1
    let count = isBeginning ? min(whole, targetEnd - to) : whole
    guard offset > 0, offset <= to else { throw corrupt("a copy reaches before the start") }
    guard count <= targetEnd - to else { throw corrupt("it holds more than its length") }
    copyBack(target + to, offset: offset, count: count)
    to += count
  }
  guard to == targetEnd else { throw corrupt("it ends before its length") }
}

/// Repeats bytes that end where the copy begins; where they overlap the pattern goes on.
private func copyBack(_ target: UnsafeMutableRawPointer, offset: Int, count: Int) {
  if offset >= count {
    memcpy(target, target - offset, count)
  } else {
    for index in 0..<count {
      target.storeBytes(
        of: target.load(fromByteOffset: index - offset, as: UInt8.self), toByteOffset: index, as: UInt8.self)
    }
  }
}

private func corrupt(_ reason: String) -> ParquetDamage { .corrupt(codec: "Snappy", reason: reason) }
