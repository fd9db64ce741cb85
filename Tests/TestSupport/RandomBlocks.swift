/// Bytes of blocks as GGUF files hold them, drawn by a seed, whose scales are plain numbers.
///
/// - Parameters:
///   - size: The size of a block.
///   - halves: The places of half-precision numbers in a block, which become 2^-8 to 2^-7 of either sign.
public func randomBlocks(count: Int, size: Int, halves: [Int], seed: UInt64) -> [UInt8] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  func next() -> UInt8 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 40)
  }
  var bytes = (0..<count * size).map { _ in next() }
  for block in 0..<count {
    for place in halves { bytes[block * size + place + 1] = 0x1C | next() & 0x83 }
  }
  return bytes
}
