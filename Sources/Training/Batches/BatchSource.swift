/// Rows that can be had as batches: a dataset behind a collator.
public protocol BatchSource: AnyObject {
  /// The number of rows.
  var rowCount: Int { get }

  /// A number that differs where the rows differ, so that a resumed training notices another dataset.
  var fingerprint: UInt64 { get }

  /// The batch of some rows, in their order.
  ///
  /// - Parameter rows: places in the dataset, each below `rowCount`.
  func batch(ofRows rows: [Int]) throws -> EncodedBatch
}

/// Batches of rows that are at hand, each with ids and labels of one length.
public final class StoredRows: BatchSource {
  /// One row without padding.
  public struct Row: Sendable, Equatable {
    /// The token ids.
    public var ids: [Int32]
    /// The labels, as many as ids.
    public var labels: [Int32]

    /// Makes a row.
    public init(ids: [Int32], labels: [Int32]) {
      self.ids = ids
      self.labels = labels
    }
  }

  private let rows: [Row]

  /// Takes rows.
  ///
  /// - Throws: `TrainingError.unevenBatch` where a row has not as many labels as ids.
  public init(_ rows: [Row]) throws {
    for (index, row) in rows.enumerated() where row.ids.count != row.labels.count {
      throw TrainingError.unevenBatch(
        problem: "row \(index) has \(row.ids.count) ids and \(row.labels.count) labels")
    }
    self.rows = rows
  }

  /// The number of rows.
  public var rowCount: Int { rows.count }

  /// A number made of all ids and labels.
  public var fingerprint: UInt64 {
    var mixer = Fingerprint()
    for row in rows {
      mixer.mix(row.ids)
      mixer.mix(row.labels)
    }
    return mixer.value
  }

  /// The rows, padded at the right with id 0.
  public func batch(ofRows places: [Int]) throws -> EncodedBatch {
    let width = places.map { rows[$0].ids.count }.max() ?? 0
    var ids: [Int32] = []
    var mask: [Int32] = []
    var labels: [Int32] = []
    for place in places {
      let row = rows[place]
      let padding = width - row.ids.count
      ids += row.ids + [Int32](repeating: 0, count: padding)
      mask += [Int32](repeating: 1, count: row.ids.count) + [Int32](repeating: 0, count: padding)
      labels += row.labels + [Int32](repeating: EncodedBatch.ignoredLabel, count: padding)
    }
    return try EncodedBatch(
      rowCount: places.count, columnCount: width, inputIDs: ids, attentionMask: mask, labels: labels)
  }
}
