import Datasets
import PythonValues
import SourceText

/// Which questions the rows of messages ask more than once, and which of them the evaluation asks again.
struct ConversationScan {
  /// Rows that ask what an earlier row asks, and answer otherwise.
  private(set) var contradictory: [Int] = []
  /// Rows that ask and answer what an earlier row does.
  private(set) var repeated: [Int] = []
  /// Rows of the evaluation dataset that ask what a training row asks.
  private(set) var leaked: [Int] = []

  init(training: Dataset, evaluation: Dataset?) throws {
    var answers: [Text: Text] = [:]
    try Self.forEachTurn(training) { question, answer, row in
      guard let earlier = answers.updateValue(answer, forKey: question) else { return }
      if earlier == answer { repeated.append(row) } else { contradictory.append(row) }
    }
    guard let evaluation else { return }
    try Self.forEachTurn(evaluation) { question, _, row in if answers[question] != nil { leaked.append(row) } }
  }

  private static func forEachTurn(
    _ dataset: Dataset, _ body: (_ question: Text, _ answer: Text, _ row: Int) -> Void
  ) throws {
    guard let form = ConversationForm(dataset) else { return }
    try dataset.selectColumns(form.columns).forEachRow { row, index in
      guard let messages = try? form.turns(row).all.elements, let answer = messages.last?.dict else { return }
      guard case .str(let role)? = answer["role"], role.string == "assistant",
        case .str(let content)? = answer["content"]
      else { return }
      var question: [UInt8] = []
      for message in messages.dropLast() {
        for key in ["role", "content"] {
          if case .str(let text)? = message.dict?[key] { question += text.bytes }
          question.append(0)
        }
      }
      body(Text(bytes: question), content.text, index)
    }
  }
}
