/// Decodes blocks of a few bits a weight to floating-point numbers.
///
/// Source: the `dequantize_row_*` functions of ggml describe the layouts; products and sums are in float32, in their order.
struct BlockDecoder {
  let type: ElementType

  private typealias Bytes = UnsafePointer<UInt8>
  private typealias Floats = UnsafeMutablePointer<Float>

  /// Decodes all of a tensor's blocks.
  ///
  /// - Complexity: O(elements).
  func decode(_ source: UnsafeRawBufferPointer, into result: Tensor) {
    let blocks = result.count / type.blockCount
    precondition(source.count == blocks * type.sizeInBytes, "the blocks do not fill the tensor")
    guard let start = source.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    if result.elementType == .float32 {
      decode(start, blocks, into: result.address.assumingMemoryBound(to: Float.self))
      return
    }
    let destination = result.address.assumingMemoryBound(to: UInt16.self)
    let batch = 4096 / type.blockCount
    var values = [Float](repeating: 0, count: batch * type.blockCount)
    values.withUnsafeMutableBufferPointer { buffer in
      guard let floats = buffer.baseAddress else { return }
      for first in stride(from: 0, to: blocks, by: batch) {
        let count = min(batch, blocks - first)
        decode(start + first * type.sizeInBytes, count, into: floats)
        for index in 0..<count * type.blockCount {
          destination[first * type.blockCount + index] = brainFloat(floats[index])
        }
      }
    }
  }

  private func decode(_ source: Bytes, _ count: Int, into floats: Floats) {
    let size = type.sizeInBytes
    let length = type.blockCount
    func each(_ body: (Bytes, Floats) -> Void) {
      for block in 0..<count { body(source + block * size, floats + block * length) }
    }
    switch type {
    case .bits4: each(Self.decode4)
    case .bits4WithLeast: each(Self.decode4WithLeast)
    case .bits5: each(Self.decode5)
    case .bits5WithLeast: each(Self.decode5WithLeast)
    case .bits8: each(Self.decode8)
    case .bits4K: each(Self.decodeK4)
    case .bits5K: each(Self.decodeK5)
    case .bits6K: each(Self.decodeK6)
    default: preconditionFailure("\(type.rawValue) has no blocks")
    }
  }

  @inline(__always) private static func half(_ block: Bytes, _ offset: Int) -> Float {
    floatOfHalf(UInt16(block[offset]) | UInt16(block[offset + 1]) << 8)
  }

  private static func decode4(_ block: Bytes, _ floats: Floats) {
    let scale = half(block, 0)
    for index in 0..<16 {
      let byte = Int32(block[2 + index])
      floats[index] = Float((byte & 15) - 8) * scale
      floats[index + 16] = Float((byte >> 4) - 8) * scale
    }
  }

  private static func decode4WithLeast(_ block: Bytes, _ floats: Floats) {
    let (scale, least) = (half(block, 0), half(block, 2))
    for index in 0..<16 {
      let byte = Int32(block[4 + index])
      floats[index] = Float(byte & 15) * scale + least
      floats[index + 16] = Float(byte >> 4) * scale + least
    }
  }

  /// The 32 fifth bits of a block.
  @inline(__always) private static func fifthBits(_ block: Bytes, _ offset: Int) -> UInt32 {
    UInt32(block[offset]) | UInt32(block[offset + 1]) << 8 | UInt32(block[offset + 2]) << 16
      | UInt32(block[offset + 3]) << 24
  }

  private static func decode5(_ block: Bytes, _ floats: Floats) {
    let scale = half(block, 0)
    let high = fifthBits(block, 2)
    for index in 0..<16 {
      let byte = UInt32(block[6 + index])
      let first = byte & 15 | (high >> UInt32(index) & 1) << 4
      let second = byte >> 4 | (high >> UInt32(index + 16) & 1) << 4
      floats[index] = Float(Int32(first) - 16) * scale
      floats[index + 16] = Float(Int32(second) - 16) * scale
    }
  }

  private static func decode5WithLeast(_ block: Bytes, _ floats: Floats) {
    let (scale, least) = (half(block, 0), half(block, 2))
    let high = fifthBits(block, 4)
    for index in 0..<16 {
      let byte = UInt32(block[8 + index])
      floats[index] = Float(byte & 15 | (high >> UInt32(index) & 1) << 4) * scale + least
      floats[index + 16] = Float(byte >> 4 | (high >> UInt32(index + 16) & 1) << 4) * scale + least
    }
  }

  private static func decode8(_ block: Bytes, _ floats: Floats) {
    let scale = half(block, 0)
    for index in 0..<32 { floats[index] = Float(Int8(bitPattern: block[2 + index])) * scale }
  }

  /// The 6-bit scale and least value of part 0..<8 of a block, packed into 12 bytes.
  @inline(__always) private static func scaleAndLeast(_ packed: Bytes, _ part: Int) -> (scale: Float, least: Float) {
    if part < 4 { return (Float(packed[part] & 63), Float(packed[part + 4] & 63)) }
    let scale = packed[part + 4] & 15 | (packed[part - 4] >> 6) << 4
    let least = packed[part + 4] >> 4 | (packed[part] >> 6) << 4
    return (Float(scale), Float(least))
  }

  private static func decodeK4(_ block: Bytes, _ floats: Floats) {
    let (scale, least) = (half(block, 0), half(block, 2))
    for part in 0..<8 {
      let factors = scaleAndLeast(block + 4, part)
      let (step, base) = (scale * factors.scale, least * factors.least)
      let packed = block + 16 + part / 2 * 32
      let shift = UInt8(part % 2 * 4)
      for index in 0..<32 { floats[part * 32 + index] = step * Float(packed[index] >> shift & 15) - base }
    }
  }

  private static func decodeK5(_ block: Bytes, _ floats: Floats) {
    let (scale, least) = (half(block, 0), half(block, 2))
    let high = block + 16
    for part in 0..<8 {
      let factors = scaleAndLeast(block + 4, part)
      let (step, base) = (scale * factors.scale, least * factors.least)
      let packed = block + 48 + part / 2 * 32
      let shift = UInt8(part % 2 * 4)
      for index in 0..<32 {
        let value = packed[index] >> shift & 15 | (high[index] >> UInt8(part) & 1) << 4
        floats[part * 32 + index] = step * Float(value) - base
      }
    }
  }

  private static func decodeK6(_ block: Bytes, _ floats: Floats) {
    let scale = half(block, 208)
    for part in 0..<8 {
      // Two halves of 128; in each, four parts of 32 share the bytes: low or high nibble, two of eight bits above.
      let (outer, inner) = (part / 4, part % 4)
      let low = block + outer * 64 + inner % 2 * 32
      let high = block + 128 + outer * 32
      let nibbleShift = UInt8(inner / 2 * 4)
      let scales = block + 192 + outer * 8 + inner * 2
      for index in 0..<32 {
        let value = low[index] >> nibbleShift & 15 | (high[index] >> UInt8(inner * 2) & 3) << 4
        let step = scale * Float(Int8(bitPattern: scales[index / 16]))
        floats[part * 32 + index] = step * Float(Int32(value) - 32)
      }
    }
  }
}
