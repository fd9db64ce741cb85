/// Which tokens of a packed batch belong together: rows one after another, without padding.
public struct PackedRows: Sendable {
  /// Row r holds the tokens `offsets[r] ..< offsets[r + 1]`; begins with 0 and ends with the number of tokens.
  public let offsets: [Int64]

  /// The position of each token in its text, from 0.
  public let positions: [Int64]

  /// The identity of each token's row, the same however rows are packed; dropout masks depend on it.
  public let identities: [Int64]

  /// Packs rows of the given lengths.
  ///
  /// - Parameters:
  ///   - lengths: The tokens of each row.
  ///   - starts: The position of each row's first token (what a cache already holds); 0 where left out.
  ///   - identities: The number of each row in the run's current window; its index where left out.
  public init(lengths: [Int], starts: [Int]? = nil, identities: [Int]? = nil) {
    precondition(starts.map { $0.count == lengths.count } ?? true, "as many starts as rows")
    precondition(identities.map { $0.count == lengths.count } ?? true, "as many identities as rows")
    var offsets: [Int64] = [0]
    var positions: [Int64] = []
    var owners: [Int64] = []
    for (row, length) in lengths.enumerated() {
      precondition(length >= 0, "a row's length is negative")
      let start = starts?[row] ?? 0
      offsets.append(offsets[row] + Int64(length))
      for index in 0..<length { positions.append(Int64(start + index)) }
      owners.append(contentsOf: repeatElement(Int64(identities?[row] ?? row), count: length))
    }
    self.offsets = offsets
    self.positions = positions
    self.identities = owners
  }

  /// The number of rows.
  public var count: Int { offsets.count - 1 }

  /// The number of tokens of all rows.
  public var tokenCount: Int { positions.count }

  /// The tokens of a row.
  public func tokens(ofRow row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }
}
