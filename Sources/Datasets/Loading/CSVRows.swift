import PythonValues
import SourceText

/// The rows of a CSV file with a header: numbers where every value of a column is one, else text; empty is None.
///
/// Source: RFC 4180, and what pandas infers.
struct CSVRows {
  let path: String
  let bytes: [UInt8]
  let separator: UInt8

  init(path: String, bytes: [UInt8], delimiter: UInt8?) {
    self.path = path
    self.bytes = bytes
    separator = delimiter ?? (DataFiles.ending(path) == "tsv" ? 0x09 : UInt8(ascii: ","))
  }

  private enum Kind {
    case integer
    case float
    case bool
    case string
  }

  func append(to builder: inout RowBuilder, _ watch: LoadingWatch) throws {
    let records = try self.records(watch)
    guard let header = records.first else { throw DatasetError.noRows(path: path, reason: "the file is empty") }
    let names = header.fields.map(\.text.string)
    if let twice = names.enumerated().first(where: { names[..<$0.offset].contains($0.element) }) {
      throw DatasetError.badArgument("\(path), line 1: two columns are named '\(twice.element)'")
    }
    for record in records.dropFirst() where record.fields.count > names.count {
      throw DatasetError.badArgument(
        "\(path), line \(record.line): \(record.fields.count) values where the header has \(names.count) columns")
    }
    let kinds = names.indices.map { kind(of: $0, in: records.dropFirst()) }
    for (row, record) in records.dropFirst().enumerated() {
      try watch.reached(bytes.count / 2 + bytes.count / 2 * row / records.count)
      let dict = PyDict()
      for (index, name) in names.enumerated() {
        dict[name] = index < record.fields.count ? value(record.fields[index], kinds[index]) : Value.none
      }
      try builder.append(.dict(dict), place: "\(path), line \(record.line)")
    }
  }

  private struct Field {
    let text: Text
    let isQuoted: Bool
  }

  private struct Record {
    let line: Int
    let fields: [Field]
  }

  /// The records; finding them is the first half of the way.
  private func records(_ watch: LoadingWatch) throws -> [Record] {
    var records: [Record] = []
    var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    while offset < bytes.count {
      let start = line
      try watch.reached(offset / 2)
      var fields: [Field] = []
      while true {
        fields.append(try field(&offset, &line, recordLine: start))
        guard offset < bytes.count, bytes[offset] == separator else { break }
        offset += 1
      }
      if offset < bytes.count, bytes[offset] == 0x0D { offset += 1 }
      if offset < bytes.count, bytes[offset] == 0x0A { offset += 1 }
      line += 1
      let isBlank = fields.count == 1 && fields[0].text.isEmpty && !fields[0].isQuoted
      if !isBlank { records.append(Record(line: start, fields: fields)) }
    }
    return records
  }

  private func field(_ offset: inout Int, _ line: inout Int, recordLine: Int) throws -> Field {
    var text: [UInt8] = []
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
      while offset < bytes.count, bytes[offset] != separator, bytes[offset] != 0x0A, bytes[offset] != 0x0D {
        text.append(bytes[offset])
        offset += 1
      }
      return Field(text: Text(bytes: text), isQuoted: false)
    }
    offset += 1
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") {
        guard offset < bytes.count, bytes[offset] == byte else { break }
        offset += 1
      }
      if byte == 0x0A { line += 1 }
      text.append(byte)
      if offset == bytes.count {
        throw DatasetError.badArgument("\(path), line \(recordLine): a quoted value is not closed")
      }
    }
    while offset < bytes.count, bytes[offset] != separator, bytes[offset] != 0x0A, bytes[offset] != 0x0D {
      text.append(bytes[offset])
      offset += 1
    }
    return Field(text: Text(bytes: text), isQuoted: true)
  }

  private func kind(of column: Int, in records: ArraySlice<Record>) -> Kind {
    let texts = records.compactMap { record in
      column < record.fields.count && !record.fields[column].text.isEmpty ? record.fields[column].text.string : nil
    }
    if texts.isEmpty { return .string }
    if texts.allSatisfy({ Int($0) != nil }) { return .integer }
    if texts.allSatisfy({ Double($0) != nil && !$0.contains("x") && !$0.contains("X") }) { return .float }
    if texts.allSatisfy({ ["True", "False", "true", "false", "TRUE", "FALSE"].contains($0) }) { return .bool }
    return .string
  }

  private func value(_ field: Field, _ kind: Kind) -> Value {
    if field.text.isEmpty { return .none }
    let text = field.text.string
    switch kind {
    case .integer: return .int(Int(text) ?? 0)
    case .float: return .float(Double(text) ?? .nan)
    case .bool: return .bool(text.lowercased() == "true")
    case .string: return .str(PyString(field.text))
    }
  }
}
