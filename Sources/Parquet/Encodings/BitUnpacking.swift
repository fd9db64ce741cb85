/// A number of up to 64 bits out of packed bits, lowest bit first. The bits must lie within the bytes.
@inline(__always)
func packedBits(_ bytes: UnsafeRawBufferPointer, at bit: Int, width: Int) -> UInt64 {
  guard width > 0 else { return 0 }
  let (start, shift) = (bit >> 3, UInt64(bit & 7))
  let mask = ~UInt64(0) >> UInt64(64 - width)
  if start + 8 <= bytes.count {
    var value = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)) >> shift
    if Int(shift) + width > 64 { value |= UInt64(bytes[start + 8]) << (64 - shift) }
    return value & mask
  }
  var value: UInt64 = 0
  for index in 0..<(bytes.count - start) { value |= UInt64(bytes[start + index]) << UInt64(8 * index) }
  return value >> shift & mask
}

/// Unpacks numbers of up to 32 bits, lowest bit first, as many as the output has room for. The bits must lie within the bytes.
@inline(__always)
func unpackBits<Number: FixedWidthInteger>(
  _ bytes: UnsafeRawBufferPointer, width: Int, into output: UnsafeMutableBufferPointer<Number>
) {
  guard width > 0, let source = bytes.baseAddress, let target = output.baseAddress else {
    return output.update(repeating: 0)
  }
  let (count, size, mask) = (output.count, bytes.count, ~UInt64(0) >> UInt64(64 - width))
  var (index, start) = (0, 0)
  if width <= 8 {
    // Eight numbers lie in as many bytes as one has bits.
    let step = UInt64(width)
    while index + 8 <= count, start + 8 <= size {
      var word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      for place in 0..<8 {
        target[index + place] = Number(truncatingIfNeeded: word & mask)
        word >>= step
      }
      index += 8
      start += width
    }
  } else {
    while index < count, (index * width) >> 3 + 8 <= size {
      let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: (index * width) >> 3, as: UInt64.self))
      target[index] = Number(truncatingIfNeeded: word >> UInt64((index * width) & 7) & mask)
      index += 1
    }
  }
  while index < count {
    target[index] = Number(truncatingIfNeeded: packedBits(bytes, at: index * width, width: width))
    index += 1
  }
}

extension Array {
  /// Grows by a number of elements, all of which a closure writes; where it throws nothing grows.
  mutating func grow(by count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) throws -> Void) rethrows {
    try append(addingCapacity: count) { span in
      try span.withUnsafeMutableBufferPointer { buffer, filled in
        try fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        filled = count
      }
    }
  }

  /// Makes room for more elements, at least twice what there is: many small steps would otherwise copy all at each.
  mutating func makeRoom(for more: Int) {
    if count + more > capacity { reserveCapacity(Swift.max(count + more, 2 * capacity)) }
  }
}
