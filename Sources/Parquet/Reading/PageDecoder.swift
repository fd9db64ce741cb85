/// Decodes the pages of a column chunk.
struct PageDecoder {
  let leaf: Leaf
  let codec: Codec
  let file: UnsafeRawBufferPointer
  private(set) var decoded: DecodedLeaf
  private let room: PageRoom
  private var dictionary: LeafValues?

  /// - Parameter room: where pages are decompressed, one after the other.
  init(leaf: Leaf, codec: Codec, file: UnsafeRawBufferPointer, room: PageRoom) {
    self.leaf = leaf
    self.codec = codec
    self.file = file
    self.room = room
    decoded = DecodedLeaf(leaf)
  }

  /// Takes a dictionary as it was decoded before.
  mutating func use(dictionary: LeafValues) {
    decoded.values = dictionary
    decoded.indices = []
    self.dictionary = dictionary
  }

  /// Begins with what was decoded of the page before the next one.
  mutating func goOn(from page: DecodedLeaf) { decoded = page }

  /// Makes room for pages: a hint, which claims alone do not make large.
  mutating func reserve(_ pages: some Sequence<ChunkLayout.Page>) {
    var (places, indices, values, bytes, most) = (0, 0, 0, 0, 1 << 16)
    for page in pages {
      places += page.header.valueCount
      most += 32 * page.body.count
      if page.header.usesDictionary {
        indices += page.header.valueCount
      } else {
        values += page.header.valueCount
        bytes += page.header.uncompressedSize
      }
    }
    decoded.reserve(places: min(places, most))
    decoded.values.reserve(min(values, most / 8), bytes: min(bytes, most), of: leaf)
    if dictionary != nil { decoded.indices?.makeRoom(for: min(indices, most / 4)) }
  }

