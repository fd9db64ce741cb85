import PythonValues
import SourceText

/// What of a text file is a row.
public enum TextUnit: String, CaseIterable, Sendable {
  /// Each line.
  case line
  /// What stands between blank lines.
  case paragraph
  /// The whole file.
  case document
}

/// The rows of a plain text file: one column, `text`.
///
/// Source: `datasets` 3.6, packaged module `text`, whose files are read with universal newlines.
struct TextRows {
  let path: String
  let bytes: [UInt8]
  let unit: TextUnit

  func append(to builder: inout RowBuilder, _ watch: LoadingWatch) throws {
    let text = withPlainNewlines()
    switch unit {
    case .line:
      var rest = text[...]
      while !rest.isEmpty {
        let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
        try append(rest[..<end], to: &builder)
        try watch.reached(end)
        rest = rest[min(end + 1, rest.endIndex)...]
      }
    case .paragraph:
      var start = 0
      for end in 0...text.count {
        let isBreak = end + 1 < text.count && text[end] == 0x0A && text[end + 1] == 0x0A
        guard end == text.count || isBreak, start <= end else { continue }
        if start < end { try append(text[start..<end], to: &builder) }
        try watch.reached(end)
        start = end + 2
      }
    case .document: try append(text[...], to: &builder)
    }
  }

  private func append(_ part: ArraySlice<UInt8>, to builder: inout RowBuilder) throws {
    let row = builder.count
    try builder.append(.dictionary([("text", .str(PyString(bytes: Array(part))))]), place: "\(path), row \(row)")
  }

  private func withPlainNewlines() -> [UInt8] {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes.contains(0x0D) else { return Array(bytes[start...]) }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    for index in start..<bytes.count {
      if bytes[index] == 0x0A, index > start, bytes[index - 1] == 0x0D { continue }
      plain.append(bytes[index] == 0x0D ? 0x0A : bytes[index])
    }
    return plain
  }
}
