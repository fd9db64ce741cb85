import CellLanguage
import ChatTemplates
import Generation
import PythonValues
import SourceText
import Tokenization

/// `chat(model, tokenizer)`: a conversation at the terminal, or the questions given, answered while they are made.
var chatFunction: Value {
  function(
    "chat",
    "model, tokenizer, *questions, system=None, max_new_tokens=512, do_sample=None, temperature=None, top_k=None, top_p=None, seed=None"
  ) { arguments, context in
    let conversation = try Conversation(arguments, context)
    if !arguments.variadic.isEmpty {
      for question in arguments.variadic {
        guard let text = question.string else {
          throw PyError(.typeError, "chat's questions are strings, not \(question.typeName)")
        }
        context.print("you: " + text)
        try conversation.answer(text)
      }
      return .none
    }
    guard let readLine = (context as? Interpreter)?.readLine else {
      throw PyError(
        .runtimeError, "chat reads what you type, and here is no terminal",
        remedy: "give it the questions: chat(model, tokenizer, \"...\")")
    }
    context.print("Ctrl-D or an empty line ends the conversation, /new forgets it, Ctrl-C stops an answer")
    while let line = try readLine("you: ") {
      let text = line.trimmingSpaces
      if text.isEmpty { break }
      if text == "/new" { conversation.forget() } else { try conversation.answerUnlessStopped(text) }
    }
    return .none
  }
}

/// A conversation with a model: what was said so far, and how it goes on.
private final class Conversation {
  private let model: ModelObject
  private let tokenizer: Tokenizer
  private let context: CallContext
  private let render: (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String
  private let beginning: [Value]
  private var messages: [Value]
  private var generator: Generator
  private let seed: UInt64?

  init(_ arguments: BoundArguments, _ context: CallContext) throws {
    model = try arguments["model"].modelObject("model")
    tokenizer = try arguments["tokenizer"].tokenizer("tokenizer")
    self.context = context
    render = chatRenderer(tokenizer)
    generator = Generator(model.model)
    for name in ["max_new_tokens", "do_sample", "temperature", "top_k", "top_p"] where !arguments[name].isNone {
      try generator.configuration.set(name, try arguments[name].json())
    }
    if let end = tokenizer.id(of: .end), !generator.configuration.endOfTextIDs.contains(end) {
      generator.configuration.endOfTextIDs.append(end)
    }
    seed = try arguments.optionalInteger("seed").map { UInt64(bitPattern: Int64($0)) }
    let system = try arguments.optionalString("system")
    beginning = system.map { [message("system", $0)] } ?? []
    messages = beginning
  }

  func forget() {
    messages = beginning
    context.print("(a new conversation)")
  }

  /// Answers, and takes a Ctrl-C for the end of the answer.
  func answerUnlessStopped(_ question: String) throws {
    do {
      try answer(question)
    } catch let error as PyError where error.kind == .keyboardInterrupt {
      context.print(" … (stopped)")
    }
  }

  /// Adds a question, writes the answer as it is made, and adds that.
  func answer(_ question: String) throws {
    messages.append(message("user", question))
    let prompt = tokenizer.encode(Text(try render(.array(messages), true)), addSpecialTokens: false)
    context.write("model: ")
    let heard = AnswerText()
    let printer = TextStreamer(tokenizer, skipsPrompt: true, skipsSpecialTokens: true) { [context] text in
      heard.text += text
      context.write(text)
    }
    defer { messages.append(message("assistant", heard.text.trimmingSpaces)) }
    _ = try generator.generate(
      [prompt], seed: seed ?? (generator.configuration.samples ? model.seeds.next() : 0),
      streamer: WatchingStreamer(printer, context))
  }

  private final class AnswerText {
    var text = ""
  }
}

private func message(_ role: String, _ content: String) -> Value {
  .dictionary([("role", .string(role)), ("content", .string(content))])
}

extension String {
  /// The text without spaces and line ends at either end.
  fileprivate var trimmingSpaces: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
