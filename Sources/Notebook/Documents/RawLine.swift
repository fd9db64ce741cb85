/// One line of a file with its line end, as bytes.
struct RawLine {
  /// The line with its line end.
  let bytes: ArraySlice<UInt8>

  /// The offset of the first byte.
  var start: Int { bytes.startIndex }

  /// The line without its line end.
  var content: ArraySlice<UInt8> {
    var content = bytes
    if content.last == 0x0A { content.removeLast() }
    if content.last == 0x0D { content.removeLast() }
    return content
  }

  var hasCarriageReturn: Bool { bytes.suffix(2).elementsEqual([0x0D, 0x0A]) }

  var isBlank: Bool { content.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0C } }

  var isComment: Bool { content.first == UInt8(ascii: "#") }

  /// Whether the line holds a recorded output.
  var isOutput: Bool { content.starts(with: [UInt8(ascii: "#"), UInt8(ascii: ">")]) }

  /// The lines of a text; the last one may lack its line end.
  static func split(_ bytes: ArraySlice<UInt8>) -> [RawLine] {
    var lines: [RawLine] = []
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      lines.append(RawLine(bytes: bytes[start...end]))
      start = end + 1
    }
    if start < bytes.endIndex { lines.append(RawLine(bytes: bytes[start...])) }
    return lines
  }

  /// The lines of a whole text.
  static func split(_ bytes: [UInt8]) -> [RawLine] { split(bytes[...]) }
}
