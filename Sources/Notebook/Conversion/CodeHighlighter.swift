import Display

/// Marks what the pieces of code are, for colours: keywords, strings, numbers, comments, commands.
public enum CodeHighlighter {
  /// The language's own words.
  static let keywords: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else",
    "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "try", "while", "with",
  ]

  /// The code with roles; its plain text is the code.
  ///
  /// - Complexity: O(length).
  public static func styled(_ code: String) -> StyledText {
    var text = StyledText(spans: [])
    var rest = code[...]
    var isLineStart = true
    while let character = rest.first {
      let (length, role): (Int, StyledText.Role)
      if character == "#" {
        (length, role) = (rest.prefix { !$0.isNewline }.count, .comment)
      } else if isLineStart, character == "%" || character == "!" {
        (length, role) = (rest.prefix { !$0.isNewline }.count, .special)
      } else if character == "\"" || character == "'" {
        (length, role) = (stringLength(rest), .string)
      } else if character.isNumber {
        (length, role) = (rest.prefix { $0.isNumber || $0.isLetter || $0 == "." || $0 == "_" }.count, .number)
      } else if character.isLetter || character == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let next = rest.dropFirst(word.count).first
        let isPrefix = (next == "\"" || next == "'") && word.count <= 2 && word.allSatisfy { "rRbBfFuU".contains($0) }
        (length, role) = (word.count, isPrefix ? .string : keywords.contains(String(word)) ? .keyword : .plain)
      } else {
        (length, role) = (1, .plain)
      }
      isLineStart = character.isNewline
      text.append(String(rest.prefix(length)), role)
      rest = rest.dropFirst(length)
    }
    return text
  }

  private static func stringLength(_ text: Substring) -> Int {
    guard let quote = text.first else { return 0 }
    let isTriple = text.prefix(3).count == 3 && text.prefix(3).allSatisfy { $0 == quote }
    var length = isTriple ? 3 : 1
    var rest = text.dropFirst(length)
    var run = 0
    while let character = rest.popFirst() {
      length += 1
      if character == "\\" {
        if rest.popFirst() != nil { length += 1 }
        run = 0
      } else if character == quote {
        run += 1
        if !isTriple || run == 3 { return length }
      } else {
        run = 0
        if !isTriple, character.isNewline { return length - 1 }
      }
    }
    return length
  }
}
