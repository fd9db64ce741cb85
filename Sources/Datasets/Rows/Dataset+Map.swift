import PythonValues

extension Dataset {
  /// A dataset with what a closure returns for each row merged into the row.
  ///
  /// Columns that the closure does not return are shared, not copied. A closure that returns None for every row leaves
  /// the dataset as it is.
  ///
  /// - Parameters:
  ///   - removing: columns that the result lacks unless the closure returns them.
  ///   - transform: gets a row and its number.
  /// - Throws: what the closure throws; `DatasetError` where what it returns is no dict or fits no column.
  public func map(
    removing: [String] = [], _ transform: (PyDict, Int) throws -> Value
  ) throws -> Dataset {
    try map(removing: removing, into: MadeRows(), transform)
  }

  func map(
    removing: [String] = [], into rows: MadeRows, _ transform: (PyDict, Int) throws -> Value
  ) throws -> Dataset {
    for name in removing { _ = try entry(name) }
    var rows = rows
    var returnsNone = false
    try forEachRow { row, index in
      let result = try transform(row, index)
      if result.isNone, rows.count == 0 {
        returnsNone = true
        return
      }
      guard !returnsNone, case .dict = result else { throw notADict(result, index) }
      try rows.append(result, place: "row \(index)")
    }
    let kept = try removing.isEmpty ? self : removeColumns(removing)
    if returnsNone || count == 0 { return kept }
    return kept.replacing(with: try rows.dataset())
  }

  /// A dataset of what a closure makes of batches: dicts of lists in, dicts of lists out, of any length.
  ///
  /// Columns that the closure does not return stay only where it returns as many rows as it got.
  ///
  /// - Throws: what the closure throws; `DatasetError` where the lists it returns differ in length.
  public func mapBatches(
    size: Int = 1000, removing: [String] = [], _ transform: (PyDict, [Int]) throws -> Value
  ) throws -> Dataset {
    guard size > 0 else { throw DatasetError.badArgument("batch_size must be at least 1, not \(size)") }
    let kept = try removing.isEmpty ? self : removeColumns(removing)
    var made = MadeRows()
    var start = 0
    var returnsNone = false
    while start < count {
      let range = start..<min(start + size, count)
      let result = try transform(rows(range), Array(range))
      start = range.upperBound
      if result.isNone {
        returnsNone = true
        continue
      }
      guard !returnsNone, case .dict(let columns) = result else { throw notADict(result, range.lowerBound) }
      try kept.appendBatch(columns, of: range, to: &made)
    }
    if returnsNone || count == 0 { return kept }
    return try made.dataset()
  }

  private func appendBatch(_ columns: PyDict, of range: Range<Int>, to made: inout MadeRows) throws {
    let merged = try rows(range)
    var length: Int?
    for (key, values) in columns.items {
      let name = try Dataset.columnName(key, place: "map")
      guard values.string == nil, let elements = try? values.iterated() else {
        throw DatasetError.badArgument(
          "map with batched=True must return lists, but '\(name)' is a value of type \(values.typeName)")
      }
      if let length, length != elements.count {
        throw DatasetError.lengthMismatch(column: name, expected: length, found: elements.count)
      }
      length = elements.count
      merged[name] = .array(elements)
    }
    let rowCount = length ?? range.count
    let lists = try merged.items.map { key, values -> (Value, [Value]) in
      let elements = values.elements ?? []
      guard elements.count == rowCount else {
        throw DatasetError.badArgument(
          "map returned \(rowCount) rows for \(range.count), but the column '\(try key.str())' was not returned:"
            + " pass its name in remove_columns")
      }
      return (key, elements)
    }
    for row in 0..<rowCount {
      let dict = PyDict()
      for (key, elements) in lists { try dict.set(key, elements[row]) }
      let number = made.count
      try made.append(.dict(dict), place: "row \(number)")
    }
  }

  private func notADict(_ result: Value, _ index: Int) -> DatasetError {
    .badArgument(
      "the function given to map must return a dict for every row, but returned a value of type"
        + " \(result.typeName) for row \(index)")
  }

  /// The dataset with another's columns in the place of those of the same name, the others after them.
  private func replacing(with made: Dataset) -> Dataset {
    let base = flattened()
    var entries = base.entries.map { entry in made.entries.first { $0.name == entry.name } ?? entry }
    entries += made.entries.filter { column in !base.entries.contains { $0.name == column.name } }
    return Dataset(entries: entries, selection: RowSelection(all: made.count))
  }
}
