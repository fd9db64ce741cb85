/// Writes numbers as runs of one number and of packed numbers: levels.
///
/// - Parameter bitWidth: the bits of a number, 1 to 8.
/// Source: parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".
func hybridBytes(_ numbers: [UInt8], bitWidth: Int) -> [UInt8] {
  var writer = CompactWriter()
  var packed: [UInt8] = []
  var output: [UInt8] = []
  func takeWriter() {
    output += writer.bytes
    writer = CompactWriter()
  }
  func flush() {
    guard !packed.isEmpty else { return }
    let groups = (packed.count + 7) / 8
    writer.varint(UInt64(groups << 1 | 1))
    takeWriter()
    var (bits, width): (UInt64, Int) = (0, 0)
    for index in 0..<groups * 8 {
      bits |= UInt64(index < packed.count ? packed[index] : 0) << UInt64(width)
      width += bitWidth
      while width >= 8 {
        output.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        width -= 8
      }
    }
    packed.removeAll(keepingCapacity: true)
  }
  var start = 0
  while start < numbers.count {
    var end = start + 1
    while end < numbers.count, numbers[end] == numbers[start] { end += 1 }
    // A run may begin only where the packed numbers before it fill their group of eight.
    while start < end, packed.count % 8 != 0 {
      packed.append(numbers[start])
      start += 1
    }
    if end - start >= 16 {
      flush()
      writer.varint(UInt64((end - start) << 1))
      takeWriter()
      output.append(numbers[start])
    } else {
      packed += numbers[start..<end]
    }
    start = end
  }
  flush()
  return output
}
