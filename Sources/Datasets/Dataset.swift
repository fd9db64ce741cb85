import PythonValues

/// Rows of named columns, as `datasets.Dataset`: it never changes, every change makes a new one that shares the columns.
///
/// Values are made anew on each access: a row's dict may be changed without changing the dataset.
/// Source: `datasets` 3.6.
public struct Dataset {
  /// One named column.
  struct Entry {
    let name: String
    let column: DatasetColumn
  }

  let entries: [Entry]
  let selection: RowSelection

  /// The number of rows.
  public var count: Int { selection.count }

  /// The names of the columns in order.
  public var columnNames: [String] { entries.map(\.name) }

  /// What each column holds.
  public var features: [(name: String, feature: Feature)] { entries.map { ($0.name, $0.column.feature) } }

  init(entries: [Entry], selection: RowSelection) {
    self.entries = entries
    self.selection = selection
  }

  init(entries: [Entry]) {
    self.init(entries: entries, selection: RowSelection(all: entries.first?.column.count ?? 0))
  }

  /// Makes a dataset of columns of equal length.
  ///
  /// - Throws: `DatasetError.lengthMismatch`, `.columnExists`.
  public init(columns: [(name: String, column: DatasetColumn)]) throws {
    let count = columns.first?.column.count ?? 0
    var seen: Set<String> = []
    for (name, column) in columns {
      guard seen.insert(name).inserted else { throw DatasetError.columnExists(name: name) }
      guard column.count == count else {
        throw DatasetError.lengthMismatch(column: name, expected: count, found: column.count)
      }
    }
    self.init(entries: columns.map { Entry(name: $0.name, column: $0.column) })
  }

  /// `Dataset.from_list`: rows as dicts; a key that a row lacks is None there.
  ///
  /// - Throws: `DatasetError.rowIsNoObject`, `.mixedKinds`, `.unsupportedValue`.
  /// - Complexity: O(size of the rows).
  public static func fromRows(_ rows: some Sequence<Value>) throws -> Dataset {
    var builder = RowBuilder()
    for (index, row) in rows.enumerated() { try builder.append(row, place: "row \(index)") }
    return builder.dataset()
  }

  /// `Dataset.from_dict`: columns as lists.
  ///
  /// - Throws: `DatasetError`.
  public static func fromColumns(_ columns: PyDict) throws -> Dataset {
    try Dataset(
      columns: columns.items.map { key, values in
        let name = try columnName(key, place: "from_dict")
        return (name, try column(name, values))
      })
  }

  /// A column of an iterable of values.
  static func column(_ name: String, _ values: Value) throws -> DatasetColumn {
    guard values.string == nil, let elements = try? values.iterated() else {
      throw DatasetError.badArgument("the column '\(name)' needs a list of values, not \(values.typeName)")
    }
    let builder = ColumnBuilder()
    for (row, value) in elements.enumerated() { try builder.append(value, column: name, place: "row \(row)") }
    return builder.column()
  }

  static func columnName(_ key: Value, place: String) throws -> String {
    guard let name = key.string else {
      throw DatasetError.badArgument("\(place): a column's name must be text, not \(key.typeName)")
    }
    return name
  }

  /// The column of a name, as this dataset's rows show it.
  ///
  /// - Throws: `DatasetError.unknownColumn`.
  public func column(_ name: String) throws -> DatasetColumn { view(try entry(name).column) }

  func entry(_ name: String) throws -> Entry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw DatasetError.unknownColumn(name: name, columns: columnNames)
    }
    return entry
  }

  /// A column as this dataset's rows show it.
  func view(_ column: DatasetColumn) -> DatasetColumn {
    selection.isAll(of: column.count) ? column : SelectedColumn(base: column, selection: selection)
  }
}

/// Takes rows one by one and becomes a dataset.
struct RowBuilder {
  private var names: [PyString] = []
  private var places: [PyString: Int] = [:]
  private var builders: [ColumnBuilder] = []

  /// The number of rows so far.
  private(set) var count = 0

  /// Appends a row.
  mutating func append(_ row: Value, place: @autoclosure () -> String) throws {
    guard case .dict(let dict) = row else {
      throw DatasetError.rowIsNoObject(found: "a value of type \(row.typeName)", place: place())
    }
    for (key, value) in dict.items {
      guard case .str(let name) = key else {
        throw DatasetError.badArgument("\(place()): a column's name must be text, not \(key.typeName)")
      }
      try builder(name).append(value, column: name.string, place: place())
    }
    count += 1
    for builder in builders where builder.count < count { builder.appendNulls(count - builder.count) }
  }

  private mutating func builder(_ name: PyString) -> ColumnBuilder {
    if let place = places[name] { return builders[place] }
    places[name] = builders.count
    names.append(name)
    builders.append(ColumnBuilder(nulls: count))
    return builders[builders.count - 1]
  }

  /// The rows as named columns; the builder must not be used afterwards.
  func columns() -> [Dataset.Entry] {
    zip(names, builders).map { Dataset.Entry(name: $0.string, column: $1.column()) }
  }

  /// The rows as a dataset; the builder must not be used afterwards.
  func dataset() -> Dataset { Dataset(entries: columns(), selection: RowSelection(all: count)) }
}
