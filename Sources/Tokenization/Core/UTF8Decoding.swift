/// A code point read from UTF-8 and the number of bytes it took; an ill-formed byte reads as U+FFFD of one byte.
struct DecodedScalar {
  let value: UInt32
  let length: Int
}

/// Reads the code point at an offset, which must lie inside the buffer.
@inline(__always)
func decodeScalar(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> DecodedScalar {
  let first = UInt32(bytes[offset])
  if first < 0x80 { return DecodedScalar(value: first, length: 1) }
  let rest = bytes.count - offset
  if first >= 0xE0, first < 0xF0, rest >= 3 {
    let second = UInt32(bytes[offset + 1])
    let third = UInt32(bytes[offset + 2])
    let value = (first & 0xF) << 12 | (second & 0x3F) << 6 | third & 0x3F
    if second & 0xC0 == 0x80, third & 0xC0 == 0x80, value >= 0x800, value & 0xF800 != 0xD800 {
      return DecodedScalar(value: value, length: 3)
    }
  } else if first >= 0xC2, first < 0xE0, rest >= 2 {
    let second = UInt32(bytes[offset + 1])
    if second & 0xC0 == 0x80 { return DecodedScalar(value: (first & 0x1F) << 6 | second & 0x3F, length: 2) }
  } else if first >= 0xF0, first < 0xF5, rest >= 4 {
    let (second, third, fourth) = (UInt32(bytes[offset + 1]), UInt32(bytes[offset + 2]), UInt32(bytes[offset + 3]))
    let value = (first & 7) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
    if second & 0xC0 == 0x80, third & 0xC0 == 0x80, fourth & 0xC0 == 0x80, value >= 0x10000, value < 0x110000 {
      return DecodedScalar(value: value, length: 4)
    }
  }
  return DecodedScalar(value: 0xFFFD, length: 1)
}

/// The code point that ends before an offset above 0.
func decodeScalarBefore(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> DecodedScalar {
  var start = offset - 1
  while start > 0, offset - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
  let scalar = decodeScalar(bytes, at: start)
  return start + scalar.length == offset ? scalar : DecodedScalar(value: 0xFFFD, length: 1)
}

/// Appends a code point's UTF-8.
func appendScalar(_ value: UInt32, to bytes: inout [UInt8]) {
  if value < 0x80 {
    bytes.append(UInt8(value))
  } else if value < 0x800 {
    bytes.append(UInt8(0xC0 | value >> 6))
    bytes.append(UInt8(0x80 | value & 0x3F))
  } else {
    if value < 0x10000 {
      bytes.append(UInt8(0xE0 | value >> 12))
    } else {
      bytes.append(UInt8(0xF0 | value >> 18 & 7))
      bytes.append(UInt8(0x80 | value >> 12 & 0x3F))
    }
    bytes.append(UInt8(0x80 | value >> 6 & 0x3F))
    bytes.append(UInt8(0x80 | value & 0x3F))
  }
}

/// The code points of a text; ill-formed bytes read as U+FFFD.
func decodeScalars(_ bytes: [UInt8]) -> [UInt32] {
  bytes.withUnsafeBufferPointer { buffer in
    var scalars: [UInt32] = []
    var offset = 0
    while offset < buffer.count {
      let scalar = decodeScalar(buffer, at: offset)
      scalars.append(scalar.value)
      offset += scalar.length
    }
    return scalars
  }
}
