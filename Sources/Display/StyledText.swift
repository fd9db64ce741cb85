/// Text in pieces that say what each piece is, so that a terminal can choose colours and a page can choose classes.
public struct StyledText: Sendable, Equatable {
  /// What a piece of text is.
  public enum Role: String, Sendable, CaseIterable {
    /// Nothing special.
    case plain
    /// A heading or a column's name.
    case heading
    /// Something to notice.
    case emphasis
    /// Something of less weight.
    case dim
    /// A word of the language.
    case keyword
    /// A name of the language or the libraries.
    case name
    /// A string.
    case string
    /// A number.
    case number
    /// A comment.
    case comment
    /// An input prompt.
    case inputPrompt
    /// An output prompt.
    case outputPrompt
    /// What went wrong.
    case error
    /// What likely is a mistake.
    case warning
    /// What went well.
    case success
    /// A token that is trained on.
    case trained
    /// A token that is not trained on.
    case masked
    /// A token with a meaning of its own.
    case special
  }

  /// A piece of text with one role.
  public struct Span: Sendable, Equatable {
    /// The text.
    public var text: String

    /// What it is.
    public var role: Role

    /// Makes a piece.
    public init(_ text: String, _ role: Role = .plain) {
      self.text = text
      self.role = role
    }
  }

  /// The pieces in order.
  public var spans: [Span]

  /// Makes a text of pieces.
  public init(spans: [Span]) { self.spans = spans }

  /// Makes a text of one piece.
  public init(_ text: String, _ role: Role = .plain) { spans = text.isEmpty ? [] : [Span(text, role)] }

  /// The text without roles.
  public var plain: String { spans.map(\.text).joined() }

  /// The number of terminal columns.
  public var width: Int { spans.reduce(0) { $0 + displayWidth(of: $1.text) } }

  /// Appends a piece.
  public mutating func append(_ text: String, _ role: Role = .plain) {
    if text.isEmpty { return }
    if let last = spans.last, last.role == role {
      spans[spans.count - 1].text += text
    } else {
      spans.append(Span(text, role))
    }
  }

  /// Two texts one after the other.
  public static func + (left: StyledText, right: StyledText) -> StyledText {
    StyledText(spans: left.spans + right.spans)
  }

  /// The text cut to a number of terminal columns; where something is cut, `…` is the last character.
  public func cut(toWidth limit: Int) -> StyledText {
    guard width > limit else { return self }
    var result = StyledText(spans: [])
    var rest = limit - 1
    for span in spans {
      let kept = prefix(of: span.text, width: rest)
      result.append(kept, span.role)
      rest -= displayWidth(of: kept)
      if kept.utf8.count < span.text.utf8.count {
        if limit > 0 { result.append("…", span.role) }
        break
      }
    }
    return result
  }
}

extension StyledText: ExpressibleByStringLiteral {
  /// Makes a plain text.
  public init(stringLiteral value: String) { self.init(value) }
}
