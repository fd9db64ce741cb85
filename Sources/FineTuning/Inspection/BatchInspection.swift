import Display
import Tokenization
import Training

/// A batch side by side: each token with its id, its mask, its label, and why it is not learnt.
public struct BatchInspection {
  /// One token of a row.
  public struct Entry: Sendable, Equatable {
    /// The column.
    public let column: Int
    /// The token as readable text.
    public let token: String
    /// Its id.
    public let id: Int32
    /// 1, or 0 for padding.
    public let mask: Int32
    /// What is learnt here, or -100.
    public let label: Int32
    /// Why it is not learnt; nil where it is.
    public let reason: MaskReason?

    /// Whether it is learnt.
    public var isTrained: Bool { reason == nil }
  }

  /// The rows; padding is left out, and counted in `paddingCounts`.
  public let rows: [[Entry]]

  /// How many columns of each row are padding.
  public let paddingCounts: [Int]

  /// Lays a batch out.
  public init(_ collated: CollatedBatch, tokenizer: Tokenizer) {
    let batch = collated.batch
    var rows: [[Entry]] = []
    for row in 0..<batch.rowCount {
      let places = batch.places(ofRow: row)
      let tokens = tokenizer.readableTokens(ofIDs: Array(batch.inputIDs[places]))
      rows.append(
        zip(places, tokens).compactMap { place, token in
          guard batch.attentionMask[place] != 0 else { return nil }
          return Entry(
            column: place - places.lowerBound, token: token, id: batch.inputIDs[place],
            mask: batch.attentionMask[place], label: batch.labels[place], reason: collated.reasons[place])
        })
    }
    self.rows = rows
    paddingCounts = rows.map { batch.columnCount - $0.count }
  }

  /// How many tokens of a row are learnt.
  public func trainedCount(ofRow row: Int) -> Int { rows[row].count(where: \.isTrained) }

  /// A table for each row.
  public func tables() -> [Table] {
    rows.indices.map { row in
      let trained = trainedCount(ofRow: row)
      let padding = paddingCounts[row] > 0 ? ", \(paddingCounts[row]) of padding not shown" : ""
      return Table(
        columns: [
          .init("#", .right), .init("token"), .init("input_ids", .right), .init("mask", .right),
          .init("labels", .right), .init("trained"), .init("why not"),
        ],
        rows: rows[row].map(Self.cells),
        title: "row \(row): \(rows[row].count) tokens, \(trained) trained\(padding)")
    }
  }

  private static func cells(_ entry: Entry) -> [StyledText] {
    let role: StyledText.Role = entry.isTrained ? .trained : .masked
    return [
      StyledText("\(entry.column)", .dim), StyledText(entry.token, role), StyledText("\(entry.id)", .number),
      StyledText("\(entry.mask)", .number), StyledText("\(entry.label)", role),
      StyledText(entry.isTrained ? "●" : "", .trained), StyledText(entry.reason?.rawValue ?? "", .dim),
    ]
  }
}
