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

extension Array {
  /// Grows by a number of elements, which a closure then fills; what it throws leaves the growth in place.
  mutating func grow(by count: Int, with filler: Element, _ fill: (UnsafeMutableBufferPointer<Element>) throws -> Void)
    rethrows
  {
    let start = self.count
    append(contentsOf: repeatElement(filler, count: count))
    try withUnsafeMutableBufferPointer { try fill(UnsafeMutableBufferPointer(rebasing: $0[start...])) }
  }
}
