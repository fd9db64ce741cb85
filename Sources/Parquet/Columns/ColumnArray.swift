import PythonValues

/// Decoded rows of a column: flat arrays, one for each leaf, and where lists begin and end.
struct ColumnArray {
  indirect enum Kind {
    /// `places`: which value stands in each row, -1 for None; nil where each row has its own.
    case leaf(LeafColumn)
    /// `ends`: the number of elements up to the end of each row's list.
    case list(ends: [Int], present: [Bool], elements: ColumnArray)
    case structure(keys: [PyString], present: [Bool], members: [ColumnArray])
  }

  let kind: Kind
  let count: Int

  /// The memory it takes, nearly.
  var size: Int {
    switch kind {
    case .leaf(let leaf): leaf.values.size + (leaf.places?.count ?? 0) * 4
    case .list(_, _, let elements): count * 9 + elements.size
    case .structure(_, _, let members): count + members.reduce(0) { $0 + $1.size }
    }
  }

  /// The value of a row.
  func value(at row: Int) throws -> Value {
    switch kind {
    case .leaf(let leaf): return try leaf.value(at: row)
    case .list(let ends, let present, let elements):
      guard present[row] else { return .none }
      return .array(try ((row == 0 ? 0 : ends[row - 1])..<ends[row]).map { try elements.value(at: $0) })
    case .structure(let keys, let present, let members):
      guard present[row] else { return .none }
      let dict = PyDict()
      for (key, member) in zip(keys, members) { dict[key] = try member.value(at: row) }
      return .dict(dict)
    }
  }

  /// Appends the values of some rows.
  func append(_ rows: Range<Int>, to output: inout [Value]) throws {
    for row in rows { output.append(try value(at: row)) }
  }
}
