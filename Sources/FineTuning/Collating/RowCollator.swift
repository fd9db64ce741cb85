import Training

/// Makes a batch of encoded rows: pads them and chooses what is learnt.
public protocol RowCollator {
  /// The batch of rows, in their order.
  ///
  /// - Throws: `FineTuningError` where a row is uneven or cannot be padded.
  func batch(of rows: [EncodedRow]) throws -> CollatedBatch
}

/// A batch with what its collator knows of it.
public struct CollatedBatch: Sendable, Equatable {
  /// Ids, mask and labels.
  public var batch: EncodedBatch

  /// Why a token is not learnt, [rows, columns] row-major; nil for one that is.
  public var reasons: [MaskReason?]

  /// What the collator warns of, in order.
  public var warnings: [String]

  /// Makes a batch of parts; reasons that are not given are `.padding` and `.unknown`.
  public init(batch: EncodedBatch, reasons: [MaskReason?]? = nil, warnings: [String] = []) {
    self.batch = batch
    self.reasons =
      reasons
      ?? batch.labels.indices.map { place in
        guard batch.labels[place] == EncodedBatch.ignoredLabel else { return nil }
        return batch.attentionMask[place] == 0 ? .padding : .unknown
      }
    self.warnings = warnings
  }
}

/// How rows are filled up to one width.
public struct PaddingRule: Sendable, Equatable {
  /// Where the padding stands.
  public enum Side: String, Sendable {
    /// Before the tokens.
    case left
    /// After the tokens.
    case right
  }

  /// The padding token; nil where the tokenizer has none.
  public var id: Int32?

  /// Where the padding stands.
  public var side: Side

  /// What the width is a multiple of.
  public var multiple: Int

  /// Makes a rule.
  public init(id: Int32?, side: Side, multiple: Int = 1) {
    self.id = id
    self.side = side
    self.multiple = multiple
  }

  /// Rows filled up to the width of the longest, with labels that are the ids, padding ignored by its place.
  func padded(_ rows: [EncodedRow]) throws -> PaddedRows {
    for (index, row) in rows.enumerated() {
      for part in [row.attentionMask.count, row.labels?.count ?? row.ids.count] where part != row.ids.count {
        throw FineTuningError.unevenRow(row: index, ids: row.ids.count, other: part)
      }
    }
    let longest = rows.map(\.ids.count).max() ?? 0
    let step = max(1, multiple)
    let width = longest == 0 ? 0 : ((longest - 1) / step + 1) * step
    var result = PaddedRows(rowCount: rows.count, width: width)
    for row in rows {
      let missing = width - row.ids.count
      guard missing == 0 || id != nil else { throw FineTuningError.noPaddingToken }
      let before = side == .left ? missing : 0
      result.append(row, before: before, after: missing - before, padding: id ?? 0)
    }
    return result
  }
}

/// Rows of one width, while a collator chooses their labels.
struct PaddedRows {
  let rowCount: Int
  let width: Int
  var ids: [Int32] = []
  var mask: [Int32] = []
  var labels: [Int32] = []
  var reasons: [MaskReason?] = []

  init(rowCount: Int, width: Int) {
    self.rowCount = rowCount
    self.width = width
  }

  mutating func append(_ row: EncodedRow, before: Int, after: Int, padding: Int32) {
    func fill<T>(_ value: T, _ middle: [T]) -> [T] {
      [T](repeating: value, count: before) + middle + [T](repeating: value, count: after)
    }
    ids += fill(padding, row.ids)
    mask += fill(0, row.attentionMask)
    let counted = row.attentionMask.map { $0 != 0 }
    let wanted = zip(row.labels ?? row.ids, counted).map { $1 ? $0 : EncodedBatch.ignoredLabel }
    labels += fill(EncodedBatch.ignoredLabel, wanted)
    reasons += fill(
      .padding,
      zip(wanted, counted).map { label, counts in
        counts ? (label == EncodedBatch.ignoredLabel ? .given : nil) : .padding
      })
  }

  /// The labels of a row.
  func labels(ofRow row: Int) -> ArraySlice<Int32> { labels[row * width..<(row + 1) * width] }

  /// The ids of a row.
  func ids(ofRow row: Int) -> [Int32] { Array(ids[row * width..<(row + 1) * width]) }

  /// Ignores the labels of some columns of a row.
  mutating func ignore(row: Int, _ columns: Range<Int>, _ reason: MaskReason) {
    for column in columns {
      let place = row * width + column
      labels[place] = EncodedBatch.ignoredLabel
      if reasons[place] == nil { reasons[place] = reason }
    }
  }

  func collated(warnings: [String] = []) throws -> CollatedBatch {
    CollatedBatch(
      batch: try EncodedBatch(
        rowCount: rowCount, columnCount: width, inputIDs: ids, attentionMask: mask, labels: labels),
      reasons: reasons, warnings: warnings)
  }
}
