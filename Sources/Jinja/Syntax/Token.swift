import SourceText

/// A piece of a template: text between tags, a tag's end, or a word inside a tag.
struct Token {
  enum Kind: Equatable {
    /// Text outside tags, white space already removed where the tags beside it ask for that.
    case data(Text)
    case variableBegin
    case variableEnd
    case blockBegin
    case blockEnd
    case name(String)
    case string(Text)
    case integer(Int)
    case float(Double)
    case symbol(Symbol)
    case end
  }

  let kind: Kind
  let span: SourceSpan
}

/// The operators and brackets of expressions.
enum Symbol: String {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case power = "**"
  case divide = "/"
  case floorDivide = "//"
  case modulo = "%"
  case concatenate = "~"
  case leftBracket = "["
  case rightBracket = "]"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBrace = "{"
  case rightBrace = "}"
  case equal = "=="
  case notEqual = "!="
  case greater = ">"
  case greaterOrEqual = ">="
  case less = "<"
  case lessOrEqual = "<="
  case assign = "="
  case dot = "."
  case colon = ":"
  case pipe = "|"
  case comma = ","
  case semicolon = ";"

  /// The bracket that closes this one.
  var closing: Symbol? {
    switch self {
    case .leftBracket: .rightBracket
    case .leftParenthesis: .rightParenthesis
    case .leftBrace: .rightBrace
    default: nil
    }
  }
}

extension Token.Kind {
  /// What the token is called in an error.
  var spoken: String {
    switch self {
    case .data: "text"
    case .variableBegin: "'{{'"
    case .variableEnd: "'}}'"
    case .blockBegin: "'{%'"
    case .blockEnd: "'%}'"
    case .name(let name): "'\(name)'"
    case .string: "a string"
    case .integer, .float: "a number"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the end of the template"
    }
  }
}
