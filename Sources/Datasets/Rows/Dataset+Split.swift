#if canImport(Glibc)
  import Glibc
#endif

/// How many rows a part of a split gets.
public enum SplitSize: Equatable, Sendable {
  /// A number of rows.
  case rows(Int)
  /// A share between 0 and 1.
  case share(Double)
}

extension Dataset {
  /// Two parts, `train` and `test`; the rows that `datasets` draws from the seed.
  ///
  /// - Parameters:
  ///   - test: the test part's size; a quarter where neither size is given. A share is rounded up.
  ///   - train: the training part's size; what remains where it is nil. A share is rounded down.
  /// - Throws: `DatasetError.badArgument` where the sizes do not fit.
  /// Source: `datasets` 3.6, `Dataset.train_test_split`.
  public func trainTestSplit(
    test: SplitSize? = nil, train: SplitSize? = nil, shuffle: Bool = true, seed: UInt64
  ) throws -> DatasetDict {
    if count == 0 { return DatasetDict([("train", self), ("test", self)]) }
    let test = test == nil && train == nil ? .share(0.25) : test
    let testCount = try test.map { try size($0, "test_size", roundingUp: true) }
    let trainCount = try train.map { try size($0, "train_size", roundingUp: false) }
    if case .share(let a)? = test, case .share(let b)? = train, a + b > 1 {
      throw DatasetError.badArgument(
        "The sum of test_size and train_size = \(a + b), should be in the (0, 1) range."
          + " Reduce test_size and/or train_size.")
    }
    let testRows = testCount ?? count - (trainCount ?? 0)
    let trainRows = trainCount ?? count - testRows
    guard trainRows + testRows <= count else {
      throw DatasetError.badArgument(
        "The sum of train_size and test_size = \(trainRows + testRows), should be smaller than the number of samples"
          + " \(count). Reduce test_size and/or train_size.")
    }
    guard trainRows > 0 else {
      throw DatasetError.badArgument(
        "With n_samples=\(count) and test_size=\(testRows) the train set would be empty: reduce test_size")
    }
    guard shuffle else {
      return DatasetDict([
        ("train", try select(0..<trainRows)), ("test", try select(trainRows..<trainRows + testRows)),
      ])
    }
    var generator = NumPyGenerator(seed: seed)
    let order = generator.permutation(count)
    return DatasetDict([
      ("train", try select(Array(order[testRows..<testRows + trainRows]))),
      ("test", try select(Array(order[..<testRows]))),
    ])
  }

  private func size(_ size: SplitSize, _ name: String, roundingUp: Bool) throws -> Int {
    switch size {
    case .rows(let rows) where rows > 0 && rows < count: return rows
    case .share(let share) where share > 0 && share < 1:
      let rows = share * Double(count)
      return Int(roundingUp ? ceil(rows) : floor(rows))
    default:
      let given =
        if case .share(let share) = size { "\(share)" } else if case .rows(let rows) = size { "\(rows)" } else { "" }
      throw DatasetError.badArgument(
        "\(name)=\(given) should be either positive and smaller than the number of samples \(count) or a float in the"
          + " (0, 1) range")
    }
  }
}
