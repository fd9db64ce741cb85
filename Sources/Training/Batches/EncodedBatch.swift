/// A batch of rows of token ids as a collator makes it: padded to one width, with a mask and labels.
public struct EncodedBatch: Sendable, Equatable {
  /// The label of a token that is not learnt.
  public static let ignoredLabel: Int32 = -100

  /// The number of rows.
  public let rowCount: Int

  /// The width in tokens, padding counted.
  public let columnCount: Int

  /// The token ids, [rows, columns] row-major.
  public let inputIDs: [Int32]

  /// 1 for a token, 0 for padding, [rows, columns] row-major.
  public let attentionMask: [Int32]

  /// The id to be learnt at a place, or `ignoredLabel`, [rows, columns] row-major; not shifted.
  public let labels: [Int32]

  /// Makes a batch of its parts.
  ///
  /// - Throws: `TrainingError.unevenBatch` where a part has not rows x columns elements.
  public init(
    rowCount: Int, columnCount: Int, inputIDs: [Int32], attentionMask: [Int32], labels: [Int32]
  ) throws {
    let (count, overflow) = rowCount.multipliedReportingOverflow(by: columnCount)
    guard rowCount >= 0, columnCount >= 0, !overflow else {
      throw TrainingError.unevenBatch(problem: "\(rowCount) rows of \(columnCount) columns")
    }
    for (name, part) in [("input_ids", inputIDs), ("attention_mask", attentionMask), ("labels", labels)]
    where part.count != count {
      throw TrainingError.unevenBatch(
        problem: "\(name) has \(part.count) elements, \(rowCount) rows of \(columnCount) columns need \(count)")
    }
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.inputIDs = inputIDs
    self.attentionMask = attentionMask
    self.labels = labels
  }

  /// The tokens that are not padding, as trl's `num_tokens` counts them.
  public var tokenCount: Int { attentionMask.reduce(0) { $0 + Int($1) } }

  /// The labels that are not ignored, by which transformers normalises the loss.
  public var labelCount: Int { labels.reduce(0) { $0 + ($1 == Self.ignoredLabel ? 0 : 1) } }

  /// The places of a row in the flat parts.
  public func places(ofRow row: Int) -> Range<Int> { row * columnCount..<(row + 1) * columnCount }
}
