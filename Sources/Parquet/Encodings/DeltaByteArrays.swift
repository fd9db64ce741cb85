/// Reads byte strings whose lengths stand packed before them.
///
/// Source: parquet-format, Encodings.md, "Delta-length byte array (DELTA_LENGTH_BYTE_ARRAY = 6)".
func readDeltaLengths(_ bytes: UnsafeRawBufferPointer, count: Int, into strings: inout ByteStrings) throws {
  var cursor = ByteCursor(bytes, part: "the lengths of strings")
  var lengths: [Int64] = []
  guard try readDelta(&cursor, most: count, into: &lengths) == count else {
    throw ParquetDamage.wrongCount(part: "the number of strings", claimed: count, found: lengths.count)
  }
  try strings.checkRoom(for: cursor.remaining)
  strings.reserve(count, bytes: cursor.remaining)
  for length in lengths { strings.append(try takeString(&cursor, length)) }
}

/// Reads byte strings that share their beginnings with the string before.
///
/// Source: parquet-format, Encodings.md, "Delta Strings (DELTA_BYTE_ARRAY = 7)".
func readDeltaStrings(_ bytes: UnsafeRawBufferPointer, count: Int, into strings: inout ByteStrings) throws {
  var cursor = ByteCursor(bytes, part: "the lengths of strings")
  var (prefixes, suffixes) = ([Int64](), [Int64]())
  _ = try readDelta(&cursor, most: count, into: &prefixes)
  _ = try readDelta(&cursor, most: count, into: &suffixes)
  guard prefixes.count == count, suffixes.count == count else {
    throw ParquetDamage.wrongCount(
      part: "the number of strings", claimed: count, found: min(prefixes.count, suffixes.count))
  }
  // Shared beginnings let a few bytes claim any amount of text.
  let most = min(ByteStrings.mostBytes, strings.bytes.count + max(1 << 28, bytes.count * 64))
  for (index, prefix) in prefixes.enumerated() {
    let before = index == 0 ? 0 : strings.length(at: strings.count - 1)
    guard prefix >= 0, prefix <= before else {
      throw ParquetDamage.outOfRange(
        part: "the length of a shared beginning", value: Int(prefix), limit: "the string before has \(before) bytes")
    }
    let suffix = try takeString(&cursor, suffixes[index])
    guard strings.bytes.count + Int(prefix) + suffix.count <= most else {
      throw ParquetDamage.claimsTooMuch(
        part: "a page of \(bytes.count) bytes", claimed: strings.bytes.count, unit: "bytes of text", limit: most,
        place: "what is read at once")
    }
    strings.append(prefixOfLast: Int(prefix), suffix)
  }
}

private func takeString(_ cursor: inout ByteCursor, _ length: Int64) throws -> UnsafeRawBufferPointer {
  guard length >= 0, length <= Int64(cursor.remaining) else {
    throw ParquetDamage.claimsTooMuch(
      part: "a string", claimed: Int(length), unit: "bytes", limit: cursor.remaining, place: "the rest of its page")
  }
  return try cursor.take(Int(length))
}
