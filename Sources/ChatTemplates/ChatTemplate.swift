import JSON
import Jinja
import PythonValues
import SourceText

/// Turns messages into the text that a model knows, by a Jinja template.
///
/// Source: transformers 4.51, `apply_chat_template`.
public final class ChatTemplate {
  /// The template's text as it was given.
  public let text: Text

  private let template: Template

  /// Reads a template.
  ///
  /// - Parameter name: what errors call it: a path for one.
  /// - Throws: `JinjaError.syntax` with line and column.
  public init(_ text: Text, name: String = "chat template") throws(JinjaError) {
    self.text = text
    template = try Template(text, name: name)
  }

  /// A rendered conversation.
  public struct Rendering: Sendable {
    /// The text.
    public let text: Text
    /// The byte ranges of the text that the assistant wrote, where the template marks them with `{% generation %}`.
    public let assistantRanges: [Range<Int>]
  }

  /// What a conversation is rendered with, beside its messages.
  public struct Options {
    /// Whether the text ends with what begins an answer.
    public var addsGenerationPrompt = false
    /// Whether the text ends inside the last message, which the model is to continue.
    public var continuesFinalMessage = false
    /// Descriptions of the tools that may be called, a list of dicts, or None.
    public var tools = Value.none
    /// Documents to answer from, a list of dicts, or None.
    public var documents = Value.none
    /// What else the template can name; it wins over the special tokens.
    public var variables: [(name: String, value: Value)] = []

    /// Makes the default options.
    public init() {}
  }

  /// Renders a conversation.
  ///
  /// - Parameters:
  ///   - messages: a list of dicts, each with a `role`.
  ///   - specialTokens: what the template may name as `bos_token`, `eos_token` and so on.
  ///   - context: asked now and then whether to stop.
  /// - Throws: `ChatTemplateError` for messages of another form, `JinjaError` from the template.
  public func render(
    _ messages: Value, specialTokens: SpecialTokens = SpecialTokens(), options: Options = Options(),
    context: CallContext? = nil
  ) throws -> Rendering {
    let list = try checked(messages)
    if options.continuesFinalMessage, options.addsGenerationPrompt { throw ChatTemplateError.promptAndContinuation }
    var variables: [(name: String, value: Value)] = [
      ("messages", messages), ("tools", options.tools), ("documents", options.documents),
      ("add_generation_prompt", .bool(options.addsGenerationPrompt)),
    ]
    variables += specialTokens.variables + options.variables
    let rendering = try template.render(variables, context: context)
    var bytes = rendering.text.bytes
    if options.continuesFinalMessage, let last = list.last {
      bytes = try FinalMessage(last).continued(bytes)
    }
    return Rendering(
      text: Text(bytes: bytes),
      assistantRanges: rendering.generated.map { $0.clamped(to: 0..<bytes.count) }.filter { !$0.isEmpty })
  }

  /// Renders messages given as JSON.
  ///
  /// - Throws: as the other.
  public func render(
    json messages: JSON, specialTokens: SpecialTokens = SpecialTokens(), options: Options = Options()
  ) throws -> Rendering {
    try render(Value(messages), specialTokens: specialTokens, options: options)
  }

  /// Whether a value is a list of conversations rather than one.
  public static func isBatch(_ messages: Value) -> Bool {
    guard let first = messages.elements?.first else { return false }
    return first.elements != nil
  }

  private func checked(_ messages: Value) throws -> [Value] {
    guard let list = messages.elements else { throw ChatTemplateError.notMessages(typeName: messages.typeName) }
    for (index, message) in list.enumerated() {
      if case .object = message { continue }
      guard case .dict(let dict) = message else {
        throw ChatTemplateError.notAMessage(index: index, typeName: message.typeName)
      }
      guard dict["role"] != nil else {
        throw ChatTemplateError.missingRole(index: index, keys: dict.keys.compactMap(\.string))
      }
    }
    return list
  }
}
