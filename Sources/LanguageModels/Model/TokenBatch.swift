/// Rows of token ids laid end to end without padding, as they go through a model at once; attention never crosses a row.
public struct TokenBatch: Sendable, Equatable {
  /// The ids of all rows.
  public let ids: [Int32]

  /// The length of each row.
  public let rowLengths: [Int]

  /// For each row the position that its tokens count from; more than 0 where a cache holds what came before.
  public let firstPositions: [Int]

  /// For each row a number that does not depend on how rows are packed; what is dropped in training follows from it.
  public let rowKeys: [UInt64]

  /// Takes rows that are packed already.
  ///
  /// - Parameters:
  ///   - ids: the ids of all rows.
  ///   - rowLengths: the length of each row, at least 1 each.
  ///   - rowKeys: nil numbers the rows from 0.
  ///   - firstPositions: nil lets every row begin at 0.
  public init(ids: [Int32], rowLengths: [Int], rowKeys: [UInt64]? = nil, firstPositions: [Int]? = nil) {
    precondition(
      rowLengths.allSatisfy { $0 > 0 } && rowLengths.reduce(0, +) == ids.count, "the rows do not add up to the ids")
    self.ids = ids
    self.rowLengths = rowLengths
    self.rowKeys = rowKeys ?? rowLengths.indices.map(UInt64.init)
    self.firstPositions = firstPositions ?? rowLengths.map { _ in 0 }
    precondition(
      self.rowKeys.count == rowLengths.count && self.firstPositions.count == rowLengths.count, "a number for each row")
  }

  /// Packs rows of any lengths.
  public init(rows: [[Int32]]) {
    self.init(ids: rows.flatMap { $0 }, rowLengths: rows.map(\.count))
  }

  /// The place of each row's first token, and after the last the number of tokens.
  public var rowOffsets: [Int] {
    var offsets = [0]
    for length in rowLengths { offsets.append((offsets.last ?? 0) + length) }
    return offsets
  }
}

/// A padded rectangle of ids and mask as transformers passes it, and the packed batch of its real tokens.
public struct PaddedBatch: Sendable, Equatable {
  /// The number of rows.
  public let rowCount: Int
  /// The width, padding included.
  public let columnCount: Int
  /// The real tokens, row by row.
  public let tokens: TokenBatch
  /// For each real token its place in the rectangle, row-major.
  public let places: [Int]
  /// For each row of `tokens` its row in the rectangle; rows of nothing but padding are left out.
  public let rows: [Int]

  /// Packs the tokens whose mask is not 0.
  ///
  /// - Parameters:
  ///   - inputIDs: [B, T].
  ///   - mask: [B, T], 0 for padding; nil where nothing is padded.
  /// - Throws: `LanguageModelError.badBatch` where the rows differ in length, or there is no token.
  public init(inputIDs: [[Int32]], mask: [[Int32]]? = nil) throws(LanguageModelError) {
    let (rowCount, columnCount) = (inputIDs.count, inputIDs.first?.count ?? 0)
    for (row, ids) in inputIDs.enumerated() where ids.count != columnCount {
      throw .badBatch(reason: "row \(row) has \(ids.count) ids, row 0 has \(columnCount)")
    }
    if let mask, mask.count != rowCount || mask.contains(where: { $0.count != columnCount }) {
      throw .badBatch(
        reason: "attention_mask is [\(mask.count), \(mask.first?.count ?? 0)], input_ids [\(rowCount), \(columnCount)]")
    }
    var packed: [[Int32]] = []
    var places: [Int] = []
    var rows: [Int] = []
    for (row, ids) in inputIDs.enumerated() {
      let columns = ids.indices.filter { mask.map { $0[row] }?[$0] != 0 }
      guard !columns.isEmpty else { continue }
      packed.append(columns.map { ids[$0] })
      places += columns.map { row * columnCount + $0 }
      rows.append(row)
    }
    guard !packed.isEmpty else { throw .badBatch(reason: "input_ids hold no token") }
    tokens = TokenBatch(rows: packed)
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.places = places
    self.rows = rows
  }

  /// The places in `tokens` that predict a label, and the labels.
  ///
  /// - Parameter labels: [B, T] as transformers takes them, -100 where nothing is learnt; not shifted. A label on a
  ///   row's first real token has nothing that could predict it and is passed over.
  /// - Throws: `LanguageModelError.badBatch`.
  public func predictions(labels: [[Int32]]) throws(LanguageModelError) -> (positions: [Int], labels: [Int32]) {
    guard labels.count == rowCount, labels.allSatisfy({ $0.count == columnCount }) else {
      throw .badBatch(
        reason: "labels are [\(labels.count), \(labels.first?.count ?? 0)], input_ids [\(rowCount), \(columnCount)]")
    }
    var positions: [Int] = []
    var wanted: [Int32] = []
    for (start, end) in zip(tokens.rowOffsets, tokens.rowOffsets.dropFirst()) {
      for token in start + 1..<max(end, start + 1) {
        let label = labels[places[token] / columnCount][places[token] % columnCount]
        guard label != -100 else { continue }
        positions.append(token - 1)
        wanted.append(label)
      }
    }
    return (positions, wanted)
  }
}
