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
    case .boolean: truths.grow(by: count) { unpackBits(bytes, width: 1, into: $0) }
    case .int32: shorts.grow(by: count) { copyNumbers(bytes, needed, $0) }
    case .int64: longs.grow(by: count) { copyNumbers(bytes, needed, $0) }
    case .float: singles.grow(by: count) { copyNumbers(bytes, needed, $0) }
    case .double: doubles.grow(by: count) { copyNumbers(bytes, needed, $0) }
    case .int96, .fixed:
      try strings.checkRoom(for: needed)
      strings.reserve(count, bytes: needed)
      for index in 0..<count {
        strings.append(UnsafeRawBufferPointer(rebasing: bytes[index * leaf.width..<(index + 1) * leaf.width]))
      }
    case .byteArray: try strings.appendPlain(bytes, count: count)
    }
  }
}

/// Copies numbers as they lie in the file, lowest byte first, which is the order of every machine that Swift runs Linux on.
private func copyNumbers<Number>(
  _ bytes: UnsafeRawBufferPointer, _ count: Int, _ output: UnsafeMutableBufferPointer<Number>
) {
  UnsafeMutableRawBufferPointer(output).copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
}
