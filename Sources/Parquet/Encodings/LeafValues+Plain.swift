extension Leaf {
  /// The bytes of a value, where each has the same number.
  var bytesPerValue: Int {
    switch physical {
    case .int32, .float: 4
    case .int64, .double: 8
    case .int96, .fixed: width
    case .boolean, .byteArray: 0
    }
  }
}

extension LeafValues {
  /// Appends values one after the other, lowest byte first.
  ///
  /// Source: parquet-format, Encodings.md, "Plain (PLAIN = 0)".
  mutating func appendPlain(_ bytes: UnsafeRawBufferPointer, count: Int, leaf: Leaf) throws {
    let needed =
      leaf.physical == .boolean
      ? (count + 7) / 8 : count.multipliedReportingOverflow(by: leaf.bytesPerValue).partialValue
    guard needed <= bytes.count, leaf.physical != .byteArray || count <= bytes.count / 4 else {
      throw ParquetDamage.endsEarly(part: "a page's values")
    }
    switch leaf.physical {
    case .boolean:
      integers.grow(by: count, with: 0) { output in
        for index in 0..<count { output[index] = Int64(bytes[index >> 3] >> UInt8(index & 7) & 1) }
      }
    case .int32:
      integers.grow(by: count, with: 0) { output in
        for index in 0..<count {
          output[index] = Int64(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: Int32.self)))
        }
      }
    case .int64:
      integers.grow(by: count, with: 0) { UnsafeMutableRawBufferPointer($0).copyMemory(from: prefix(bytes, needed)) }
    case .double:
      floats.grow(by: count, with: 0) { UnsafeMutableRawBufferPointer($0).copyMemory(from: prefix(bytes, needed)) }
    case .float:
      floats.grow(by: count, with: 0) { output in
        for index in 0..<count {
          output[index] = Double(bytes.loadUnaligned(fromByteOffset: index * 4, as: Float.self))
        }
      }
    case .int96, .fixed:
      strings.reserve(count, bytes: needed)
      for index in 0..<count {
        strings.append(UnsafeRawBufferPointer(rebasing: bytes[index * leaf.width..<(index + 1) * leaf.width]))
      }
    case .byteArray: try strings.appendPlain(bytes, count: count)
    }
  }
}

private func prefix(_ bytes: UnsafeRawBufferPointer, _ count: Int) -> UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(rebasing: bytes[..<count])
}
