/// The values of some pages of a leaf column, with the levels that say where they stand.
struct DecodedLeaf {
  /// The definition level of each place; empty where every place has a value.
  var definitions: [UInt8] = []

  /// The repetition level of each place; empty where nothing repeats.
  var repetitions: [UInt8] = []

  /// The number of places.
  var count = 0

  /// The values; with a dictionary first its entries.
  var values = LeafValues()

  /// Which value stands at each place that has one; nil where they stand in order.
  var indices: [Int32]?
}

/// Decodes the pages of a column chunk.
struct PageDecoder {
  let leaf: Leaf
  let codec: Codec
  let file: UnsafeRawBufferPointer
  private(set) var decoded = DecodedLeaf()
  private var dictionaryCount: Int?

  init(leaf: Leaf, codec: Codec, file: UnsafeRawBufferPointer) {
    self.leaf = leaf
    self.codec = codec
    self.file = file
  }

  /// Takes a dictionary as it was decoded before.
  mutating func use(dictionary: LeafValues) {
    decoded.values = dictionary
    decoded.indices = []
    dictionaryCount = dictionary.count(of: leaf)
  }

  /// The values of a dictionary's page.
  func dictionary(_ page: ChunkLayout.Page) throws -> LeafValues {
    guard [0, 2].contains(page.header.encoding) else {
      throw ParquetLack.encoding(LeafValues.encodingName(page.header.encoding))
    }
    var values = LeafValues()
    try codec.decompressed(bytes(page), size: page.header.uncompressedSize) {
      try values.appendPlain($0, count: page.header.valueCount, leaf: leaf)
    }
    return values
  }

  /// Appends a page of values.
  mutating func append(_ page: ChunkLayout.Page) throws {
    let header = page.header
    guard decoded.count + header.valueCount <= Int(Int32.max) else {
      throw ParquetDamage.outOfRange(
        part: "the number of values in a column chunk", value: decoded.count + header.valueCount,
        limit: "at most 2147483647 are read at once")
    }
    if header.kind == .dataV2 { return try appendV2(page) }
    try codec.decompressed(bytes(page), size: header.uncompressedSize) { bytes in
      var cursor = ByteCursor(bytes, part: "a page")
      let repetitions = try levels(&cursor, leaf.maxRepetition, header, header.repetitionEncoding)
      let definitions = try levels(&cursor, leaf.maxDefinition, header, header.definitionEncoding)
      try append(repetitions, definitions, cursor.rest(), header)
    }
  }

  /// The repetition levels of a page alone.
  func repetitions(of page: ChunkLayout.Page) throws -> [UInt8] {
    let header = page.header
    if header.kind == .dataV2 {
      var cursor = ByteCursor(bytes(page), part: "a page")
      return try levels(try cursor.take(header.repetitionLength), leaf.maxRepetition, header)
    }
    // The levels stand first, so the beginning is enough: their length, and two bytes at most for each of them.
    let most = 64 + 2 * header.valueCount
    return try codec.beginning(bytes(page), size: header.uncompressedSize, wanted: most) { bytes in
      var cursor = ByteCursor(bytes, part: "a page")
      return try levels(&cursor, leaf.maxRepetition, header, header.repetitionEncoding)
    }
  }

  private mutating func appendV2(_ page: ChunkLayout.Page) throws {
    let header = page.header
    var cursor = ByteCursor(bytes(page), part: "a page")
    let repetitionBytes = try cursor.take(header.repetitionLength)
    let definitionBytes = try cursor.take(header.definitionLength)
    let repetitions = try levels(repetitionBytes, leaf.maxRepetition, header)
    let definitions = try levels(definitionBytes, leaf.maxDefinition, header)
    let size = header.uncompressedSize - header.repetitionLength - header.definitionLength
    guard size >= 0 else {
      throw ParquetDamage.outOfRange(part: "the size of a page's values", value: size, limit: "it must not be negative")
    }
    let used = header.isCompressed ? codec : .uncompressed
    try used.decompressed(cursor.rest(), size: size) { try append(repetitions, definitions, $0, header) }
  }

