import PythonValues

/// The special tokens that a template can name; those that a tokenizer lacks are undefined there.
public struct SpecialTokens: Sendable {
  /// `bos_token`
  public var beginning: String?
  /// `eos_token`
  public var end: String?
  /// `unk_token`
  public var unknown: String?
  /// `sep_token`
  public var separator: String?
  /// `pad_token`
  public var padding: String?
  /// `cls_token`
  public var classification: String?
  /// `mask_token`
  public var mask: String?
  /// `additional_special_tokens`; none of them leaves the name undefined.
  public var additional: [String]

  /// Makes a set of tokens.
  public init(
    beginning: String? = nil, end: String? = nil, unknown: String? = nil, separator: String? = nil,
    padding: String? = nil, classification: String? = nil, mask: String? = nil, additional: [String] = []
  ) {
    self.beginning = beginning
    self.end = end
    self.unknown = unknown
    self.separator = separator
    self.padding = padding
    self.classification = classification
    self.mask = mask
    self.additional = additional
  }

  /// The tokens as a template names them.
  var variables: [(name: String, value: Value)] {
    let single: [(String, String?)] = [
      ("bos_token", beginning), ("eos_token", end), ("unk_token", unknown), ("sep_token", separator),
      ("pad_token", padding), ("cls_token", classification), ("mask_token", mask),
    ]
    var variables: [(name: String, value: Value)] = single.compactMap { name, token in
      token.map { (name, .string($0)) }
    }
    if !additional.isEmpty { variables.append(("additional_special_tokens", .array(additional.map { .string($0) }))) }
    return variables
  }
}
