/// Why no text could be generated.
public enum GenerationError: Error, Equatable, Sendable {
  /// There is no prompt.
  case noPrompts
  /// A prompt holds no token.
  case emptyPrompt(row: Int)
  /// The prompts reach the longest length already.
  case promptTooLong(width: Int, maximumLength: Int)
  /// Neither `max_length` nor `max_new_tokens` ends the rows, and no token does.
  case endless
  /// Stop strings need a tokenizer.
  case stopStringsWithoutTokenizer
}

extension GenerationError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .noPrompts: "generate needs at least one prompt"
    case .emptyPrompt(let row): "prompt \(row) holds no token: begin it with the tokenizer's bos_token at least"
    case .promptTooLong(let width, let maximum):
      "the prompt has \(width) tokens and max_length is \(maximum), which counts them: "
        + "raise max_length or give max_new_tokens"
    case .endless: "nothing ends the generation: give max_new_tokens, max_length or an eos_token_id"
    case .stopStringsWithoutTokenizer: "stop_strings need tokenizer=..., which turns tokens into text"
    }
  }
}
