import Training

/// The batches of an epoch one after another, as `get_train_dataloader()` gives them.
public struct BatchLoader: Sequence {
  private let rows: CollatedRows
  private let batches: [[Int]]

  init(rows: CollatedRows, order: [Int], batchSize: Int, dropsLast: Bool) {
    self.rows = rows
    let size = Swift.max(1, batchSize)
    let all = stride(from: 0, to: order.count, by: size).map { Array(order[$0..<Swift.min(order.count, $0 + size)]) }
    batches = dropsLast ? all.filter { $0.count == size } : all
  }

  /// The number of batches.
  public var count: Int { batches.count }

  /// The dataset's rows of a batch.
  public func rows(ofBatch batch: Int) -> [Int] { batches[batch] }

  /// A batch.
  ///
  /// - Throws: `FineTuningError` where its rows cannot be collated.
  public func batch(at index: Int) throws -> CollatedBatch { try rows.collatedBatch(ofRows: batches[index]) }

  /// Walks the batches; each is made when it is asked for.
  public func makeIterator() -> AnyIterator<Result<CollatedBatch, any Error>> {
    var next = 0
    return AnyIterator {
      guard next < batches.count else { return nil }
      next += 1
      return Result { try batch(at: next - 1) }
    }
  }
}
