import PythonValues

/// Takes values one by one, learns what they are, and becomes a column that holds them compactly.
///
/// The kind widens as values come: None fits anything, integers become floats, structures gain keys (None in the rows
/// before). What does not go together is an error that names the row.
public final class ColumnBuilder {
  private var storage: ColumnStorage

  /// The number of values so far.
  public var count: Int { storage.count }

  /// Makes an empty builder.
  public init() { storage = NullStorage() }

  /// Makes a builder that begins with rows of None.
  public init(nulls: Int) {
    storage = NullStorage()
    storage.appendNulls(nulls)
  }

  /// Appends a value.
  ///
  /// - Parameters:
  ///   - column: the column's name, for errors.
  ///   - place: where the value stands, for errors: `row 3`, `data.jsonl, line 4`.
  /// - Throws: `DatasetError.mixedKinds`, `.unsupportedValue`.
  public func append(_ value: Value, column: String, place: @autoclosure () -> String) throws {
    try append(value, path: column, place: place, depth: 0)
  }

  /// Appends rows of None.
  public func appendNulls(_ count: Int) { storage.appendNulls(count) }

  /// What the values are.
  public var feature: Feature { storage.feature }

  /// The values as a column; the builder must not be used afterwards.
  public func column() -> DatasetColumn { MemoryColumn(storage) }

  func append(_ value: Value, path: String, place: () -> String, depth: Int) throws {
    guard depth < 100 else {
      throw DatasetError.badArgument("\(place()): the column '\(path)' nests deeper than 100 levels")
    }
    if value.isNone { return storage.appendNulls(1) }
    if try storage.append(value, path: path, place: place, depth: depth) { return }
    if let plain = try plainValue(value) { return try append(plain, path: path, place: place, depth: depth + 1) }
    guard let kind = ColumnStorage.kind(of: value) else {
      throw DatasetError.unsupportedValue(column: path, typeName: value.typeName, place: place())
    }
    guard let wider = storage.widened(for: kind) else {
      throw DatasetError.mixedKinds(
        column: path, expected: storage.feature.spoken, found: "a value of type \(value.typeName)", place: place())
    }
    storage = wider
    guard try storage.append(value, path: path, place: place, depth: depth) else {
      throw DatasetError.unsupportedValue(column: path, typeName: value.typeName, place: place())
    }
  }

  /// Host objects that can say themselves as lists: a tensor's `tolist()`, a range, keys of a dict.
  private func plainValue(_ value: Value) throws -> Value? {
    guard case .object(let object) = value else { return nil }
    if let method = try object.attribute("tolist") {
      return try method.call(CallArguments(), SilentContext())
    }
    if let length = try object.length(), length <= 1 << 24, try object.makeIterator() != nil {
      return .array(try value.iterated())
    }
    return nil
  }

  func value(at row: Int) -> Value { storage.value(at: row) }
}

/// A finished column in memory.
final class MemoryColumn: DatasetColumn {
  private let storage: ColumnStorage

  init(_ storage: ColumnStorage) { self.storage = storage }

  var count: Int { storage.count }

  var feature: Feature { storage.feature }

  func values(in range: Range<Int>) -> [Value] { range.map { storage.value(at: $0) } }
}
