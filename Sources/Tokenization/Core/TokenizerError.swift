/// Why a tokenizer cannot be read, changed or trained.
public enum TokenizerError: Error, Equatable, Sendable {
  /// The folder has none of the files that hold a vocabulary.
  case noTokenizer(folder: String)
  /// A file lacks a field, or it holds something else than expected.
  case malformed(path: String, field: String, expected: String)
  /// A field names something that is not supported.
  case unsupported(path: String, field: String, kind: String, known: [String])
  /// A line of a rank file is no base64 text and rank, or its piece cannot be built from lower ranks.
  case badRank(path: String, line: Int, reason: String)
  /// A regular expression is malformed or uses what is not supported.
  case badPattern(pattern: String, offset: Int, reason: String)
  /// The vocabulary asked for cannot be trained.
  case badVocabularySize(asked: Int, least: Int)
  /// A special token's name is not one that a tokenizer has.
  case unknownSpecialToken(name: String)
  /// A GGUF file cannot say what the tokenizer does.
  case notForGGUF(reason: String)
}

extension TokenizerError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .noTokenizer(let folder):
      "\(folder) holds no tokenizer: expected tokenizer.json, vocab.json with merges.txt, tokenizer.model, a .tiktoken or "
        + "a .gguf file in it"
    case .malformed(let path, let field, let expected): "\(path): \(field) must be \(expected)"
    case .unsupported(let path, let field, let kind, let known):
      "\(path): \(field) '\(kind)' is not supported (supported: \(known.joined(separator: ", ")))"
    case .badRank(let path, let line, let reason): "\(path) line \(line): \(reason)"
    case .badPattern(let pattern, let offset, let reason):
      "the pattern \(pattern) cannot be used: \(reason) at byte \(offset)"
    case .badVocabularySize(let asked, let least):
      "a vocabulary of \(asked) is too small: the bytes and special tokens alone are \(least)"
    case .unknownSpecialToken(let name):
      "'\(name)' is no special token's name: use bos_token, eos_token, unk_token, sep_token, pad_token, cls_token, "
        + "mask_token or additional_special_tokens"
    case .notForGGUF(let reason): "the tokenizer cannot be written into a GGUF file: \(reason)"
    }
  }
}
