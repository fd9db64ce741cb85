import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// Encodes floating-point numbers as the elements of a file: plain ones of any width, or blocks of 8 bits a weight.
///
/// Source: `quantize_row_q8_0_ref` of ggml for the blocks: a scale of the largest magnitude / 127 in half precision,
/// numbers divided by the scale and rounded to nearest, halves away from zero.
public struct ElementEncoder: Sendable {
  /// The type of the elements: F32, F16, BF16 or Q8_0.
  public let type: GGUFElementType

  /// Elements that are encoded at a time: whole blocks of any kind.
  private static let batch = 1 << 15

  /// An encoder of a type that can be written.
  public init(_ type: GGUFElementType) {
    precondition(Self.types.contains(type), "\(type.name) is not written")
    self.type = type
  }

  /// The types that can be written.
  public static let types: [GGUFElementType] = [.f32, .f16, .bf16, .bits8]

  /// Lends a tensor's elements, encoded, a stretch of bytes at a time.
  ///
  /// - Parameters:
  ///   - tensor: floating-point numbers of any width, or blocks; for Q8_0 rows of whole blocks.
  ///   - body: called with each stretch in order; what it throws ends the encoding.
  /// - Returns: whether each number is finite in the new type where it was before: F16 ends at 65504.
  /// - Complexity: O(elements).
  @discardableResult
  public func encode(_ tensor: Tensor, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows -> Bool {
    if type.elementType == tensor.elementType {
      try tensor.withBytes(body)
      return true
    }
    let tensor = tensor.elementType.isQuantized ? tensor.converted(to: .float32) : tensor
    precondition(tensor.count % type.blockCount == 0, "rows are no whole blocks")
    var values = [Float](repeating: 0, count: min(Self.batch, tensor.count))
    var bytes = [UInt8](repeating: 0, count: values.count / type.blockCount * type.blockSizeInBytes)
    var isWhole = true
    try tensor.withBytes { source in
      for start in stride(from: 0, to: tensor.count, by: Self.batch) {
        let count = min(Self.batch, tensor.count - start)
        try values.withUnsafeMutableBufferPointer { values in
          let stretch = UnsafeMutableBufferPointer(rebasing: values[..<count])
          Self.decode(source, tensor.elementType, from: start, into: stretch)
          try bytes.withUnsafeMutableBytes { bytes in
            let end = count / type.blockCount * type.blockSizeInBytes
            if !encode(UnsafeBufferPointer(stretch), into: bytes) { isWhole = false }
            try body(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
          }
        }
      }
    }
    return isWhole
  }

  private static func decode(
    _ source: UnsafeRawBufferPointer, _ type: ElementType, from start: Int,
    into values: UnsafeMutableBufferPointer<Float>
  ) {
    switch type {
    case .float32:
      for index in values.indices {
        values[index] = source.loadUnaligned(fromByteOffset: 4 * (start + index), as: Float.self)
      }
    case .bfloat16:
      for index in values.indices {
        let bits = source.loadUnaligned(fromByteOffset: 2 * (start + index), as: UInt16.self)
        values[index] = Float(bitPattern: UInt32(bits) << 16)
      }
    case .float16:
      for index in values.indices {
        values[index] = floatOfHalf(source.loadUnaligned(fromByteOffset: 2 * (start + index), as: UInt16.self))
      }
    default: preconditionFailure("only floating-point numbers are encoded")
    }
  }

  /// Encodes whole blocks; false where a number is too large for the type.
  private func encode(_ values: UnsafeBufferPointer<Float>, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
    var isWhole = true
    switch type {
    case .f32:
      for (index, value) in values.enumerated() { bytes.storeBytes(of: value, toByteOffset: 4 * index, as: Float.self) }
    case .bf16:
      for (index, value) in values.enumerated() {
        bytes.storeBytes(of: brainFloat(value), toByteOffset: 2 * index, as: UInt16.self)
      }
    case .f16:
      for (index, value) in values.enumerated() {
        let bits = half(value)
        if bits & 0x7C00 == 0x7C00, value.isFinite { isWhole = false }
        bytes.storeBytes(of: bits, toByteOffset: 2 * index, as: UInt16.self)
      }
    default:
      for block in 0..<values.count / 32 where !Self.encodeBlock(values, block, into: bytes) { isWhole = false }
    }
    return isWhole
  }

  /// One block of 32; false where its scale is too large for half precision.
  private static func encodeBlock(
    _ values: UnsafeBufferPointer<Float>, _ block: Int, into bytes: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var largest: Float = 0
    for index in 0..<32 { largest = max(largest, abs(values[block * 32 + index])) }
    let scale = largest / 127
    let inverse = scale == 0 ? 0 : 1 / scale
    let bits = half(scale)
    bytes.storeBytes(of: bits, toByteOffset: block * 34, as: UInt16.self)
    guard largest.isFinite, inverse.isFinite, bits & 0x7C00 != 0x7C00 else {
      for index in 0..<32 { bytes[block * 34 + 2 + index] = 0 }
      return largest.isFinite && bits & 0x7C00 != 0x7C00
    }
    for index in 0..<32 {
      // Half is added in double precision, where the sum is exact, and the fraction cut off.
      let scaled = Double(values[block * 32 + index] * inverse)
      let rounded = Int32(scaled + (scaled < 0 ? -0.5 : 0.5))
      bytes[block * 34 + 2 + index] = UInt8(bitPattern: Int8(clamping: rounded))
    }
    return true
  }
}

extension ElementEncoder {
  /// Whether bytes are exactly those of a tensor's numbers in the type, none of them too large for it.
  ///
  /// - Complexity: O(elements).
  func isEncoding(_ stored: UnsafeRawBufferPointer, of tensor: Tensor) -> Bool {
    guard stored.count == tensor.count / type.blockCount * type.blockSizeInBytes else { return false }
    var offset = 0
    var isSame = true
    let isWhole = encode(tensor) { bytes in
      if let own = stored.baseAddress, let wanted = bytes.baseAddress {
        isSame = isSame && memcmp(own + offset, wanted, bytes.count) == 0
      }
      offset += bytes.count
    }
    return isSame && isWhole
  }
}

extension GGUFFile {
  /// Whether the file has a tensor of the name, with exactly the bytes that the numbers have in its type.
  ///
  /// - Complexity: O(elements).
  public func holds(_ name: String, _ tensor: Tensor) -> Bool {
    guard let entry = entry(name), entry.shape == tensor.shape, ElementEncoder.types.contains(entry.type) else {
      return false
    }
    return withBytes(of: entry) { ElementEncoder(entry.type).isEncoding($0, of: tensor) }
  }
}

extension Checkpoint {
  /// Whether there is a tensor of the name, with exactly the bytes that the numbers have in its type.
  ///
  /// - Complexity: O(elements).
  public func holds(_ name: String, _ tensor: Tensor) -> Bool {
    guard let stored = try? self.tensor(name), stored.shape == tensor.shape,
      let type = ElementEncoder.types.first(where: { $0.elementType == stored.elementType })
    else { return false }
    return stored.withBytes { ElementEncoder(type).isEncoding($0, of: tensor) }
  }
}
