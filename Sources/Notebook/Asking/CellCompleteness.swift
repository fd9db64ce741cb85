import CellLanguage
import SourceText

/// Whether a cell that is being typed is finished, as the Return key asks.
public enum CellCompleteness: Equatable, Sendable {
  /// The cell can run.
  case complete
  /// A further line is needed; it begins with so many spaces.
  case incomplete(indentation: Int)

  /// Looks at a cell's text up to its end.
  ///
  /// A block ends with an empty line, as in Python's own prompt; brackets, strings of several lines and backslashes want
  /// their end first. A wrong cell is complete: running it says what is wrong.
  public init(_ text: String) {
    let lines = RawLine.split(Array(text.utf8)).map(\.content)
    var scanner = StatementScanner()
    for line in lines { scanner.scan(line) }
    guard let last = lines.last(where: { !$0.allSatisfy { $0 == 0x20 } }) else {
      self = .complete
      return
    }
    let indentation = last.prefix { $0 == 0x20 }.count
    let endsInEmptyLine = text.utf8.last == 0x0A || lines.last?.allSatisfy { $0 == 0x20 } == true
    if !scanner.isAtStatement {
      self = .incomplete(indentation: scanner.isInString ? 0 : indentation)
    } else if endsInEmptyLine {
      self = .complete
    } else if Self.opensBlock(last) {
      self = .incomplete(indentation: indentation + 4)
    } else if indentation > 0 || last.first == UInt8(ascii: "@") {
      self = .incomplete(indentation: Self.closesBlock(last) ? max(0, indentation - 4) : indentation)
    } else {
      self = lines.count == 1 && last.starts(with: Array("%%".utf8)) ? .incomplete(indentation: 0) : .complete
    }
  }

  /// Whether running a cell could only say that it is no cell of the language: its commands aside, it does not parse.
  public static func isInvalid(_ text: String) -> Bool {
    CellSegment.split(Array(text.utf8)).contains { segment in
      guard case .code(let span) = segment else { return false }
      let code = Array(text.utf8)[span.start..<span.end]
      return Interpreter.completeness(of: String(decoding: code, as: UTF8.self)) == .invalid
    }
  }

  private static func opensBlock(_ line: ArraySlice<UInt8>) -> Bool {
    var code = line
    var quote: UInt8?
    for (offset, byte) in zip(line.indices, line) {
      if let open = quote { quote = byte == open ? nil : open } else if byte == 0x22 || byte == 0x27 { quote = byte }
      if quote == nil, byte == UInt8(ascii: "#") {
        code = line[..<offset]
        break
      }
    }
    return code.last { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: ":")
  }

  /// Whether nothing of the same block can follow the line.
  private static func closesBlock(_ line: ArraySlice<UInt8>) -> Bool {
    let word = line.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != UInt8(ascii: ";") }
    return ["return", "break", "continue", "pass", "raise"].contains { Array($0.utf8).elementsEqual(word) }
  }
}
