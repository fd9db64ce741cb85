import PythonValues
import SourceText

extension Lexer {
  /// Reads the white space at a line's start and gives the indents and dedents that it means; skips blank lines.
  mutating func readIndentation() throws(SyntaxFailure) {
    var column = 0
    while offset < end {
      switch bytes[offset] {
      case 0x20: column += 1
      case 0x09: column = column / 8 * 8 + 8
      case 0x0C: column = 0
      case 0x0A, 0x0D: column = 0
      case UInt8(ascii: "#"):
        while offset < end, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
        continue
      default:
        try checkForCommand()
        return try applyIndentation(column)
      }
      offset += 1
    }
  }

  private mutating func applyIndentation(_ column: Int) throws(SyntaxFailure) {
    let place = SourceSpan(offset, offset)
    if column > (indentation.last ?? 0) {
      guard indentation.count < 100 else {
        throw SyntaxFailure(kind: .indentationError, message: "too many levels of indentation", span: place)
      }
      indentation.append(column)
      tokens.append(Token(kind: .indent, span: place))
      return
    }
    while column < (indentation.last ?? 0) {
      indentation.removeLast()
      tokens.append(Token(kind: .dedent, span: place))
    }
    if column != indentation.last {
      throw SyntaxFailure(
        kind: .indentationError, message: "unindent does not match any outer indentation level", span: place)
    }
  }

  /// Notebook commands are taken out before a cell gets here; one that is left stands where none may.
  private func checkForCommand() throws(SyntaxFailure) {
    let lineEnd = bytes[offset..<end].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? end
    let span = SourceSpan(offset, lineEnd)
    switch bytes[offset] {
    case UInt8(ascii: "%"):
      throw SyntaxFailure(
        message: "a notebook command (%) cannot stand here", span: span,
        remedy: "Put it on a line of its own where a statement may begin.")
    case UInt8(ascii: "!") where lineEnd > offset + 1:
      throw SyntaxFailure(
        message: "a shell command (!) cannot stand here", span: span,
        remedy: "Shell commands belong to the REPL, on a line of their own.")
    case UInt8(ascii: "?"):
      throw SyntaxFailure(
        message: "a question (?name) cannot stand here", span: span, remedy: "Ask it in the REPL, on a line of its own."
      )
    default: return
    }
  }

  private static let signs: [[String]] = [
    ["**=", "//=", ">>=", "<<=", "..."],
    ["**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", ":=", "@="],
    [
      "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", ";", "=",
    ],
  ]

  /// Reads an operator or bracket.
  mutating func readSign() throws(SyntaxFailure) {
    let start = offset
    for (index, candidates) in Self.signs.enumerated() {
      let size = 3 - index
      guard offset + size <= end else { continue }
      let text = String(decoding: bytes[offset..<(offset + size)], as: UTF8.self)
      guard candidates.contains(text) else { continue }
      offset += size
      try trackBrackets(text, start)
      return add(.sign(text), from: start)
    }
    let found = Unicode.Scalar(byte())
    let hint: String? =
      switch found {
      case "!": "Write 'not' for a negation; shell commands belong to the REPL, on a line of their own."
      case "?": "Questions (name?) belong to the REPL, on a line of their own."
      case "$", "`": nil
      default: nil
      }
    throw SyntaxFailure(message: "invalid syntax: '\(found)'", span: SourceSpan(start, start + 1), remedy: hint)
  }

  private mutating func trackBrackets(_ sign: String, _ start: Int) throws(SyntaxFailure) {
    switch sign {
    case "(", "[", "{":
      guard brackets.count < 200 else {
        throw SyntaxFailure(message: "too many nested parentheses", span: SourceSpan(start, start + 1))
      }
      brackets.append((sign, start))
    case ")", "]", "}":
      let opening = sign == ")" ? "(" : sign == "]" ? "[" : "{"
      guard let last = brackets.popLast() else {
        throw SyntaxFailure(message: "unmatched '\(sign)'", span: SourceSpan(start, start + 1))
      }
      if last.sign != opening {
        throw SyntaxFailure(
          message: "closing parenthesis '\(sign)' does not match opening parenthesis '\(last.sign)'",
          span: SourceSpan(start, start + 1))
      }
    default: break
    }
  }
}
