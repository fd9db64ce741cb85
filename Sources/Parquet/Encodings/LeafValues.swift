/// The values of a leaf column that are there: numbers or byte strings, in one array.
struct LeafValues {
  /// Truths (0, 1) and whole numbers.
  var integers: [Int64] = []
  /// Floats, of single precision too.
  var floats: [Double] = []
  /// Byte strings of any or of one length.
  var strings = ByteStrings()

  /// The number of values.
  func count(of leaf: Leaf) -> Int {
    switch leaf.physical {
    case .boolean, .int32, .int64: integers.count
    case .float, .double: floats.count
    case .byteArray, .fixed, .int96: strings.count
    }
  }

  /// The memory they take, nearly.
  var size: Int { (integers.count + floats.count + strings.ends.count) * 8 + strings.bytes.count }

  /// Appends the values of a page.
  ///
  /// - Parameters:
  ///   - encoding: the format's number, not one of the dictionary's.
  ///   - count: the values that are there.
  mutating func append(_ bytes: UnsafeRawBufferPointer, encoding: Int, count: Int, leaf: Leaf) throws {
    if count == 0 { return }
    switch (encoding, leaf.physical) {
    case (0, _): try appendPlain(bytes, count: count, leaf: leaf)
    case (3, .boolean): try appendTruths(bytes, count: count)
    case (5, .int32), (5, .int64): try appendDelta(bytes, count: count, isShort: leaf.physical == .int32)
    case (6, .byteArray): try readDeltaLengths(bytes, count: count, into: &strings)
    case (7, .byteArray), (7, .fixed):
      let start = strings.count
      try readDeltaStrings(bytes, count: count, into: &strings)
      if leaf.physical == .fixed { try checkWidths(from: start, leaf.width) }
    case (9, .int32), (9, .int64), (9, .float), (9, .double), (9, .fixed):
      try appendSplit(bytes, count: count, leaf: leaf)
    default: throw ParquetLack.encoding(LeafValues.encodingName(encoding))
    }
  }

  static func encodingName(_ number: Int) -> String {
    let names = [
      "PLAIN", "GROUP_VAR_INT", "PLAIN_DICTIONARY", "RLE", "BIT_PACKED", "DELTA_BINARY_PACKED",
      "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "RLE_DICTIONARY", "BYTE_STREAM_SPLIT",
    ]
    return names.indices.contains(number) ? names[number] : "number \(number)"
  }

  private mutating func appendTruths(_ bytes: UnsafeRawBufferPointer, count: Int) throws {
    var cursor = ByteCursor(bytes, part: "truths")
    let runs = try cursor.take(try cursor.length32())
    try integers.grow(by: count, with: 0) { try readHybrid(runs, bitWidth: 1, part: "truths", into: $0) }
  }

  private mutating func appendDelta(_ bytes: UnsafeRawBufferPointer, count: Int, isShort: Bool) throws {
    var cursor = ByteCursor(bytes, part: "packed differences")
    let numbers = try readDelta(&cursor, most: count)
    guard numbers.count == count else {
      throw ParquetDamage.wrongCount(part: "a page's number of values", claimed: count, found: numbers.count)
    }
    if isShort {
      integers += numbers.map { Int64(Int32(truncatingIfNeeded: $0)) }
    } else {
      integers += numbers
    }
  }

  private func checkWidths(from start: Int, _ width: Int) throws {
    for index in start..<strings.count where strings.length(at: index) != width {
      throw ParquetDamage.wrongCount(
        part: "the length of a value", claimed: width, found: strings.length(at: index))
    }
  }

  /// Source: parquet-format, Encodings.md, "Byte Stream Split (BYTE_STREAM_SPLIT = 9)".
  private mutating func appendSplit(_ bytes: UnsafeRawBufferPointer, count: Int, leaf: Leaf) throws {
    let width = leaf.bytesPerValue
    guard bytes.count == count.multipliedReportingOverflow(by: width).partialValue else {
      throw ParquetDamage.wrongCount(part: "the bytes of a page", claimed: count &* width, found: bytes.count)
    }
    var whole = [UInt8](repeating: 0, count: bytes.count)
    for stream in 0..<width {
      let start = stream * count
      for index in 0..<count { whole[index * width + stream] = bytes[start + index] }
    }
    try whole.withUnsafeBytes { try appendPlain($0, count: count, leaf: leaf) }
  }
}
