import PythonValues

/// Which rows of the columns a dataset shows, and in which order.
struct RowSelection {
  private enum Kind {
    case range(Range<Int>)
    case list([Int])
  }

  private let kind: Kind

  /// All rows in their order.
  init(all count: Int) { kind = .range(0..<count) }

  /// Rows by number.
  init(_ rows: [Int]) { kind = .list(rows) }

  private init(_ kind: Kind) { self.kind = kind }

  var count: Int {
    switch kind {
    case .range(let range): range.count
    case .list(let rows): rows.count
    }
  }

  /// Whether it shows all of `count` rows in their order.
  func isAll(of count: Int) -> Bool {
    if case .range(let range) = kind { range == 0..<count } else { false }
  }

  /// Rows of this selection, as a selection of the columns.
  func selecting(_ rows: [Int]) -> RowSelection {
    switch kind {
    case .range(let range):
      range.lowerBound == 0 ? RowSelection(rows) : RowSelection(rows.map { $0 + range.lowerBound })
    case .list(let own): RowSelection(rows.map { own[$0] })
    }
  }

  /// A stretch of this selection.
  func selecting(_ rows: Range<Int>) -> RowSelection {
    switch kind {
    case .range(let range):
      RowSelection(.range(range.lowerBound + rows.lowerBound..<range.lowerBound + rows.upperBound))
    case .list(let own): RowSelection(Array(own[rows]))
    }
  }

  func values(of column: DatasetColumn, in range: Range<Int>) throws -> [Value] {
    switch kind {
    case .range(let own):
      return try column.values(in: own.lowerBound + range.lowerBound..<own.lowerBound + range.upperBound)
    case .list(let rows): return try range.map { try column.value(at: rows[$0]) }
    }
  }
}
