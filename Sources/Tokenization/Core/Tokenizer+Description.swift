import SourceText

extension Tokenizer: CustomStringConvertible {
  /// The tokenizer as transformers prints it.
  public var description: String {
    let added = addedTokensInOrder.map { "\($0.id): \($0.token)," }.joined(separator: "\n\t")
    let cleansUp = cleansUpSpaces ? "True" : "False"
    let limit = modelMaxLength.map { "\($0)" } ?? "1000000000000000019884624838656"
    return "\(className)(name_or_path='\(nameOrPath)', vocab_size=\(vocabularySize), model_max_length=\(limit), "
      + "is_fast=True, padding_side='\(paddingSide.rawValue)', truncation_side='\(truncationSide.rawValue)', "
      + "special_tokens={\(specialTokensDescription)}, clean_up_tokenization_spaces=\(cleansUp), "
      + "added_tokens_decoder={\n\t\(added)\n}\n)"
  }

  private var specialTokensDescription: String {
    var parts = SpecialTokens.Role.allCases.compactMap { role in
      specialTokens.roles[role].map { "'\(role.rawValue)': \(quoted($0))" }
    }
    if !specialTokens.additional.isEmpty {
      let list = specialTokens.additional.map(quoted).joined(separator: ", ")
      parts.append("'additional_special_tokens': [\(list)]")
    }
    return parts.joined(separator: ", ")
  }

  /// A text in Python's quotes.
  private func quoted(_ text: Text) -> String {
    let plain = text.string
    let quote = plain.contains("'") && !plain.contains("\"") ? "\"" : "'"
    var result = quote
    for character in plain.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "'" where quote == "'": result += "\\'"
      default: result.unicodeScalars.append(character)
      }
    }
    return result + quote
  }
}
