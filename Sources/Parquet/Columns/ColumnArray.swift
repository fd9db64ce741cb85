import PythonValues

/// Decoded rows of a column: flat arrays, one for each leaf, and where lists begin and end.
struct ColumnArray {
  indirect enum Kind {
    /// `places`: which value stands in each row, -1 for None; nil where each row has its own.
    case leaf(LeafColumn)
    /// `ends`: the number of elements up to the end of each row's list; `present`: nil where no row is None.
    case list(ends: [Int32], present: [Bool]?, elements: ColumnArray)
    case structure(keys: [PyString], present: [Bool]?, members: [ColumnArray])
  }

  let kind: Kind
  let count: Int

  /// The memory it takes, nearly.
  var size: Int {
    switch kind {
    case .leaf(let leaf): leaf.values.size + (leaf.places?.count ?? 0) * 4
    case .list(_, let present, let elements): count * 4 + (present?.count ?? 0) + elements.size
    case .structure(_, let present, let members): (present?.count ?? 0) + members.reduce(0) { $0 + $1.size }
    }
  }

  /// Appends the values of some rows, a node after the other: what is the same for all rows is looked at once.
  func append(_ rows: Range<Int>, to output: inout [Value]) throws {
    switch kind {
    case .leaf(let leaf): try leaf.append(rows, to: &output)
    case .list(let ends, let present, let elements):
      let start = rows.lowerBound == 0 ? 0 : Int(ends[rows.lowerBound - 1])
      let end = rows.isEmpty ? start : Int(ends[rows.upperBound - 1])
      var values: [Value] = []
      values.reserveCapacity(end - start)
      try elements.append(start..<end, to: &values)
      var first = 0
      for row in rows {
        let next = Int(ends[row]) - start
        output.append(present?[row] ?? true ? .array(Array(values[first..<next])) : .none)
        first = next
      }
    case .structure(let keys, let present, let members):
      let values = try members.map { member in
        var values: [Value] = []
        values.reserveCapacity(rows.count)
        try member.append(rows, to: &values)
        return values
      }
      for (index, row) in rows.enumerated() {
        guard present?[row] ?? true else {
          output.append(.none)
          continue
        }
        let dict = PyDict()
        for (key, member) in zip(keys, values) { dict[key] = member[index] }
        output.append(.dict(dict))
      }
    }
  }
}
