import PythonValues

/// Lists: the elements of all rows in one storage.
final class ListStorage: ColumnStorage {
  private let elements = ColumnBuilder()
  private var ends: [Int] = []

  override var feature: Feature { .list(elements.feature) }

  override func append(_ value: Value, path: String, place: () -> String, depth: Int) throws -> Bool {
    guard let list = value.elements else { return false }
    for element in list { try elements.append(element, path: path, place: place, depth: depth + 1) }
    ends.append(elements.count)
    stored()
    return true
  }

  override func appendPlaceholder() { ends.append(elements.count) }

  override func presentValue(at row: Int) -> Value {
    .array(((row == 0 ? 0 : ends[row - 1])..<ends[row]).map { elements.value(at: $0) })
  }
}

/// Dicts with text keys: one storage per key.
final class StructureStorage: ColumnStorage {
  private var names: [PyString] = []
  private var places: [PyString: Int] = [:]
  private var members: [ColumnBuilder] = []

  override var feature: Feature {
    .structure(zip(names, members).map { Feature.Member(name: $0.string, feature: $1.feature) })
  }

  override func append(_ value: Value, path: String, place: () -> String, depth: Int) throws -> Bool {
    guard case .dict(let dict) = value else { return false }
    for (key, member) in dict.items {
      guard case .str(let name) = key else {
        throw DatasetError.unsupportedValue(
          column: path, typeName: "dict with a key of type \(key.typeName)", place: place())
      }
      try builder(name).append(member, path: "\(path).\(name.string)", place: place, depth: depth + 1)
    }
    stored()
    for member in members where member.count < count { member.appendNulls(count - member.count) }
    return true
  }

  private func builder(_ name: PyString) -> ColumnBuilder {
    if let place = places[name] { return members[place] }
    places[name] = members.count
    names.append(name)
    members.append(ColumnBuilder(nulls: count))
    return members[members.count - 1]
  }

  override func appendPlaceholder() {
    for member in members { member.appendNulls(1) }
  }

  override func presentValue(at row: Int) -> Value {
    let dict = PyDict()
    for (name, member) in zip(names, members) { dict[name] = member.value(at: row) }
    return .dict(dict)
  }
}
