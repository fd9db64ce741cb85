import Tokenization

/// Is told of tokens as they are generated.
public protocol TokenStreamer: AnyObject {
  /// A row's prompt, before its first token.
  func begin(row: Int, prompt: [Int32]) throws
  /// A row's next token.
  func append(row: Int, id: Int32) throws
  /// A row has ended.
  func end(row: Int, reason: StopReason) throws
}

/// Turns the tokens of one row into text and hands it on as soon as its characters are whole.
public final class TextStreamer: TokenStreamer {
  private var decoder: StreamingDecoder
  private let skipsPrompt: Bool
  private let write: (String) throws -> Void

  /// Makes a streamer.
  ///
  /// - Parameters:
  ///   - skipsPrompt: whether the prompt is left out.
  ///   - skipsSpecialTokens: whether special tokens are left out.
  ///   - write: takes each piece of text; what it throws ends the generation.
  public init(
    _ tokenizer: Tokenizer, skipsPrompt: Bool = false, skipsSpecialTokens: Bool = false,
    write: @escaping (String) throws -> Void
  ) {
    decoder = StreamingDecoder(tokenizer, skipSpecialTokens: skipsSpecialTokens)
    self.skipsPrompt = skipsPrompt
    self.write = write
  }

  /// Hands the prompt's text on.
  public func begin(row: Int, prompt: [Int32]) throws {
    if !skipsPrompt { for id in prompt { try append(row: row, id: id) } }
  }

  /// Hands on what has become certain; only the first row is shown.
  public func append(row: Int, id: Int32) throws {
    guard row == 0 else { return }
    let text = decoder.append(id)
    if !text.isEmpty { try write(text) }
  }

  /// Hands on what was held back, and a line end.
  public func end(row: Int, reason: StopReason) throws {
    guard row == 0 else { return }
    try write(decoder.finish() + "\n")
  }
}
