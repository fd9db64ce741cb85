import PythonValues

extension Dataset {
  /// Rows by number, in the order given; negative numbers count from the end.
  ///
  /// - Throws: `DatasetError.indexOutOfRange`.
  public func select(_ indices: [Int]) throws -> Dataset {
    let rows = try indices.map { index throws -> Int in
      let row = index < 0 ? index + count : index
      guard row >= 0, row < count else { throw DatasetError.indexOutOfRange(index: index, count: count) }
      return row
    }
    return Dataset(entries: entries, selection: selection.selecting(rows))
  }

  /// A stretch of rows.
  ///
  /// - Throws: `DatasetError.indexOutOfRange`.
  public func select(_ range: Range<Int>) throws -> Dataset {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw DatasetError.indexOutOfRange(index: range.upperBound - 1, count: count)
    }
    return Dataset(entries: entries, selection: selection.selecting(range))
  }

  /// The rows for which a closure says yes.
  ///
  /// - Throws: what the closure throws.
  public func filter(_ isIncluded: (PyDict, Int) throws -> Bool) throws -> Dataset {
    var rows: [Int] = []
    try forEachRow { row, index in
      if try isIncluded(row, index) { rows.append(index) }
    }
    return Dataset(entries: entries, selection: selection.selecting(rows))
  }

  /// The rows in a random order, the same as `datasets` draws from the seed with numpy's generator.
  public func shuffled(seed: UInt64) -> Dataset {
    var generator = NumPyGenerator(seed: seed)
    return Dataset(entries: entries, selection: selection.selecting(generator.permutation(count)))
  }

  /// The rows in the order of some columns' values; None comes last. Equal rows keep their order.
  ///
  /// - Parameter descending: one answer per column.
  /// - Throws: `DatasetError.unknownColumn`, `.badArgument` where values have no order.
  public func sorted(by names: [String], descending: [Bool]) throws -> Dataset {
    precondition(names.count == descending.count, "one direction per column")
    var order = Array(0..<count)
    for (name, isDescending) in zip(names, descending).reversed() {
      let values = try self.values(name)
      switch try entry(name).column.feature {
      case .list, .structure:
        throw DatasetError.badArgument("the column '\(name)' cannot be sorted: it holds lists or dicts")
      default: break
      }
      order = try stablySorted(order) { left, right in
        if values[left].isNone || values[right].isNone { return !values[left].isNone && values[right].isNone }
        return try isDescending
          ? values[right].compares(.less, values[left]) : values[left].compares(.less, values[right])
      }
    }
    return Dataset(entries: entries, selection: selection.selecting(order))
  }

  private func stablySorted(_ rows: [Int], _ isBefore: (Int, Int) throws -> Bool) throws -> [Int] {
    try rows.enumerated().sorted { a, b in
      if try isBefore(a.element, b.element) { return true }
      if try isBefore(b.element, a.element) { return false }
      return a.offset < b.offset
    }.map(\.element)
  }

  /// The different values of a column, in the order in which they first come.
  ///
  /// - Throws: `DatasetError.unknownColumn`; `PyError` for lists and dicts, which have no hash.
  public func unique(_ name: String) throws -> [Value] {
    let seen = PySet()
    for value in try values(name) { try seen.add(value) }
    return seen.elements
  }
}
