import JSON
import PythonValues
import SourceText

/// The rows of a JSON file: a list of objects, one object per line, or an object of columns over several lines.
struct JSONRows {
  let path: String
  let bytes: [UInt8]
  let field: String?

  func append(to builder: inout RowBuilder, _ watch: LoadingWatch) throws {
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < bytes.count, isSpace(bytes[start]) { start += 1 }
    guard start < bytes.count else { return }
    if field == nil, bytes[start] == UInt8(ascii: "{"), try lines(from: start, to: &builder, watch) { return }
    try appendDocument(to: &builder, watch)
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  /// Reads one object per line; false where the first object spans several lines.
  private func lines(from start: Int, to builder: inout RowBuilder, _ watch: LoadingWatch) throws -> Bool {
    var line = 1 + bytes[..<start].count { $0 == 0x0A }
    var offset = start
    var isFirst = true
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
      defer {
        offset = end + 1
        line += 1
      }
      let content = bytes[offset..<end]
      if content.allSatisfy(isSpace) { continue }
      let value: JSON
      do {
        value = try JSON.parse(content)
      } catch {
        if isFirst, error.reason == .unexpectedEnd, end < bytes.count { return false }
        throw invalid(error, line: line)
      }
      guard case .object = value else {
        throw DatasetError.rowIsNoObject(found: value.kind, place: "\(path), line \(line)")
      }
      try builder.append(Value(value), place: "\(path), line \(line)")
      isFirst = false
      try watch.reached(end)
    }
    return true
  }

  /// Reads the whole file as one value.
  private func appendDocument(to builder: inout RowBuilder, _ watch: LoadingWatch) throws {
    var document: JSON
    do {
      document = try JSON.parse(bytes)
    } catch {
      throw invalid(error, line: error.line)
    }
    if let field {
      guard let member = document[field] else {
        throw DatasetError.noRows(path: path, reason: "the file has no member '\(field)' at its top")
      }
      document = member
    }
    switch document {
    case .array(let rows):
      for (index, row) in rows.enumerated() {
        let place = "\(path), row \(index)"
        switch row {
        case .object: try builder.append(Value(row), place: place)
        case .string(let text): try builder.append(.dictionary([("text", .str(PyString(text)))]), place: place)
        default: throw DatasetError.rowIsNoObject(found: row.kind, place: place)
        }
        try watch.reached(bytes.count / rows.count * (index + 1))
      }
    case .object(let object): try append(object, to: &builder)
    default: throw DatasetError.noRows(path: path, reason: "the file holds \(document.kind), not rows")
    }
  }

  /// An object whose members are lists of one length holds columns; any other is one row.
  private func append(_ object: JSONObject, to builder: inout RowBuilder) throws {
    let lists = object.members.compactMap { $0.value.array }
    guard let count = lists.first?.count, lists.count == object.count, lists.allSatisfy({ $0.count == count }) else {
      return try builder.append(Value(.object(object)), place: "\(path), row 0")
    }
    for row in 0..<count {
      let dict = PyDict()
      for (member, list) in zip(object.members, lists) { dict[PyString(member.key)] = Value(list[row]) }
      try builder.append(.dict(dict), place: "\(path), row \(row)")
    }
  }

  private func invalid(_ error: JSONError, line: Int) -> DatasetError {
    let reason = "\(error)".split(separator: ": ").last ?? "malformed"
    return .invalidJSON(reason: String(reason), place: "\(path), line \(line), column \(error.column)")
  }
}
