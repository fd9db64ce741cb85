extension StyledText {
  /// The text with a terminal's escape codes for its roles.
  public var withEscapeCodes: String {
    spans.map { span in
      let code = span.role.escapeCode
      return code.isEmpty ? span.text : "\u{1B}[\(code)m\(span.text)\u{1B}[0m"
    }.joined()
  }
}

extension StyledText.Role {
  fileprivate var escapeCode: String {
    switch self {
    case .plain: ""
    case .heading, .emphasis: "1"
    case .dim, .comment, .masked: "2"
    case .keyword: "35"
    case .name: "36"
    case .string: "32"
    case .number: "34"
    case .inputPrompt: "32"
    case .outputPrompt, .error: "31"
    case .warning: "33"
    case .success, .trained: "32"
    case .special: "35"
    }
  }
}
