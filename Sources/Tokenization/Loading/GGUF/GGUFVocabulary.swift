import ModelFiles
import SourceText

/// The vocabulary that a GGUF file's metadata holds: tokens with their kinds, scores and merges, checked.
struct GGUFVocabulary {
  /// What a token is.
  typealias Kind = ScoredPieces.Kind

  let path: String
  let tokens: [Text]
  let kinds: [Kind]
  private let file: GGUFFile

  init(_ file: GGUFFile) throws(TokenizerError) {
    self.file = file
    path = file.path
    guard let listed = file.value("tokenizer.ggml.tokens")?.array, !listed.isEmpty, listed.count < highestTokenID else {
      throw .malformed(
        path: file.path, field: "tokenizer.ggml.tokens", expected: "a list of 1 to \(highestTokenID - 1) tokens")
    }
    var tokens: [Text] = []
    tokens.reserveCapacity(listed.count)
    for value in listed {
      guard let token = value.text else {
        throw .malformed(path: file.path, field: "tokenizer.ggml.tokens", expected: "a list of texts")
      }
      tokens.append(token)
    }
    self.tokens = tokens
    guard let types = file.value("tokenizer.ggml.token_type") else {
      kinds = [Kind](repeating: .normal, count: tokens.count)
      return
    }
    let numbers = types.array?.compactMap(\.integer) ?? []
    guard numbers.count == tokens.count else {
      throw .malformed(
        path: file.path, field: "tokenizer.ggml.token_type", expected: "a number for each of \(tokens.count) tokens")
    }
    kinds = numbers.map { Kind(rawValue: $0) ?? .normal }
  }

  /// The score of each token; tokens without a number come last.
  func scores() throws(TokenizerError) -> [Double] {
    let values = file.value("tokenizer.ggml.scores")?.array?.compactMap(\.number) ?? []
    guard values.count == tokens.count else {
      throw .malformed(
        path: path, field: "tokenizer.ggml.scores", expected: "a number for each of \(tokens.count) tokens")
    }
    return values.map { $0.isNaN ? -.infinity : $0 }
  }

  /// The two sides of each merge, as the file writes them.
  func merges() throws(TokenizerError) -> [([UInt8], [UInt8])] {
    guard let listed = file.value("tokenizer.ggml.merges")?.array else {
      throw .malformed(path: path, field: "tokenizer.ggml.merges", expected: "a list of merges")
    }
    var merges: [([UInt8], [UInt8])] = []
    merges.reserveCapacity(listed.count)
    for value in listed {
      guard let bytes = value.text?.bytes, let space = bytes.dropFirst().firstIndex(of: 0x20), space + 1 < bytes.count
      else {
        throw .malformed(
          path: path, field: "tokenizer.ggml.merges[\(merges.count)]", expected: "two tokens with a space between")
      }
      merges.append((Array(bytes[..<space]), Array(bytes[(space + 1)...])))
    }
    return merges
  }

  /// What stands for an id that only the model's table has.
  static func filler(_ id: Int) -> String { "[PAD\(id)]" }

  /// A truth value of the tokenizer's keys.
  func flag(_ name: String, _ otherwise: Bool) -> Bool { file.value("tokenizer.ggml.\(name)")?.bool ?? otherwise }

  /// A text of the tokenizer's keys.
  func text(_ name: String) -> String? { file.value("tokenizer.ggml.\(name)")?.text?.string }

  /// The id that the file gives a role, where it is one of the vocabulary.
  func id(_ name: String) -> Int32? {
    guard let id = file.value("tokenizer.ggml.\(name)_token_id")?.integer, tokens.indices.contains(id) else {
      return nil
    }
    return Int32(id)
  }
}
