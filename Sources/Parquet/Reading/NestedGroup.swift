/// The pages of a nested column in a large row group, with the rows that begin in each: a few rows are decoded at a time.
///
/// A row may begin in any place of a page and go on over several; where rows begin only their repetition levels say, so
/// all pages are looked through once.
struct NestedGroup {
  private let node: SchemaNode
  private let leaves: [LeafPages]
  private let rowCount: Int
  private let stride: Int

  init(_ node: SchemaNode, _ leaves: [LeafPages], rowCount: Int) throws {
    for leaf in leaves where leaf.rowStarts[leaf.layout.pages.count] != rowCount {
      throw ParquetDamage.wrongCount(
        part: "the number of rows", claimed: rowCount, found: leaf.rowStarts[leaf.layout.pages.count])
    }
    self.node = node
    self.leaves = leaves
    self.rowCount = rowCount
    stride = max(1, rowCount / max(1, leaves.map(\.layout.pages.count).max() ?? 1))
  }

  /// The rows around a row of the row group.
  func stretch(of row: Int) throws -> (rows: Range<Int>, array: ColumnArray) {
    let start = row / stride * stride
    let rows = start..<min(start + stride, rowCount)
    let decoded = try leaves.map { try $0.decoded(rows) }
    return (rows, try ColumnAssembler.assembled(node, decoded, rowCount: rows.count))
  }

  /// Where the pages lie in the file.
  var bytes: [Range<Int>] { leaves.map(\.layout.bytes) }
}

/// The pages of one leaf in a row group.
struct LeafPages {
  let layout: ChunkLayout

  /// The number of rows that begin before each page, and before the end.
  let rowStarts: [Int]

  private let decoder: PageDecoder
  private let dictionary: LeafValues?

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
    let (first, last) = (page(of: rows.lowerBound), page(of: rows.upperBound))
    var decoder = decoder
    if let dictionary { decoder.use(dictionary: dictionary) }
    for index in first...last { try decoder.append(layout.pages[index]) }
    let begun = rowStarts[first]
    return decoder.decoded.rows(rows.lowerBound - begun..<rows.upperBound - begun, of: decoder.leaf)
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

extension PageDecoder {
  /// The number of rows that begin in a page.
  func rowsBegun(in page: ChunkLayout.Page) throws -> Int {
    guard leaf.maxRepetition > 0 else { return page.header.valueCount }
    return try repetitions(of: page).reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
  }
}

extension DecodedLeaf {
  /// The places of some of the rows that begin here; what goes on from before the first is left out.
  fileprivate func rows(_ rows: Range<Int>, of leaf: Leaf) -> DecodedLeaf {
    let places = self.places(rows)
    let most = UInt8(leaf.maxDefinition)
    func present(before place: Int) -> Int {
      definitions.isEmpty ? place : definitions[..<place].reduce(0) { $0 + ($1 == most ? 1 : 0) }
    }
    let used = present(before: places.lowerBound)..<present(before: places.upperBound)
    var part = DecodedLeaf()
    part.count = places.count
    part.definitions = definitions.isEmpty ? [] : Array(definitions[places])
    part.repetitions = repetitions.isEmpty ? [] : Array(repetitions[places])
    part.values = values
    part.indices = indices.map { Array($0[used]) } ?? used.map { Int32($0) }
    return part
  }

  private func places(_ rows: Range<Int>) -> Range<Int> {
    if repetitions.isEmpty { return rows.clamped(to: 0..<count) }
    var (row, start) = (-1, count)
    for (place, repetition) in repetitions.enumerated() where repetition == 0 {
      row += 1
      if row == rows.lowerBound { start = place }
      if row == rows.upperBound { return start..<place }
    }
    return start..<count
  }
}