  /// The values of a dictionary's page.
  func dictionary(_ page: ChunkLayout.Page) throws -> LeafValues {
    guard [0, 2].contains(page.header.encoding) else {
      throw ParquetLack.encoding(LeafValues.encodingName(page.header.encoding))
    }
    var values = LeafValues()
    try codec.decompressed(bytes(page), size: page.header.uncompressedSize, room: room) {
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
    try codec.decompressed(bytes(page), size: header.uncompressedSize, room: room) { bytes in
      var cursor = ByteCursor(bytes, part: "a page")
      let repetitions = try levelBytes(&cursor, leaf.maxRepetition, header.repetitionEncoding, header)
      let definitions = try levelBytes(&cursor, leaf.maxDefinition, header.definitionEncoding, header)
      try append(repetitions, definitions, cursor.rest(), header)
    }
  }

  /// The number of rows that begin in a page.
  func rowsBegun(in page: ChunkLayout.Page) throws -> Int {
    let header = page.header
    guard leaf.maxRepetition > 0 else { return header.valueCount }
    if header.kind == .dataV2 {
      var cursor = ByteCursor(bytes(page), part: "a page")
      return try rowsBegun(PageLevels(bytes: try cursor.take(header.repetitionLength), encoding: 3), header)
    }
    // The levels stand first, so the beginning is enough: their length, and two bytes at most for each of them.
    let most = 64 + 2 * header.valueCount
    return try codec.beginning(bytes(page), size: header.uncompressedSize, wanted: most, room: room) { bytes in
      var cursor = ByteCursor(bytes, part: "a page")
      return try rowsBegun(try levelBytes(&cursor, leaf.maxRepetition, header.repetitionEncoding, header), header)
    }
  }

  private func rowsBegun(_ levels: PageLevels, _ header: PageHeader) throws -> Int {
    var repetitions: [UInt8] = []
    try repetitions.grow(by: header.valueCount) { try levels.read(most: leaf.maxRepetition, into: $0) }
    return repetitions.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
  }

  private mutating func appendV2(_ page: ChunkLayout.Page) throws {
    let header = page.header
    var cursor = ByteCursor(bytes(page), part: "a page")
    let repetitions = PageLevels(bytes: try cursor.take(header.repetitionLength), encoding: 3)
    let definitions = PageLevels(bytes: try cursor.take(header.definitionLength), encoding: 3)
    let size = header.uncompressedSize - header.repetitionLength - header.definitionLength
    guard size >= 0 else {
      throw ParquetDamage.outOfRange(part: "the size of a page's values", value: size, limit: "it must not be negative")
    }
    let used = header.isCompressed ? codec : .uncompressed
    try used.decompressed(cursor.rest(), size: size, room: room) { try append(repetitions, definitions, $0, header) }
  }

  private func bytes(_ page: ChunkLayout.Page) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file[page.body])
  }

  /// Levels of the first version's pages, which begin with their length.
  private func levelBytes(
    _ cursor: inout ByteCursor, _ most: Int, _ encoding: Int, _ header: PageHeader
  ) throws -> PageLevels {
    guard most > 0 else { return PageLevels(bytes: UnsafeRawBufferPointer(start: nil, count: 0), encoding: 3) }
    switch encoding {
    case 3: return PageLevels(bytes: try cursor.take(try cursor.length32()), encoding: encoding)
    case 4:
      let size = (header.valueCount * PageLevels.bitWidth(most) + 7) / 8
      return PageLevels(bytes: try cursor.take(size), encoding: encoding)
    default: throw ParquetLack.encoding(LeafValues.encodingName(encoding))
    }
  }

  private mutating func append(
    _ repetitions: PageLevels, _ definitions: PageLevels, _ bytes: UnsafeRawBufferPointer, _ header: PageHeader
  ) throws {
    let (leaf, count) = (leaf, header.valueCount)
    let present = try decoded.addPlaces(
      count, isFull: leaf.maxDefinition == 0 || definitions.areAll(leaf.maxDefinition, count: count),
      repetitions: { try repetitions.read(most: leaf.maxRepetition, into: $0) },
      definitions: { try definitions.read(most: leaf.maxDefinition, into: $0) })
    if header.usesDictionary { return try appendIndices(bytes, count: present) }
    if let indices = decoded.indices, let gathered = decoded.values.gathered(indices, of: leaf) {
      // Numbers take as little room as their places among a dictionary's.
      decoded.values = gathered
      decoded.indices = nil
    }
    let start = decoded.values.count(of: leaf)
    try decoded.values.append(bytes, encoding: header.encoding, count: present, leaf: leaf)
    if decoded.indices != nil {
      guard start + present <= Int(Int32.max) else {
        throw ParquetDamage.outOfRange(
          part: "the number of values in a column chunk", value: start + present, limit: "at most 2147483647")
      }
      decoded.indices?.grow(by: present) { places in
        for index in 0..<present { places[index] = Int32(truncatingIfNeeded: start + index) }
      }
    }
  }

  private mutating func appendIndices(_ bytes: UnsafeRawBufferPointer, count: Int) throws {
    guard let dictionary else {
      throw ParquetDamage.malformed(part: "a column chunk", reason: "it uses a dictionary that it does not have")
    }
    if count == 0 { return }
    var cursor = ByteCursor(bytes, part: "dictionary indices")
    let width = Int(try cursor.byte())
    let (runs, entries) = (cursor.rest(), dictionary.count(of: leaf))
    func read(_ indices: UnsafeMutableBufferPointer<Int32>) throws {
      try readHybrid(runs, bitWidth: width, part: "dictionary indices", into: indices)
      var largest: UInt32 = 0
      for index in indices { largest = max(largest, UInt32(bitPattern: index)) }
      guard Int(largest) < entries else {
        throw ParquetDamage.outOfRange(
          part: "a dictionary index", value: Int(largest), limit: "the dictionary has \(entries) entries")
      }
    }
    if decoded.indices != nil {
      try decoded.indices?.grow(by: count, read)
    } else {
      var indices: [Int32] = []
      try indices.grow(by: count, read)
      if let gathered = dictionary.gathered(indices, of: leaf) { decoded.values.append(gathered) }
    }
  }
}

/// The levels of a page as they lie in it.
private struct PageLevels {
  let bytes: UnsafeRawBufferPointer
  let encoding: Int

  static func bitWidth(_ most: Int) -> Int { Int.bitWidth - most.leadingZeroBitCount }

  /// Whether one run says at once that all are of one level.
  func areAll(_ level: Int, count: Int) -> Bool { encoding == 3 && isOneRun(bytes, of: UInt8(level), count: count) }

  func read(most: Int, into levels: UnsafeMutableBufferPointer<UInt8>) throws {
    let width = PageLevels.bitWidth(most)
    if encoding == 4 { return try readBitPacked(bytes, bitWidth: width, into: levels) }
    try readHybrid(bytes, bitWidth: width, part: "levels", into: levels)
  }
}