  private func bytes(_ page: ChunkLayout.Page) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file[page.body])
  }

  /// Levels of the first version's pages, which begin with their length.
  private func levels(
    _ cursor: inout ByteCursor, _ most: Int, _ header: PageHeader, _ encoding: Int
  ) throws -> [UInt8] {
    guard most > 0 else { return [] }
    switch encoding {
    case 3: return try levels(try cursor.take(try cursor.length32()), most, header)
    case 4:
      let width = bitWidth(most)
      var levels = [UInt8](repeating: 0, count: header.valueCount)
      let packed = try cursor.take((header.valueCount * width + 7) / 8)
      try levels.withUnsafeMutableBufferPointer { try readBitPacked(packed, bitWidth: width, into: $0) }
      return try checked(levels, most)
    default: throw ParquetLack.encoding(LeafValues.encodingName(encoding))
    }
  }

  private func levels(_ bytes: UnsafeRawBufferPointer, _ most: Int, _ header: PageHeader) throws -> [UInt8] {
    guard most > 0 else { return [] }
    var levels = [UInt8](repeating: 0, count: header.valueCount)
    try levels.withUnsafeMutableBufferPointer {
      try readHybrid(bytes, bitWidth: bitWidth(most), part: "levels", into: $0)
    }
    return try checked(levels, most)
  }

  private func checked(_ levels: [UInt8], _ most: Int) throws -> [UInt8] {
    if let largest = levels.max(), largest > most {
      throw ParquetDamage.outOfRange(part: "a level", value: Int(largest), limit: "at most \(most) is possible")
    }
    return levels
  }

  private func bitWidth(_ most: Int) -> Int { Int.bitWidth - most.leadingZeroBitCount }

  private mutating func append(
    _ repetitions: [UInt8], _ definitions: [UInt8], _ bytes: UnsafeRawBufferPointer, _ header: PageHeader
  ) throws {
    let most = UInt8(leaf.maxDefinition)
    var present = header.valueCount
    if most > 0 {
      present = 0
      for level in definitions where level == most { present += 1 }
    }
    decoded.repetitions += repetitions
    decoded.definitions += definitions
    decoded.count += header.valueCount
    if header.encoding == 2 || header.encoding == 8 {
      try appendIndices(bytes, count: present)
    } else {
      let start = decoded.values.count(of: leaf)
      try decoded.values.append(bytes, encoding: header.encoding, count: present, leaf: leaf)
      if decoded.indices != nil {
        guard start + present <= Int(Int32.max) else {
          throw ParquetDamage.outOfRange(
            part: "the number of values in a column chunk", value: start + present, limit: "at most 2147483647")
        }
        decoded.indices? += (start..<start + present).map { Int32($0) }
      }
    }
  }

  private mutating func appendIndices(_ bytes: UnsafeRawBufferPointer, count: Int) throws {
    guard let entries = dictionaryCount else {
      throw ParquetDamage.malformed(part: "a column chunk", reason: "it uses a dictionary that it does not have")
    }
    if count == 0 { return }
    var cursor = ByteCursor(bytes, part: "dictionary indices")
    let width = Int(try cursor.byte())
    let runs = cursor.rest()
    var indices = [Int32](repeating: 0, count: count)
    try indices.withUnsafeMutableBufferPointer {
      try readHybrid(runs, bitWidth: width, part: "dictionary indices", into: $0)
    }
    var largest: UInt32 = 0
    for index in indices { largest = max(largest, UInt32(bitPattern: index)) }
    guard Int(largest) < entries else {
      throw ParquetDamage.outOfRange(
        part: "a dictionary index", value: Int(largest), limit: "the dictionary has \(entries) entries")
    }
    if decoded.indices?.isEmpty == false { decoded.indices? += indices } else { decoded.indices = indices }
  }
}
