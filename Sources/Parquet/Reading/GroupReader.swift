/// How much of a nested column is decoded at once.
struct ReadingLimits {
  /// The bytes in the file up to which a row group is decoded as a whole.
  var whole = 8 << 20

  /// The bytes, before compression, of a larger one that are decoded at once, nearly.
  var stretch = 4 << 20
}

/// Decodes a column's part of row groups.
final class GroupReader {
  private let node: SchemaNode
  private let leaves: [Leaf]
  private let source: ParquetSource

  /// What is known of a flat column's chunk between two of its pages.
  private struct OpenChunk {
    let layout: ChunkLayout
    let dictionary: LeafValues?
  }

  /// Row groups that rows were asked of, so that rows in any order find them open.
  private var open: [Int: OpenChunk] = [:]
  private var openNested: [Int: NestedGroup] = [:]

  /// The most row groups that stay open: each may hold a dictionary of a megabyte for each leaf.
  private static let mostOpen = 32

  /// The bytes in the file up to which a nested column's row group is decoded as a whole.
  private let wholeLimit: Int

  /// The bytes, before compression, of a larger nested row group that are decoded at once, nearly.
  private let stretchSize: Int

  /// Where all pages of the column are decompressed.
  private let room = PageRoom()

  init(_ node: SchemaNode, source: ParquetSource, limits: ReadingLimits) {
    self.node = node
    (wholeLimit, stretchSize) = (limits.whole, limits.stretch)
    self.source = source
    leaves = node.leaves
  }

  /// The stretch around a row of a row group.
  func stretch(of row: Int, group: Int) throws -> Stretch {
    let start = source.rowStarts[group]
    guard leaves.count == 1, leaves[0].maxRepetition == 0 else {
      if size(of: group) <= wholeLimit {
        return Stretch(rows: start..<source.rowStarts[group + 1], array: try whole(group: group))
      }
      let pages = try nested(group)
      let (rows, array) = try pages.stretch(of: row)
      for range in pages.bytes { source.file.forget(range) }
      return Stretch(rows: start + rows.lowerBound..<start + rows.upperBound, array: array)
    }
    let chunk = try openChunk(group)
    let page = chunk.layout.page(of: row)
    guard row < chunk.layout.valueCount, page < chunk.layout.pages.count else {
      throw ParquetDamage.wrongCount(
        part: "the number of rows", claimed: source.metadata.rowGroups[group].rowCount,
        found: chunk.layout.valueCount)
    }
    var decoder = try decoder(group, leaves[0])
    let wanted = chunk.layout.pages[page]
    if let dictionary = chunk.dictionary, wanted.header.usesDictionary { decoder.use(dictionary: dictionary) }
    try decoder.append(wanted)
    source.file.forget(wanted.body)
    let rows = chunk.layout.starts[page]..<chunk.layout.starts[page + 1]
    let array = try ColumnAssembler.assembled(node, [decoder.decoded], rowCount: rows.count)
    return Stretch(rows: start + rows.lowerBound..<start + rows.upperBound, array: array)
  }

  /// All rows of a row group.
  func whole(group: Int) throws -> ColumnArray {
    let rowGroup = source.metadata.rowGroups[group]
    let decoded = try leaves.map { leaf -> DecodedLeaf in
      let layout = try ChunkLayout(rowGroup.chunks[leaf.index], file: source.file.bytes, dataEnd: source.dataEnd)
      var decoder = try decoder(group, leaf)
      if let page = layout.dictionary { decoder.use(dictionary: try decoder.dictionary(page)) }
      decoder.reserve(layout.pages)
      for page in layout.pages { try decoder.append(page) }
      source.file.forget(layout.bytes)
      return decoder.decoded
    }
    return try ColumnAssembler.assembled(node, decoded, rowCount: rowGroup.rowCount)
  }

  private func size(of group: Int) -> Int {
    leaves.reduce(0) { total, leaf in
      let (sum, overflow) = total.addingReportingOverflow(
        source.metadata.rowGroups[group].chunks[leaf.index].compressedSize)
      return overflow ? .max : sum
    }
  }

  private func nested(_ group: Int) throws -> NestedGroup {
    if let known = openNested[group] { return known }
    for other in openNested.values { other.forgetPages() }
    let rowGroup = source.metadata.rowGroups[group]
    let pages = try leaves.map { leaf in
      let layout = try ChunkLayout(rowGroup.chunks[leaf.index], file: source.file.bytes, dataEnd: source.dataEnd)
      return try LeafPages(layout, decoder(group, leaf))
    }
    let nested = try NestedGroup(
      node, pages, rowCount: rowGroup.rowCount, stretchSize: stretchSize)
    if openNested.count >= GroupReader.mostOpen { openNested = [:] }
    openNested[group] = nested
    return nested
  }

  private func openChunk(_ group: Int) throws -> OpenChunk {
    if let known = open[group] { return known }
    let chunk = source.metadata.rowGroups[group].chunks[leaves[0].index]
    let layout = try ChunkLayout(chunk, file: source.file.bytes, dataEnd: source.dataEnd)
    guard layout.valueCount == source.metadata.rowGroups[group].rowCount else {
      throw ParquetDamage.wrongCount(
        part: "the number of rows", claimed: source.metadata.rowGroups[group].rowCount, found: layout.valueCount)
    }
    let decoder = try decoder(group, leaves[0])
    let opened = OpenChunk(
      layout: layout, dictionary: try layout.dictionary.map { try decoder.dictionary($0) })
    if open.count >= GroupReader.mostOpen { open = [:] }
    open[group] = opened
    return opened
  }

  private func decoder(_ group: Int, _ leaf: Leaf) throws -> PageDecoder {
    let number = source.metadata.rowGroups[group].chunks[leaf.index].codec
    guard let codec = Codec(rawValue: number) else { throw ParquetLack.codec("codec number \(number)") }
    return PageDecoder(leaf: leaf, codec: codec, file: source.file.bytes, room: room)
  }
}
