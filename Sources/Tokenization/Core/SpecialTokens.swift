import SourceText

/// The tokens with a role, by the names that transformers gives the roles.
public struct SpecialTokens: Equatable, Sendable {
  /// A role that one token plays.
  public enum Role: String, CaseIterable, Sendable {
    /// The begin of a text.
    case begin = "bos_token"
    /// The end of a text.
    case end = "eos_token"
    /// What has no entry.
    case unknown = "unk_token"
    /// Between two texts.
    case separator = "sep_token"
    /// What fills rows.
    case padding = "pad_token"
    /// The class of a text.
    case classification = "cls_token"
    /// What hides a token.
    case mask = "mask_token"
  }

  /// The token of each role that has one.
  public var roles: [Role: Text] = [:]

  /// Further special tokens, in order.
  public var additional: [Text] = []

  /// Which roles were given as bare text rather than with the options of an added token.
  var bareRoles: Set<Role> = []

  /// No roles.
  public init() {}

  /// All tokens with a role, in transformers' order, each once.
  public var all: [Text] {
    var seen: Set<Text> = []
    return (Role.allCases.compactMap { roles[$0] } + additional).filter { seen.insert($0).inserted }
  }
}
