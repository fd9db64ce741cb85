/// Compresses bytes as a block of Snappy: what repeats within 64 KiB becomes a copy.
///
/// - Complexity: O(bytes).
/// Source: google/snappy, format_description.txt.
func compressSnappy(_ input: UnsafeRawBufferPointer) -> [UInt8] {
  var output: [UInt8] = []
  output.reserveCapacity(input.count / 2 + 32)
  var length = CompactWriter()
  length.varint(UInt64(input.count))
  output += length.bytes
  var start = 0
  var places = [Int32](repeating: -1, count: 1 << 14)
  while start < input.count {
    let end = min(start + 1 << 16, input.count)
    compressSnappyBlock(input, start..<end, &places, &output)
    start = end
  }
  return output
}

/// Compresses one stretch of at most 64 KiB, so that every offset fits two bytes.
private func compressSnappyBlock(
  _ input: UnsafeRawBufferPointer, _ range: Range<Int>, _ places: inout [Int32], _ output: inout [UInt8]
) {
  func word(_ place: Int) -> UInt32 { input.loadUnaligned(fromByteOffset: place, as: UInt32.self) }
  places.withUnsafeMutableBufferPointer { places in
    places.update(repeating: -1)
    var (literal, place, misses) = (range.lowerBound, range.lowerBound, 0)
    while place + 4 <= range.upperBound {
      let current = word(place)
      let slot = Int((current &* 0x1E35_A7BD) >> 18)
      let candidate = Int(places[slot])
      places[slot] = Int32(place - range.lowerBound)
      guard candidate >= 0, word(range.lowerBound + candidate) == current else {
        // Bytes that do not repeat are passed over ever faster.
        misses += 1
        place += 1 + misses >> 5
        continue
      }
      misses = 0
      let earlier = range.lowerBound + candidate
      var count = 4
      while place + count < range.upperBound, input[place + count] == input[earlier + count] { count += 1 }
      appendLiteral(input[literal..<place], to: &output)
      appendCopy(offset: place - earlier, count: count, to: &output)
      place += count
      literal = place
    }
    appendLiteral(input[literal..<range.upperBound], to: &output)
  }
}

private func appendLiteral(_ bytes: Slice<UnsafeRawBufferPointer>, to output: inout [UInt8]) {
  guard !bytes.isEmpty else { return }
  let count = bytes.count - 1
  if count < 60 {
    output.append(UInt8(count << 2))
  } else if count < 1 << 8 {
    output += [60 << 2, UInt8(count)]
  } else {
    output += [61 << 2, UInt8(truncatingIfNeeded: count), UInt8(count >> 8)]
  }
  output.append(contentsOf: bytes)
}

private func appendCopy(offset: Int, count: Int, to output: inout [UInt8]) {
  var rest = count
  while rest > 0 {
    // Copies of 4 to 64 bytes; the last must not be left shorter than one byte.
    let part = min(rest, 64)
    output += [UInt8((part - 1) << 2 | 2), UInt8(truncatingIfNeeded: offset), UInt8(offset >> 8)]
    rest -= part
  }
}
