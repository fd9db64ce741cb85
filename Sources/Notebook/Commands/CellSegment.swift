import SourceText

/// A cell cut at its notebook commands: code in between, `%command`, `!shell`, `name?`.
enum CellSegment: Equatable {
  /// Code of the language; the bytes of the cell from `start`, beginning at a line.
  case code(SourceSpan)
  /// `%name argument`.
  case command(name: String, argument: String, SourceSpan)
  /// `!command line`.
  case shell(String, SourceSpan)
  /// `name?`.
  case help(String, SourceSpan)
}

extension CellSegment {
  /// Cuts a cell's text. A line is a command only where a statement may begin: not inside of brackets, of a string
  /// of several lines, or after a backslash.
  ///
  /// - Complexity: O(length).
  static func split(_ bytes: [UInt8]) -> [CellSegment] {
    var segments: [CellSegment] = []
    var scanner = StatementScanner()
    var codeStart: Int?
    for line in RawLine.split(bytes) {
      let span = SourceSpan(line.bytes.startIndex, line.bytes.startIndex + line.content.count)
      if scanner.isAtStatement, let command = command(line, span) {
        if let start = codeStart { segments.append(.code(SourceSpan(start, line.start))) }
        codeStart = nil
        segments.append(command)
      } else {
        if codeStart == nil { codeStart = line.start }
        scanner.scan(line.content)
      }
    }
    if let start = codeStart { segments.append(.code(SourceSpan(start, bytes.count))) }
    return segments
  }

  private static func command(_ line: RawLine, _ span: SourceSpan) -> CellSegment? {
    let text = String(decoding: line.content, as: UTF8.self)
    switch line.content.first {
    case UInt8(ascii: "%"):
      let rest = text.dropFirst()
      let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "%" }
      return .command(name: String(name), argument: trimmed(rest.dropFirst(name.count)), span)
    case UInt8(ascii: "!"): return .shell(trimmed(text.dropFirst()), span)
    default:
      guard let name = helpName(text) else { return nil }
      return .help(name, span)
    }
  }

  /// The name in `name?`, `name??` or `?name`; nil where the line is something else.
  private static func helpName(_ text: String) -> String? {
    let line = trimmed(text[...])
    guard line.hasSuffix("?") || line.hasPrefix("?") else { return nil }
    let name = line.drop { $0 == "?" }
    let bare = name.prefix { $0 != "?" }
    guard name.dropFirst(bare.count).allSatisfy({ $0 == "?" }), let first = bare.first, first.isLetter || first == "_",
      bare.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." })
    else { return nil }
    return String(bare)
  }
}

extension CellSegment {
  /// Whether it asks something of the prompt, and has no place in a script.
  var isForPrompt: Bool {
    switch self {
    case .code: false
    case .command(let name, _, _): NotebookCommand.all.contains { $0.name == name && $0.isForPrompt }
    case .shell, .help: true
    }
  }
}

func trimmed(_ text: Substring) -> String {
  var rest = text.drop { $0.isWhitespace }
  while rest.last?.isWhitespace == true { rest.removeLast() }
  return String(rest)
}
