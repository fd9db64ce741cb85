import Tensors

/// The order in which an epoch sees the rows: a permutation drawn for each epoch from `seed + epoch`.
///
/// Source: accelerate's `SeedableRandomSampler` over torch's `randperm`.
public struct RowOrder: Sendable {
  /// The seed: `data_seed`, or `seed` where there is none.
  public let seed: Int

  /// The rows of the dataset.
  public let rowCount: Int

  private var epoch: Int?
  private var rows: [Int] = []

  /// Makes the orders of a dataset.
  public init(seed: Int, rowCount: Int) {
    self.seed = seed
    self.rowCount = rowCount
  }

  /// The rows of an epoch in the order in which they are seen.
  ///
  /// - Complexity: O(rowCount) where the epoch is another one than in the last call.
  public mutating func rows(ofEpoch epoch: Int) -> [Int] {
    if self.epoch != epoch {
      var generator = MersenneTwister(seed: UInt64(bitPattern: Int64(seed &+ epoch)))
      rows = generator.permutation(rowCount)
      self.epoch = epoch
    }
    return rows
  }
}
