import ChatTemplates
import PythonValues
import SourceText
import Tokenization

let chatTemplateSignature =
  "conversation, tools=None, documents=None, chat_template=None, add_generation_prompt=False, continue_final_message=False, tokenize=True, padding=False, truncation=False, max_length=None, return_tensors=None, return_dict=False, return_assistant_tokens_mask=False, tokenizer_kwargs=None, **variables"

/// Lays messages out as text by a tokenizer's template, which is read once for as long as it stays the same.
final class ChatRenderer {
  private let tokenizer: Tokenizer
  private var template: ChatTemplate?

  init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// The text of a conversation.
  ///
  /// - Throws: `ValueError` where there is no template, `ChatTemplateError`, `JinjaError`.
  func render(
    _ messages: Value, template given: String? = nil, options: ChatTemplate.Options, context: CallContext? = nil
  ) throws -> ChatTemplate.Rendering {
    guard let text = given ?? tokenizer.chatTemplate else {
      throw PyError(
        .valueError, "the tokenizer has no chat_template",
        remedy: "set tokenizer.chat_template to a Jinja template, or pass chat_template=...")
    }
    if template?.text != Text(text) { template = try ChatTemplate(Text(text)) }
    guard let template else { preconditionFailure("a template was just made") }
    return try template.render(messages, specialTokens: specialTokens, options: options, context: context)
  }

  private var specialTokens: ChatTemplates.SpecialTokens {
    ChatTemplates.SpecialTokens(
      beginning: tokenizer[.begin]?.string, end: tokenizer[.end]?.string, unknown: tokenizer[.unknown]?.string,
      separator: tokenizer[.separator]?.string, padding: tokenizer[.padding]?.string,
      classification: tokenizer[.classification]?.string, mask: tokenizer[.mask]?.string,
      additional: tokenizer.specialTokens.additional.map(\.string))
  }
}

/// What trainers and evaluations call to lay out messages.
func chatRenderer(_ tokenizer: Tokenizer) -> (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String {
  let renderer = ChatRenderer(tokenizer)
  return { messages, addsGenerationPrompt in
    var options = ChatTemplate.Options()
    options.addsGenerationPrompt = addsGenerationPrompt
    return try renderer.render(messages, options: options).text.string
  }
}

extension TokenizerObject {
  /// `apply_chat_template`.
  func applyChatTemplate(_ arguments: BoundArguments, _ context: CallContext) throws -> Value {
    var options = ChatTemplate.Options()
    options.addsGenerationPrompt = try arguments.bool("add_generation_prompt")
    options.continuesFinalMessage = try arguments.bool("continue_final_message")
    options.tools = arguments["tools"]
    options.documents = arguments["documents"]
    options.variables = arguments.keywords
    let renderer = ChatRenderer(tokenizer)
    let conversation = arguments["conversation"]
    let isBatch = ChatTemplate.isBatch(conversation)
    let given = try arguments.optionalString("chat_template")
    let renderings = try (isBatch ? conversation.elements ?? [] : [conversation]).map {
      try renderer.render($0, template: given, options: options, context: context)
    }
    guard try arguments.bool("tokenize") else {
      let texts = renderings.map { Value.str(PyString($0.text)) }
      return isBatch ? .array(texts) : texts[0]
    }
    return try encoded(renderings, isBatch: isBatch, arguments)
  }

  private func encoded(
    _ renderings: [ChatTemplate.Rendering], isBatch: Bool, _ arguments: BoundArguments
  ) throws -> Value {
    var encoding = EncodingOptions()
    encoding.addsSpecialTokens = false
    try encoding.read(
      padding: arguments["padding"], truncation: arguments["truncation"], maxLength: arguments["max_length"],
      tensors: arguments["return_tensors"])
    let batch = try packed(
      encodeBatch(TextRows(texts: renderings.map(\.text)), encoding), isBatch: isBatch || encoding.returnsTensors,
      encoding)
    if try arguments.bool("return_assistant_tokens_mask") {
      let masks = renderings.map { rendering in
        let spans = tokenizer.encodeWithSpans(rendering.text, addSpecialTokens: false).spans
        return Value.array(
          spans.map { span in .int(rendering.assistantRanges.contains { $0.overlaps(span) } ? 1 : 0) })
      }
      try batch.setItem("assistant_masks", isBatch ? .array(masks) : masks[0])
    }
    return try arguments.bool("return_dict") ? .object(batch) : batch.item("input_ids")
  }
}
