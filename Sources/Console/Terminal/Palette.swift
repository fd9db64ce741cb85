import Display

/// The escape codes that a terminal shows roles with.
enum Palette {
  /// The text with escape codes for its roles, or without any.
  static func text(_ styled: StyledText, colored: Bool) -> String {
    guard colored else { return styled.plain }
    return styled.spans.map { span in
      let code = code(of: span.role)
      return code.isEmpty ? span.text : "\u{1B}[\(code)m\(span.text)\u{1B}[0m"
    }.joined()
  }

  /// A text of one role.
  static func text(_ text: String, _ role: StyledText.Role, colored: Bool) -> String {
    self.text(StyledText(text, role), colored: colored)
  }

  private static func code(of role: StyledText.Role) -> String {
    switch role {
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
