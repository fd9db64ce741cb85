/// Follows brackets, strings and continued lines, to know where a statement may begin.
struct StatementScanner {
  private var depth = 0
  private var tripleQuote: UInt8?
  private var isContinued = false

  /// Whether the next line begins a statement.
  var isAtStatement: Bool { depth == 0 && tripleQuote == nil && !isContinued }

  /// Whether a string of several lines is open.
  var isInString: Bool { tripleQuote != nil }

  /// Follows one line, without its line end.
  mutating func scan(_ line: ArraySlice<UInt8>) {
    isContinued = false
    var offset = line.startIndex
    var quote: UInt8?
    while offset < line.endIndex {
      let byte = line[offset]
      let isTriple = offset + 2 < line.endIndex && line[offset + 1] == byte && line[offset + 2] == byte
      if byte == UInt8(ascii: "\\") {
        isContinued = offset + 1 == line.endIndex && tripleQuote == nil
        offset += 2
        continue
      }
      if let open = tripleQuote {
        if byte == open, isTriple {
          tripleQuote = nil
          offset += 2
        }
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        if isTriple {
          tripleQuote = byte
          offset += 2
        } else {
          quote = byte
        }
      } else if byte == UInt8(ascii: "#") {
        return
      } else if [UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{")].contains(byte) {
        depth += 1
      } else if [UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(byte) {
        depth = max(0, depth - 1)
      }
      offset += 1
    }
  }
}
