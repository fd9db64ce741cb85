import JSON
import PythonValues

/// A column on its way into a file: takes rows apart into leaves.
///
/// Every part may be null: each node adds a definition level, each list two and a repetition level.
/// Source: Melnik et al., "Dremel", 2010; parquet-format, LogicalTypes.md, "Lists".
final class WrittenColumn {
  private indirect enum Kind {
    case leaf(WrittenLeaf)
    case list(WrittenColumn)
    case structure([WrittenColumn])
  }

  let name: String
  let type: ParquetType
  private let kind: Kind
  /// The definition level of a value that is there.
  private let definition: Int
  /// The repetition level of further elements, where it is a list.
  private let repetition: Int

  /// The most definition levels that are written; deeper nesting is refused.
  private static let deepest = 100

  /// - Throws: `ParquetWriteError` where the type cannot be written.
  convenience init(_ name: String, _ type: ParquetType) throws(ParquetWriteError) {
    try self.init(name, type, path: [name], definition: 0, repetition: 0)
  }

  private init(
    _ name: String, _ type: ParquetType, path: [String], definition: Int, repetition: Int
  ) throws(ParquetWriteError) {
    guard definition < Self.deepest else { throw .tooDeep(column: path[0]) }
    self.name = name
    self.type = type
    self.definition = definition + 1
    self.repetition = repetition + 1
    switch type {
    case .list(let element):
      kind = .list(
        try WrittenColumn(
          "element", element, path: path + ["list", "element"], definition: definition + 2,
          repetition: repetition + 1))
    case .structure(let members):
      guard !members.isEmpty else { throw .emptyStructure(column: path.joined(separator: ".")) }
      var columns: [WrittenColumn] = []
      for member in members {
        columns.append(
          try WrittenColumn(
            member.name, member.type, path: path + [member.name], definition: definition + 1, repetition: repetition))
      }
      kind = .structure(columns)
    default: kind = .leaf(WrittenLeaf(path: path, type: type, definition: definition + 1, repetition: repetition))
    }
  }

  /// The leaves in the order of the file.
  var leaves: [WrittenLeaf] {
    switch kind {
    case .leaf(let leaf): [leaf]
    case .list(let element): element.leaves
    case .structure(let members): members.flatMap(\.leaves)
    }
  }

  /// The columns inside.
  var children: [WrittenColumn] {
    switch kind {
    case .leaf: []
    case .list(let element): [element]
    case .structure(let members): members
    }
  }

  /// Appends a row's value.
  ///
  /// - Throws: `ParquetWriteError.wrongValue` where it is of another type.
  func append(_ value: Value) throws { try append(value, repetition: 0) }

  private func append(_ value: Value, repetition: Int) throws {
    if value.isNone { return appendNull(repetition, definition - 1) }
    switch kind {
    case .leaf(let leaf): try leaf.append(value, repetition)
    case .list(let element):
      guard let elements = value.elements else { throw wrong(value) }
      if elements.isEmpty { return appendNull(repetition, definition) }
      for (index, part) in elements.enumerated() {
        try element.append(part, repetition: index == 0 ? repetition : self.repetition)
      }
    case .structure(let members):
      guard let dict = value.dict else { throw wrong(value) }
      for member in members { try member.append(dict[member.name] ?? .none, repetition: repetition) }
    }
  }

  private func appendNull(_ repetition: Int, _ definition: Int) {
    switch kind {
    case .leaf(let leaf): leaf.appendNull(repetition, definition)
    case .list(let element): element.appendNull(repetition, definition)
    case .structure(let members): for member in members { member.appendNull(repetition, definition) }
    }
  }

  private func wrong(_ value: Value) -> ParquetWriteError { .wrongValue(column: name, typeName: value.typeName) }
}

/// The values of a leaf that wait to be written as a page.
final class WrittenLeaf {
  /// The names that lead to it.
  let path: [String]
  let type: ParquetType
  let maxDefinition: Int
  let maxRepetition: Int
  private var definitions: [UInt8] = []
  private var repetitions: [UInt8] = []
  private var values: [UInt8] = []
  private var truths: [Bool] = []

  init(path: [String], type: ParquetType, definition: Int, repetition: Int) {
    self.path = path
    self.type = type
    maxDefinition = definition
    maxRepetition = repetition
  }

  /// The places that wait.
  var count: Int { definitions.count }

  /// The bytes that wait, nearly.
  var size: Int { values.count + truths.count / 8 + definitions.count / 4 + repetitions.count / 4 }

  func appendNull(_ repetition: Int, _ definition: Int) {
    definitions.append(UInt8(definition))
    if maxRepetition > 0 { repetitions.append(UInt8(repetition)) }
  }

  func append(_ value: Value, _ repetition: Int) throws {
    switch (type, value) {
    case (.bool, .bool(let truth)): truths.append(truth)
    case (.integer, .int(let number)): append(UInt64(bitPattern: Int64(number)))
    case (.integer, .bool(let truth)): append(truth ? 1 : 0)
    case (.float, .float(let number)): append(number.bitPattern)
    case (.float, .int(let number)): append(Double(number).bitPattern)
    case (.text, .str(let text)): try append(text.bytes)
    case (.json, _): try append(value.json().serialized())
    default: throw ParquetWriteError.wrongValue(column: path.joined(separator: "."), typeName: value.typeName)
    }
    appendNull(repetition, maxDefinition)
  }

  private func append(_ bits: UInt64) { withUnsafeBytes(of: bits.littleEndian) { values.append(contentsOf: $0) } }

  private func append(_ bytes: [UInt8]) throws {
    guard bytes.count <= 1 << 30 else { throw ParquetWriteError.textTooLong(column: path[0], count: bytes.count) }
    withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { values.append(contentsOf: $0) }
    values += bytes
  }

  /// The body of a page of the first version with all that waits, which is gone afterwards.
  func takePage() -> (body: [UInt8], count: Int) {
    var body: [UInt8] = []
    for (levels, most) in [(repetitions, maxRepetition), (definitions, maxDefinition)] where most > 0 {
      let runs = hybridBytes(levels, bitWidth: Int.bitWidth - most.leadingZeroBitCount)
      withUnsafeBytes(of: UInt32(runs.count).littleEndian) { body.append(contentsOf: $0) }
      body += runs
    }
    var packed = [UInt8](repeating: 0, count: (truths.count + 7) / 8)
    for (index, truth) in truths.enumerated() where truth { packed[index >> 3] |= 1 << UInt8(index & 7) }
    body += packed
    body += values
    let count = definitions.count
    definitions.removeAll(keepingCapacity: true)
    repetitions.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    truths.removeAll(keepingCapacity: true)
    return (body, count)
  }
}
