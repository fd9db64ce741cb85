import Display
import SourceText
import Tokenization

/// How a text is cut into tokens: the text with its cuts, and each token with its id.
public struct TextInspection {
  private let ids: [Int32]
  private let tokens: [String]
  private let tokenizer: Tokenizer

  /// Looks at ids.
  public init(ids: [Int32], tokenizer: Tokenizer) {
    self.ids = ids
    self.tokenizer = tokenizer
    tokens = tokenizer.readableTokens(ofIDs: ids)
  }

  /// Looks at a text as the tokenizer encodes it.
  public init(_ text: Text, tokenizer: Tokenizer) {
    self.init(ids: tokenizer.encode(text), tokenizer: tokenizer)
  }

  private var specialIDs: Set<Int32> { Set(tokenizer.specialIDs) }

  /// The text with a bar at every cut, neighbours in two colours, special tokens in one of their own.
  public var line: StyledText {
    let special = specialIDs
    var line = StyledText(spans: [])
    for (place, token) in tokens.enumerated() {
      if place > 0 { line.append("│", .dim) }
      let shown = token.replacing("\n", with: "⏎").replacing("\t", with: "⇥")
      line.append(shown, special.contains(ids[place]) ? .special : place.isMultiple(of: 2) ? .number : .string)
    }
    return line
  }

  /// Each token with its id, its letters in the vocabulary, and what it is.
  public var table: Table {
    let special = specialIDs
    let rows = ids.indices.map { place -> [StyledText] in
      let isSpecial = special.contains(ids[place])
      return [
        StyledText("\(place)", .dim), StyledText(tokens[place], isSpecial ? .special : .plain),
        StyledText("\(ids[place])", .number), StyledText(tokenizer.token(ofID: ids[place])?.string ?? "", .dim),
        StyledText(isSpecial ? "special" : "", .special),
      ]
    }
    return Table(
      columns: [.init("#", .right), .init("token"), .init("id", .right), .init("in the vocabulary"), .init("")],
      rows: rows, title: "\(ids.count) token\(ids.count == 1 ? "" : "s")")
  }
}
