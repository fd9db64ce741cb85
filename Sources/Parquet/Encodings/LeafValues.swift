/// The values of a leaf column that are there, in the one array that its kind uses, as wide as they are in the file.
struct LeafValues {
  /// Truths: 0 or 1.
  var truths: [UInt8] = []
  /// Whole numbers of 32 bits.
  var shorts: [Int32] = []
  /// Whole numbers of 64 bits.
  var longs: [Int64] = []
  /// Floats of single precision.
  var singles: [Float] = []
  /// Floats of double precision.
  var doubles: [Double] = []
  /// Byte strings of any or of one length.
  var strings = ByteStrings()

  /// The number of values.
  func count(of leaf: Leaf) -> Int {
    switch leaf.physical {
    case .boolean: truths.count
    case .int32: shorts.count
    case .int64: longs.count
    case .float: singles.count
    case .double: doubles.count
    case .byteArray, .fixed, .int96: strings.count
    }
  }

  /// The memory they take, nearly.
  var size: Int {
    truths.count + (shorts.count + singles.count + strings.ends.count) * 4 + (longs.count + doubles.count) * 8
      + strings.bytes.count
  }

  /// A truth or a whole number.
  func integer(at place: Int, of leaf: Leaf) -> Int64 {
    switch leaf.physical {
    case .boolean: Int64(truths[place])
    case .int32: Int64(shorts[place])
    default: longs[place]
    }
  }

  /// A float of either precision.
  func float(at place: Int, of leaf: Leaf) -> Double {
    leaf.physical == .float ? Double(singles[place]) : doubles[place]
  }

  /// Makes room for values of pages to come.
  mutating func reserve(_ count: Int, bytes: Int, of leaf: Leaf) {
    switch leaf.physical {
    case .boolean: truths.makeRoom(for: count)
    case .int32: shorts.makeRoom(for: count)
    case .int64: longs.makeRoom(for: count)
    case .float: singles.makeRoom(for: count)
    case .double: doubles.makeRoom(for: count)
    case .byteArray, .fixed, .int96: strings.reserve(count, bytes: bytes)
    }
  }

  /// The values at some places, each by itself; nil for byte strings, which stay shared.
  func gathered(_ places: [Int32], of leaf: Leaf) -> LeafValues? {
    var values = LeafValues()
    switch leaf.physical {
    case .boolean: values.truths = places.map { truths[Int($0)] }
    case .int32: values.shorts = places.map { shorts[Int($0)] }
    case .int64: values.longs = places.map { longs[Int($0)] }
    case .float: values.singles = places.map { singles[Int($0)] }
    case .double: values.doubles = places.map { doubles[Int($0)] }
    case .byteArray, .fixed, .int96: return nil
    }
    return values
  }

  /// The last values by themselves.
  func end(_ count: Int, of leaf: Leaf) -> LeafValues {
    var values = LeafValues()
    switch leaf.physical {
    case .boolean: values.truths = Array(truths.suffix(count))
    case .int32: values.shorts = Array(shorts.suffix(count))
    case .int64: values.longs = Array(longs.suffix(count))
    case .float: values.singles = Array(singles.suffix(count))
    case .double: values.doubles = Array(doubles.suffix(count))
    case .byteArray, .fixed, .int96: values.strings = strings.end(count)
    }
    return values
  }

  /// Appends numbers.
  mutating func append(_ other: LeafValues) {
    truths += other.truths
    shorts += other.shorts
    longs += other.longs
    singles += other.singles
    doubles += other.doubles
  }

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
    case (5, .int32): try appendDelta(bytes, count: count, into: &shorts)
    case (5, .int64): try appendDelta(bytes, count: count, into: &longs)
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
    try truths.grow(by: count) { try readHybrid(runs, bitWidth: 1, part: "truths", into: $0) }
  }

  private func appendDelta<Number: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, count: Int, into numbers: inout [Number]
  ) throws {
    var cursor = ByteCursor(bytes, part: "packed differences")
    let found = try readDelta(&cursor, most: count, into: &numbers)
    guard found == count else {
      throw ParquetDamage.wrongCount(part: "a page's number of values", claimed: count, found: found)
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
    let whole = [UInt8](unsafeUninitializedCapacity: bytes.count) { output, filled in
      switch width {
      case 4: joinStreams(bytes, count, UnsafeMutableRawBufferPointer(output), as: UInt32.self)
      case 8: joinStreams(bytes, count, UnsafeMutableRawBufferPointer(output), as: UInt64.self)
      default:
        for stream in 0..<width {
          for index in 0..<count { output[index * width + stream] = bytes[stream * count + index] }
        }
      }
      filled = bytes.count
    }
    try whole.withUnsafeBytes { try appendPlain($0, count: count, leaf: leaf) }
  }
}

/// Puts values together whose bytes lie in a stream each.
@inline(__always)
private func joinStreams<Word: FixedWidthInteger>(
  _ bytes: UnsafeRawBufferPointer, _ count: Int, _ output: UnsafeMutableRawBufferPointer, as: Word.Type
) {
  guard let source = bytes.baseAddress, let target = output.baseAddress else { return }
  let width = MemoryLayout<Word>.size
  for index in 0..<count {
    var word: Word = 0
    for stream in 0..<width {
      word |= Word(source.load(fromByteOffset: stream * count + index, as: UInt8.self)) &<< Word(8 * stream)
    }
    target.storeBytes(of: word.littleEndian, toByteOffset: index * width, as: Word.self)
  }
}
