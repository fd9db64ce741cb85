import SourceText

/// A name that a `parameters` cell assigns, and that `-p` can override.
public struct Parameter: Sendable, Equatable {
  /// The name.
  public var name: String

  /// What the cell assigns, as it is written there.
  public var defaultText: String

  /// The comment at the end of its line; empty where there is none.
  public var comment: String

  /// The line of the file, from 1.
  public var line: Int
}

extension NotebookDocument {
  /// What the cells tagged `parameters` assign at the left margin, in order.
  public var parameters: [Parameter] {
    cells.filter(\.isParameters).flatMap { cell in
      var scanner = StatementScanner()
      var found: [Parameter] = []
      for (index, line) in RawLine.split(cell.body.bytes).enumerated() {
        if scanner.isAtStatement {
          let text = String(decoding: line.content, as: UTF8.self)
          if let parameter = Parameter(statement: text, line: cell.bodyLineNumber + index) { found.append(parameter) }
        }
        scanner.scan(line.content)
      }
      return found
    }
  }
}

extension Parameter {
  /// Reads `name = value  # comment`, with or without a type after the name; nil for any other line.
  init?(statement: String, line: Int) {
    let name = statement.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    guard let first = name.first, !first.isNumber else { return nil }
    var rest = statement.dropFirst(name.count).drop { $0 == " " }
    if rest.first == ":" { rest = rest.drop { $0 != "=" } }
    guard rest.first == "=", rest.dropFirst().first != "=" else { return nil }
    let (value, comment) = Self.cutComment(rest.dropFirst())
    self.init(name: String(name), defaultText: trimmed(value), comment: trimmed(comment), line: line)
  }

  private static func cutComment(_ text: Substring) -> (value: Substring, comment: Substring) {
    var quote: Character?
    var isEscaped = false
    for index in text.indices {
      let character = text[index]
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "#" {
        return (text[..<index], text[text.index(after: index)...].drop { $0 == "#" })
      }
    }
    return (text, "")
  }
}
