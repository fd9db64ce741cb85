import Display

/// The escape codes that a terminal shows roles with.
enum Palette {
  /// The text with escape codes for its roles, or without any.
  static func text(_ styled: StyledText, colored: Bool) -> String { colored ? styled.withEscapeCodes : styled.plain }

  /// A text of one role.
  static func text(_ text: String, _ role: StyledText.Role, colored: Bool) -> String {
    self.text(StyledText(text, role), colored: colored)
  }
}
