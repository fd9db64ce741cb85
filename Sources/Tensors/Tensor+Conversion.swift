extension Tensor {
  /// All elements as float32, in row-major order.
  public func floats() -> [Float] {
    if elementType.isQuantized { return converted(to: .float32).floats() }
    return withBytes { bytes in
      switch elementType {
      case .float32: return (0..<count).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
      case .bfloat16:
        return (0..<count).map {
          Float(bitPattern: UInt32(bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)) << 16)
        }
      case .float16:
        return (0..<count).map { floatOfHalf(bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)) }
      default: return integers().map(Float.init)
      }
    }
  }

  /// All elements as integers, in row-major order; fractions are cut off.
  public func integers() -> [Int] {
    withBytes { bytes in
      switch elementType {
      case .int64: return (0..<count).map { Int(bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self)) }
      case .int32: return (0..<count).map { Int(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self)) }
      case .uint8, .bool: return bytes.map(Int.init)
      default: return floats().map { Int($0) }
      }
    }
  }

  /// A copy with elements of another floating-point type, rounded to nearest, ties to even; blocks are decoded.
  public func converted(to type: ElementType) -> Tensor {
    if elementType.isQuantized, type == .float32 || type == .bfloat16 {
      let result = Tensor(uninitialized: shape, type)
      withBytes { BlockDecoder(type: elementType).decode($0, into: result) }
      return result
    }
    let result = Tensor(zeros: shape, type)
    if type == elementType {
      withBytes {
        result.address.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(result.address), byteCount: $0.count)
      }
      return result
    }
    let values = floats()
    switch type {
    case .float32: result.withMutableFloats { for index in values.indices { $0[index] = values[index] } }
    case .bfloat16, .float16:
      let destination = result.address.assumingMemoryBound(to: UInt16.self)
      let convert = type == .bfloat16 ? brainFloat : half
      for index in values.indices { destination[index] = convert(values[index]) }
    default: preconditionFailure("no conversion from \(elementType.rawValue) to \(type.rawValue)")
    }
    return result
  }
}

/// The bits of the bfloat16 nearest to a value, ties to even; NaN stays NaN.
@inlinable public func brainFloat(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  if value.isNaN { return UInt16(bits >> 16) | 0x40 }
  return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
}

/// The bits of the half-precision number nearest to a value, ties to even.
public func half(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  let sign = UInt16(bits >> 16 & 0x8000)
  let magnitude = bits & 0x7FFF_FFFF
  if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
  if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
  if magnitude < 0x3880_0000 {  // subnormal: the unit is 2^-24
    let scaled = Float(bitPattern: magnitude) * 16_777_216
    return sign | UInt16(scaled.rounded(.toNearestOrEven))
  }
  let rounded = magnitude &+ 0xFFF &+ (magnitude >> 13 & 1)
  return sign | UInt16(truncatingIfNeeded: (rounded >> 13) &- (112 << 10))
}

/// The value of a half-precision number's bits.
public func floatOfHalf(_ bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let exponent = UInt32(bits >> 10 & 0x1F)
  let fraction = UInt32(bits & 0x3FF)
  switch exponent {
  case 0: return Float(bitPattern: sign | (Float(fraction) / 16_777_216).bitPattern)
  case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
  default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
  }
}
