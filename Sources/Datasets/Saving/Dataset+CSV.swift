import Files
import PythonValues

extension Dataset {
  /// Writes the rows as CSV: a header, `\n` at line ends, quotes where a value needs them, None as nothing.
  ///
  /// Lists and dicts are written as Python prints them.
  /// - Parameters:
  ///   - path: the file; it appears when it is whole.
  ///   - separator: what stands between values.
  ///   - hasHeader: whether the first line names the columns.
  ///   - progress: is told how many rows are written; may throw to stop.
  /// - Returns: the bytes of the file.
  /// - Throws: `FileError`; what a column on disk throws.
  /// Source: pandas' `to_csv`, which `datasets` 3.6 writes with, whole numbers beside None aside.
  public func writeCSV(
    _ path: String, separator: UInt8 = UInt8(ascii: ","), hasHeader: Bool = true,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> Int {
    var size = 0
    try writeAtomically(path) { writer in
      var pending: [UInt8] = []
      func append(_ fields: [[UInt8]]) {
        for (index, field) in fields.enumerated() {
          if index > 0 { pending.append(separator) }
          pending += quoted(field, separator, isAlone: fields.count == 1)
        }
        pending.append(0x0A)
      }
      if hasHeader { append(columnNames.map { Array($0.utf8) }) }
      try forEachRow { row, index in
        append(try row.values.map(field))
        guard pending.count >= 1 << 20 || index % 1024 == 1023 else { return }
        try progress(index + 1)
        size += pending.count
        try writer.write(pending)
        pending.removeAll(keepingCapacity: true)
      }
      size += pending.count
      try writer.write(pending)
    }
    return size
  }

  private func field(_ value: Value) throws -> [UInt8] {
    switch value {
    case .none: []
    case .str(let text): text.bytes
    case .float(let number) where number.isNaN: []
    default: Array(try value.str().utf8)
    }
  }

  private func quoted(_ field: [UInt8], _ separator: UInt8, isAlone: Bool) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    let needs = field.contains { $0 == separator || $0 == quote || $0 == 0x0A || $0 == 0x0D }
    guard needs || (field.isEmpty && isAlone) else { return field }
    return [quote] + field.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}
