/// Where the pages of a column chunk lie, known from their headers alone.
struct ChunkLayout {
  /// One page.
  struct Page {
    let header: PageHeader
    /// The bytes behind the header, as they lie in the file.
    let body: Range<Int>

    /// The memory that it takes when it is decoded, nearly.
    var decodedSize: Int { header.uncompressedSize + header.valueCount }
  }

  private(set) var dictionary: Page?
  private(set) var pages: [Page] = []

  /// The number of values before each page, and after the last.
  private(set) var starts = [0]

  /// Walks from header to header.
  ///
  /// - Parameters:
  ///   - file: the bytes of the whole file.
  ///   - dataEnd: where the footer begins.
  ///   - checksCount: whether the pages must hold as many values as the footer says.
  init(_ chunk: ColumnChunk, file: UnsafeRawBufferPointer, dataEnd: Int, checksCount: Bool = true) throws {
    let range = try ChunkLayout.range(chunk, dataEnd: dataEnd)
    var position = range.lowerBound
    while position < range.upperBound, starts[pages.count] < chunk.valueCount || chunk.valueCount < 0 {
      let rest = UnsafeRawBufferPointer(rebasing: file[position..<range.upperBound])
      var reader = CompactReader(rest, part: "a page's header")
      let header = try PageHeader(&reader)
      let start = position + reader.cursor.position
      guard header.compressedSize <= range.upperBound - start else {
        throw ParquetDamage.claimsTooMuch(
          part: "a page", claimed: header.compressedSize, unit: "bytes", limit: range.upperBound - start,
          place: "the rest of its column chunk")
      }
      add(Page(header: header, body: start..<start + header.compressedSize))
      position = start + header.compressedSize
    }
    guard !checksCount || starts[pages.count] == chunk.valueCount else {
      throw ParquetDamage.wrongCount(
        part: "the footer's number of values", claimed: chunk.valueCount, found: starts[pages.count])
    }
  }

  /// Where the pages lie in the file.
  var bytes: Range<Int> {
    let ranges = pages.map(\.body) + (dictionary.map { [$0.body] } ?? [])
    return (ranges.map(\.lowerBound).min() ?? 0)..<(ranges.map(\.upperBound).max() ?? 0)
  }

  /// The memory that all pages take when they are decoded, nearly.
  var decodedSize: Int { pages.reduce(0) { $0 + $1.decodedSize } }

  /// The values in all pages.
  var valueCount: Int { starts[pages.count] }

  private mutating func add(_ page: Page) {
    switch page.header.kind {
    case .dictionary: if dictionary == nil { dictionary = page }
    case .data, .dataV2:
      pages.append(page)
      starts.append(valueCount(before: pages.count - 1) + page.header.valueCount)
    case .index, nil: break
    }
  }

  private func valueCount(before page: Int) -> Int { starts[page] }

  private static func range(_ chunk: ColumnChunk, dataEnd: Int) throws -> Range<Int> {
    var start = chunk.dataPageOffset
    if let dictionary = chunk.dictionaryPageOffset, dictionary > 0, dictionary < start { start = dictionary }
    guard chunk.dataPageOffset >= 0, (chunk.dictionaryPageOffset ?? 0) >= 0 else {
      throw ParquetDamage.outOfRange(
        part: "the start of a column chunk", value: min(start, chunk.dictionaryPageOffset ?? 0),
        limit: "it must not be negative")
    }
    guard start <= dataEnd else {
      throw ParquetDamage.outOfRange(
        part: "the start of a column chunk", value: start, limit: "the pages end at \(dataEnd)")
    }
    guard chunk.compressedSize >= 0, chunk.compressedSize <= dataEnd - start else {
      throw ParquetDamage.claimsTooMuch(
        part: "a column chunk", claimed: chunk.compressedSize, unit: "bytes", limit: dataEnd - start,
        place: "the file behind its start")
    }
    return start..<start + chunk.compressedSize
  }

  /// The page that holds a value, by binary search.
  func page(of value: Int) -> Int {
    var (low, high) = (0, pages.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= value { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
