import SourceText

/// A token added beside the vocabulary: matched in the text as a whole, before anything is split or merged.
public struct AddedToken: Hashable, Sendable {
  /// The text.
  public var content: Text
  /// Whether it matches only where no letter, digit or underscore touches it.
  public var isSingleWord: Bool
  /// Whether it swallows white space before it.
  public var stripsLeft: Bool
  /// Whether it swallows white space after it.
  public var stripsRight: Bool
  /// Whether it is looked for in the normalised text rather than in the text as given.
  public var isNormalized: Bool
  /// Whether decoding can skip it.
  public var isSpecial: Bool

  /// Makes an added token; `isNormalized` defaults to what a special token does not have.
  public init(
    _ content: Text, isSingleWord: Bool = false, stripsLeft: Bool = false, stripsRight: Bool = false,
    isNormalized: Bool? = nil, isSpecial: Bool = false
  ) {
    self.content = content
    self.isSingleWord = isSingleWord
    self.stripsLeft = stripsLeft
    self.stripsRight = stripsRight
    self.isNormalized = isNormalized ?? !isSpecial
    self.isSpecial = isSpecial
  }
}

extension AddedToken: CustomStringConvertible {
  /// The token as transformers prints one.
  public var description: String {
    func word(_ value: Bool) -> String { value ? "True" : "False" }
    return "AddedToken(\"\(content.string)\", rstrip=\(word(stripsRight)), lstrip=\(word(stripsLeft)), "
      + "single_word=\(word(isSingleWord)), normalized=\(word(isNormalized)), special=\(word(isSpecial)))"
  }
}
