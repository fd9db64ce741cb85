import PythonValues
import SourceText

/// A word, number, string, sign or line structure of a cell.
struct Token {
  enum Kind {
    case name(String)
    case keyword(String)
    case integer(Int)
    case float(Double)
    case string(PyString)
    case formatted([FormattedPart])
    case sign(String)
    case newline
    case indent
    case dedent
    case end
  }

  let kind: Kind
  let span: SourceSpan

  func isSign(_ text: String) -> Bool { if case .sign(text) = kind { true } else { false } }

  func isKeyword(_ text: String) -> Bool { if case .keyword(text) = kind { true } else { false } }

  /// What the token is, for messages.
  var description: String {
    switch kind {
    case .name(let name): "'\(name)'"
    case .keyword(let word): "'\(word)'"
    case .integer, .float: "a number"
    case .string, .formatted: "a string"
    case .sign(let sign): "'\(sign)'"
    case .newline: "the end of the line"
    case .indent: "an indented line"
    case .dedent: "the end of the indented lines"
    case .end: "the end of the cell"
    }
  }
}

/// A part of an f-string.
enum FormattedPart {
  /// Text as it is.
  case text(PyString)
  /// `{expression = !conversion :specification}`; `debugText` is what stands before the `=`, with it.
  case field(
    expression: SourceSpan, debugText: PyString?, conversion: Unicode.Scalar?, specification: [FormattedPart]?)
}

/// Why a text is no code, and where.
struct SyntaxFailure: Error {
  var kind: ExceptionKind = .syntaxError
  let message: String
  let span: SourceSpan
  var remedy: String?
  /// Whether more text could make it right: the REPL goes on asking.
  var isIncomplete = false
}

/// The words that cannot be names.
enum Keywords {
  static let all: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
  ]
}
