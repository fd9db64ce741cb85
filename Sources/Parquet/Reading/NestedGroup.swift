/// The pages of a nested column in a large row group, with the rows that begin in each: a few rows are decoded at a time.
///
/// A row may begin in any place of a page and go on over several; where rows begin only their repetition levels say, so
/// all pages are looked through once.
final class NestedGroup {
  private let node: SchemaNode
  private let leaves: [LeafPages]

  /// The first row of each stretch, and the end.
  private let starts: [Int]

  /// - Parameter stretchSize: the bytes, before compression, that are decoded at once, nearly.
  init(_ node: SchemaNode, _ leaves: [LeafPages], rowCount: Int, stretchSize: Int) throws {
    for leaf in leaves where leaf.rowStarts[leaf.layout.pages.count] != rowCount {
      throw ParquetDamage.wrongCount(
        part: "the number of rows", claimed: rowCount, found: leaf.rowStarts[leaf.layout.pages.count])
    }
    self.node = node
    self.leaves = leaves
    starts = NestedGroup.starts(leaves, rowCount: rowCount, stretchSize: stretchSize)
  }

  /// Cuts the rows where the leaf with the most bytes has pages, so that those are decoded once.
  private static func starts(_ leaves: [LeafPages], rowCount: Int, stretchSize: Int) -> [Int] {
    let total = leaves.reduce(0) { $0 + $1.layout.decodedSize }
    guard let main = leaves.max(by: { $0.layout.decodedSize < $1.layout.decodedSize }), total > 0 else {
      return [0, rowCount]
    }
    let wanted = Double(stretchSize) * Double(main.layout.decodedSize) / Double(total)
    var (starts, size) = ([0], 0)
    for (index, page) in main.layout.pages.enumerated() {
      if Double(size) >= wanted, main.rowStarts[index] > starts[starts.count - 1], main.rowStarts[index] < rowCount {
        starts.append(main.rowStarts[index])
        size = 0
      }
      size += page.decodedSize
    }
    return starts + [rowCount]
  }

  /// The rows around a row of the row group.
  func stretch(of row: Int) throws -> (rows: Range<Int>, array: ColumnArray) {
    var (low, high) = (0, starts.count - 2)
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= row { low = middle } else { high = middle - 1 }
    }
    let rows = starts[low]..<starts[low + 1]
    let decoded = try leaves.map { try $0.decoded(rows) }
    return (rows, try ColumnAssembler.assembled(node, decoded, rowCount: rows.count))
  }

  /// Gives back the memory of pages that were decoded last.
  func forgetPages() { for leaf in leaves { leaf.forgetPages() } }

  /// Where the pages lie in the file.
  var bytes: [Range<Int>] { leaves.map(\.layout.bytes) }
}

/// The pages of one leaf in a row group.
final class LeafPages {
  let layout: ChunkLayout

  /// The number of rows that begin before each page, and before the end.
  let rowStarts: [Int]

  private let decoder: PageDecoder
  private let dictionary: LeafValues?

  /// The pages that were decoded last.
  private var last: (pages: ClosedRange<Int>, decoded: DecodedLeaf)?

  init(_ layout: ChunkLayout, _ decoder: PageDecoder) throws {
    var starts = [0]
    for (index, page) in layout.pages.enumerated() { starts.append(starts[index] + (try decoder.rowsBegun(in: page))) }
    self.layout = layout
    self.decoder = decoder
    rowStarts = starts
    dictionary = try layout.dictionary.map { try decoder.dictionary($0) }
  }

  /// The places of some rows.
  func decoded(_ rows: Range<Int>) throws -> DecodedLeaf {
    guard !layout.pages.isEmpty else { return decoder.decoded }
    let pages = page(of: rows.lowerBound)...page(of: rows.upperBound)
    let begun = rowStarts[pages.lowerBound]
    return try decoded(pages).rows(rows.lowerBound - begun..<rows.upperBound - begun)
  }

  func forgetPages() { last = nil }

  private func decoded(_ pages: ClosedRange<Int>) throws -> DecodedLeaf {
    if let last, last.pages == pages { return last.decoded }
    let usesDictionary = layout.pages[pages].contains(where: \.header.usesDictionary)
    var (decoder, next) = (decoder, pages.lowerBound)
    if usesDictionary, let dictionary {
      decoder.use(dictionary: dictionary)
    } else if let last, last.pages.upperBound == next,
      let page = last.decoded.end(places: layout.pages[next].header.valueCount)
    {
      // A row that goes on over the end of a page would else have it decoded twice.
      decoder.goOn(from: page)
      next += 1
    }
    last = nil
    decoder.reserve(layout.pages[next..<pages.upperBound + 1])
    for page in layout.pages[next..<pages.upperBound + 1] { try decoder.append(page) }
    last = (pages, decoder.decoded)
    return decoder.decoded
  }

  /// The page in which a row begins; the last page for the row behind the last.
  private func page(of row: Int) -> Int {
    var (low, high) = (0, layout.pages.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if rowStarts[middle] <= row { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
