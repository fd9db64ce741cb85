/// Reads runs of one number and of packed numbers: levels, dictionary indices and truths.
///
/// - Parameters:
///   - bytes: the runs; what follows the last number is left.
///   - bitWidth: the bits of a number, at most 32 and no more than the output's.
///   - output: filled wholly.
/// Source: parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".
func readHybrid<Number: FixedWidthInteger>(
  _ bytes: UnsafeRawBufferPointer, bitWidth: Int, part: String, into output: UnsafeMutableBufferPointer<Number>
) throws {
  guard (0...min(32, Number.bitWidth)).contains(bitWidth) else {
    throw ParquetDamage.outOfRange(part: "the bit width of \(part)", value: bitWidth, limit: "at most 32 are known")
  }
  var cursor = ByteCursor(bytes, part: part)
  var filled = 0
  while filled < output.count {
    let header = try cursor.varint()
    let left = output.count - filled
    if header & 1 == 1 {
      let groups = Int(clamping: min(header >> 1, 1 << 40))
      let count = min(groups * 8, left)
      guard (count * bitWidth + 7) / 8 <= cursor.remaining else { throw ParquetDamage.endsEarly(part: part) }
      let packed = try cursor.take(min(groups * bitWidth, cursor.remaining))
      unpackBits(
        packed, width: bitWidth, into: UnsafeMutableBufferPointer(rebasing: output[filled..<filled + count]))
      filled += count
    } else {
      var value: UInt64 = 0
      for index in 0..<(bitWidth + 7) / 8 { value |= UInt64(try cursor.byte()) << UInt64(8 * index) }
      let count = Int(min(header >> 1, UInt64(left)))
      output[filled..<filled + count].update(repeating: Number(truncatingIfNeeded: value))
      filled += count
    }
  }
}

/// Whether bytes begin with one run that repeats a number as often as is wanted.
func isOneRun(_ bytes: UnsafeRawBufferPointer, of number: UInt8, count: Int) -> Bool {
  var cursor = ByteCursor(bytes, part: "levels")
  guard let header = try? cursor.varint(), header & 1 == 0, header >> 1 >= UInt64(count) else { return false }
  return (try? cursor.byte()) == number
}

/// Reads numbers packed highest bit first, as old writers packed levels.
///
/// Source: parquet-format, Encodings.md, "Bit-packed (Deprecated) (BIT_PACKED = 4)".
func readBitPacked(
  _ bytes: UnsafeRawBufferPointer, bitWidth: Int, into output: UnsafeMutableBufferPointer<UInt8>
) throws {
  guard (output.count * bitWidth + 7) / 8 <= bytes.count else { throw ParquetDamage.endsEarly(part: "packed levels") }
  for index in 0..<output.count {
    var value: UInt8 = 0
    for bit in index * bitWidth..<(index + 1) * bitWidth {
      value = value << 1 | bytes[bit >> 3] >> UInt8(7 - bit & 7) & 1
    }
    output[index] = value
  }
}
