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
    if tag & 3 == 0 {
      var whole = tag >> 2 + 1
      if whole <= 16, sourceEnd - from >= 16, targetEnd - to >= 16 {
        copy16(target + to, source + from)
        from += whole
        to += whole
        continue
      }
      if whole > 60 {
        let extra = whole - 60
        guard extra <= sourceEnd - from else { throw corrupt("it ends inside a tag") }
        whole = 1
        for index in 0..<extra {
          whole += Int(source.load(fromByteOffset: from + index, as: UInt8.self)) << (8 * index)
        }
        from += extra
      }
      guard whole <= sourceEnd - from else { throw corrupt("a literal reaches past the end") }
      let count = isBeginning ? min(whole, targetEnd - to) : whole
      guard count <= targetEnd - to else { throw corrupt("it holds more than its length") }
      memcpy(target + to, source + from, count)
      from += whole
      to += count
      continue
    }
    let (offset, whole): (Int, Int)
    switch tag & 3 {
    case 1:
      guard from < sourceEnd else { throw corrupt("it ends inside a tag") }
      offset = (tag >> 5) << 8 | Int(source.load(fromByteOffset: from, as: UInt8.self))
      whole = (tag >> 2 & 7) + 4
      from += 1
    case 2:
      guard from + 2 <= sourceEnd else { throw corrupt("it ends inside a tag") }
      offset = Int(UInt16(littleEndian: source.loadUnaligned(fromByteOffset: from, as: UInt16.self)))
      whole = tag >> 2 + 1
      from += 2
    default:
      guard from + 4 <= sourceEnd else { throw corrupt("it ends inside a tag") }
      offset = Int(UInt32(littleEndian: source.loadUnaligned(fromByteOffset: from, as: UInt32.self)))
      whole = tag >> 2 + 1
      from += 4
    }
    let count = isBeginning ? min(whole, targetEnd - to) : whole
    guard offset > 0, offset <= to else { throw corrupt("a copy reaches before the start") }
    guard count <= targetEnd - to else { throw corrupt("it holds more than its length") }
    copyBack(target + to, offset: offset, count: count, room: targetEnd - to)
    to += count
  }
  guard to == targetEnd else { throw corrupt("it ends before its length") }
}

/// Repeats bytes that end where the copy begins; where they overlap the pattern goes on.
///
/// - Parameters:
///   - count: at most 64.
///   - room: the bytes from the target to the end of the output, which later copies fill.
@inline(__always)
private func copyBack(_ target: UnsafeMutableRawPointer, offset: Int, count: Int, room: Int) {
  if offset >= 16, room >= 64 {
    copy16(target, target - offset)
    if count <= 16 { return }
    copy16(target + 16, target + 16 - offset)
    if count <= 32 { return }
    copy16(target + 32, target + 32 - offset)
    copy16(target + 48, target + 48 - offset)
  } else if room >= 72 {
    // Where less than eight bytes repeat, eight or more of them that are a multiple do too.
    var (done, back) = (0, offset)
    if offset < 8 {
      for index in 0..<8 { copyByte(target, index, offset) }
      (done, back) = (8, (7 + offset) / offset * offset)
    }
    while done < count {
      target.storeBytes(
        of: target.loadUnaligned(fromByteOffset: done - back, as: UInt64.self), toByteOffset: done, as: UInt64.self)
      done += 8
    }
  } else {
    for index in 0..<count { copyByte(target, index, offset) }
  }
}

@inline(__always)
private func copyByte(_ target: UnsafeMutableRawPointer, _ index: Int, _ offset: Int) {
  target.storeBytes(
    of: target.load(fromByteOffset: index - offset, as: UInt8.self), toByteOffset: index, as: UInt8.self)
}

/// Copies 16 bytes, all read before one is written.
@inline(__always)
private func copy16(_ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer) {
  target.storeBytes(of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
}

private func corrupt(_ reason: String) -> ParquetDamage { .corrupt(codec: "Snappy", reason: reason) }
