import CellLanguage
import Display
import FineTuning
import Notebook
import PythonValues

/// The functions that ask: a conversation, two models side by side, and what a name means.
func askingNames(_ sink: any DisplaySink) -> [(String, Value)] {
  [
    ("chat", chatFunction),
    ("compare_answers", comparison(sink)),
    (
      "help",
      function("help", "name=None") { arguments, context in
        guard let interpreter = context as? Interpreter else { return .none }
        guard arguments.isGiven("name") else {
          sink.notice("help(x) and x? say what x is and does; %help lists the notebook's commands")
          return .none
        }
        guard let text = Workbench.help(of: arguments["name"], in: interpreter) else {
          throw PyError(.typeError, "nothing is known of this \(arguments["name"].typeName): write its name and a ?")
        }
        sink.show(.value(ShownValue(text.plain, styled: text)))
        return .none
      }
    ),
  ]
}

private func comparison(_ sink: any DisplaySink) -> Value {
  function("compare_answers", "base, tuned, tokenizer, questions, max_new_tokens=48, bf16=False") {
    arguments, context in
    let tokenizer = try arguments["tokenizer"].tokenizer("tokenizer")
    let tuned = try arguments["tuned"].modelObject("tuned").model
    let given = arguments["base"].isNone ? nil : try arguments["base"].modelObject("base").model
    // The base under an adapter is the same model with the adapter switched off.
    let base = given === tuned ? nil : given
    if base == nil, tuned.adapter == nil {
      throw PyError(
        .valueError, "base and tuned are the same model, and it has no adapter that could be left out",
        remedy: "load the base anew: AutoModelForCausalLM.from_pretrained(...)")
    }
    let rows = try AnswerComparison(
      base: base, tuned: tuned, tokenizer: tokenizer, questions: try questions(arguments["questions"]),
      maximumNewTokens: try arguments.integer("max_new_tokens"),
      precision: try arguments.bool("bf16") ? .bfloat16 : .float32, render: chatRenderer(tokenizer), sink: sink)
    try context.checkInterrupt()
    return .object(AnswerComparisonObject(rows))
  }
}

/// Questions as strings, or as rows of messages that end with the answer wanted.
private func questions(_ value: Value) throws -> [AnswerComparison.Question] {
  if let text = value.string { return [.init(text)] }
  return try value.iterated().map { item in
    if let text = item.string { return .init(text) }
    guard let messages = (item.dict?["messages"] ?? item).elements, let last = messages.last?.dict,
      let question = messages.last(where: { $0.dict?["role"]?.string == "user" })?.dict?["content"]?.string
    else {
      throw PyError(
        .typeError, "questions are strings, or rows of messages as a dataset has them, not \(item.typeName)")
    }
    return .init(question, expected: last["role"]?.string == "assistant" ? last["content"]?.string : nil)
  }
}

/// What `compare_answers` gives: the answers of both models, as a table when shown.
final class AnswerComparisonObject: PyObject, SelfShowing {
  private let comparison: AnswerComparison

  init(_ comparison: AnswerComparison) { self.comparison = comparison }

  override var typeName: String { "AnswerComparison" }

  override func repr() -> String {
    "AnswerComparison(\(comparison.rows.count) question\(comparison.rows.count == 1 ? "" : "s"))"
  }

  var shownBelow: [DisplayEvent] { [.table(comparison.table)] }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }

  static let members = Members<AnswerComparisonObject>([
    .property("rows", "The answers, as dicts of question, base, tuned and expected.") { object in
      .array(
        object.comparison.rows.map {
          .dictionary([
            ("question", .string($0.question)), ("base", .string($0.base)), ("tuned", .string($0.tuned)),
            ("expected", $0.expected.map { .string($0) } ?? .none),
          ])
        })
    }
  ])
}
