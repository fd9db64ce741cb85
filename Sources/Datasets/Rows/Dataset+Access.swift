import PythonValues

extension Dataset {
  /// One row as a dict; a negative number counts from the end.
  ///
  /// - Throws: `DatasetError.indexOutOfRange`.
  public func row(_ index: Int) throws -> PyDict {
    let row = index < 0 ? index + count : index
    guard row >= 0, row < count else { throw DatasetError.indexOutOfRange(index: index, count: count) }
    let dict = PyDict()
    for entry in entries { dict[entry.name] = try selection.values(of: entry.column, in: row..<row + 1)[0] }
    return dict
  }

  /// Rows as a dict of lists, one per column.
  ///
  /// - Throws: where a column on disk cannot be read.
  public func rows(_ range: Range<Int>) throws -> PyDict {
    let dict = PyDict()
    for entry in entries { dict[entry.name] = .array(try selection.values(of: entry.column, in: range)) }
    return dict
  }

  /// `dataset[key]`: a row of a number, a dict of lists of a slice or a list of numbers, a list of a column's name.
  ///
  /// - Throws: `DatasetError.indexOutOfRange`, `.unknownColumn`; `PyError` for a key of another type.
  public func item(_ key: Value) throws -> Value {
    if let name = key.string { return .array(try values(name)) }
    if let index = key.integer { return .dict(try row(index)) }
    if case .object(let object) = key, let slice = object as? PySlice {
      let part = try slice.resolved(count: count)
      if part.step == 1 { return .dict(try rows(part.start..<part.start + part.count)) }
      return .dict(try select(Array(part.indices)).rows(0..<part.count))
    }
    if case .dict = key { throw wrongKey(key) }
    guard let elements = try? key.iterated() else { throw wrongKey(key) }
    let indices = try elements.map { element throws -> Int in
      guard let index = element.integer else { throw wrongKey(key) }
      return index
    }
    return .dict(try select(indices).rows(0..<indices.count))
  }

  private func wrongKey(_ key: Value) -> PyError {
    PyError(
      .typeError,
      "Wrong key type: '\(key.typeName)'. Expected one of int, slice, range, str or a list of ints.")
  }

  /// All values of a column.
  ///
  /// - Throws: `DatasetError.unknownColumn`.
  public func values(_ name: String) throws -> [Value] {
    try selection.values(of: entry(name).column, in: 0..<count)
  }

  /// Calls a closure with each row in order, reading columns in stretches.
  ///
  /// - Throws: what the closure throws.
  public func forEachRow(_ body: (PyDict, Int) throws -> Void) throws {
    var start = 0
    while start < count {
      let end = min(start + 256, count)
      let stretch = try entries.map { ($0.name, try selection.values(of: $0.column, in: start..<end)) }
      let keys = stretch.map { PyString($0.0) }
      for row in start..<end {
        let dict = PyDict()
        for (key, part) in zip(keys, stretch) { dict[key] = part.1[row - start] }
        try body(dict, row)
      }
      start = end
    }
  }

  /// An iterator over the rows, each a dict.
  public func makeIterator() -> PyIterator {
    var next = 0
    return ClosureIterator(typeName: "generator") {
      guard next < count else { return nil }
      next += 1
      return .dict(try row(next - 1))
    }
  }
}
