import PythonValues

extension Dataset {
  /// The dataset without some columns.
  ///
  /// - Throws: `DatasetError.unknownColumn`.
  public func removeColumns(_ names: [String]) throws -> Dataset {
    for name in names { _ = try entry(name) }
    return Dataset(entries: entries.filter { !names.contains($0.name) }, selection: selection)
  }

  /// The dataset with only some columns, in the order given.
  ///
  /// - Throws: `DatasetError.unknownColumn`.
  public func selectColumns(_ names: [String]) throws -> Dataset {
    Dataset(entries: try names.map { try entry($0) }, selection: selection)
  }

  /// The dataset with a column under another name, at its place.
  ///
  /// - Throws: `DatasetError.unknownColumn`, `.columnExists`.
  public func renameColumn(_ old: String, to new: String) throws -> Dataset {
    _ = try entry(old)
    guard old == new || !columnNames.contains(new) else { throw DatasetError.columnExists(name: new) }
    return Dataset(
      entries: entries.map { $0.name == old ? Entry(name: new, column: $0.column) : $0 }, selection: selection)
  }

  /// The dataset with a column more.
  ///
  /// - Throws: `DatasetError.columnExists`, `.lengthMismatch`, and what `ColumnBuilder` throws.
  public func addColumn(_ name: String, _ values: Value) throws -> Dataset {
    guard !columnNames.contains(name) else { throw DatasetError.columnExists(name: name) }
    let column = try Dataset.column(name, values)
    guard column.count == count || entries.isEmpty else {
      throw DatasetError.lengthMismatch(column: name, expected: count, found: column.count)
    }
    return Dataset(entries: flattened().entries + [Entry(name: name, column: column)])
  }

  /// The same rows with every column in their order.
  func flattened() -> Dataset {
    Dataset(
      entries: entries.map { Entry(name: $0.name, column: view($0.column)) }, selection: RowSelection(all: count))
  }

  /// Datasets one after the other; a column that one lacks is None there.
  ///
  /// - Throws: `DatasetError.badArgument` where nothing is given or columns of one name hold different kinds.
  public static func concatenated(_ datasets: [Dataset]) throws -> Dataset {
    guard let first = datasets.first else {
      throw DatasetError.badArgument("concatenate_datasets needs a list of at least one dataset")
    }
    var names = first.columnNames
    for dataset in datasets { names += dataset.columnNames.filter { !names.contains($0) } }
    let entries = try names.map { name in
      var feature = Feature.null
      let parts = try datasets.map { dataset -> (column: DatasetColumn?, count: Int) in
        guard let entry = dataset.entries.first(where: { $0.name == name }) else { return (nil, dataset.count) }
        guard let unified = feature.unified(with: entry.column.feature) else {
          throw DatasetError.badArgument(
            "the column '\(name)' holds \(feature.spoken) in one dataset and \(entry.column.feature.spoken) in another")
        }
        feature = unified
        return (dataset.view(entry.column), dataset.count)
      }
      return Entry(name: name, column: ConcatenatedColumn(parts, feature: feature))
    }
    return Dataset(entries: entries, selection: RowSelection(all: datasets.reduce(0) { $0 + $1.count }))
  }
}
