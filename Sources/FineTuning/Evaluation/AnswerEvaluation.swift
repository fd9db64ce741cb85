import Cluster
import Datasets
import Display
import Kernels
import LanguageModels
import PythonValues
import SourceText
import Tokenization

/// Asks a model the questions of a dataset of messages and counts the answers that are right to the letter.
public struct AnswerEvaluation {
  /// The model.
  public let model: LanguageModel
  /// Text to ids and back.
  public let tokenizer: Tokenizer
  /// Renders messages with the chat template, with or without the generation prompt.
  public let render: (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String
  /// In which precision the model multiplies.
  public var precision = ComputePrecision.float32
  /// Questions that are asked at once.
  public var batchSize = 64
  /// The most tokens of an answer; nil: a little more than the longest expected one has.
  public var maximumNewTokens: Int?
  /// Whether someone asked to stop.
  public var isStopRequested: () -> Bool = { false }

  /// Makes an evaluation.
  public init(
    model: LanguageModel, tokenizer: Tokenizer,
    render: @escaping (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String
  ) {
    self.model = model
    self.tokenizer = tokenizer
    self.render = render
  }

  /// Asks every question: the messages before a row's last answer, without sampling.
  ///
  /// - Throws: `FineTuningError.badRow` where a row has no messages that end with an answer; `GenerationError`.
  public func run(_ dataset: Dataset, sink: any DisplaySink) throws -> AnswerReport {
    var questions: [Question] = []
    guard let form = ConversationForm(dataset) else {
      throw FineTuningError.missingColumn(name: "messages", columns: dataset.columnNames)
    }
    try dataset.selectColumns(form.columns).forEachRow { row, index in
      do {
        questions.append(try question(try form.turns(row).all, index))
      } catch let problem as TurnsProblem {
        throw FineTuningError.badRow(row: index, problem: problem.description)
      }
    }
    let bar = sink.startProgress("Answering", total: questions.count, unit: "question")
    var report = AnswerReport()
    for group in groups(questions) {
      if try Cluster.current.any(isStopRequested()) { break }
      report.answers += try answers(to: group)
      bar.update(report.answers.count)
    }
    bar.finish()
    report.answers.sort { $0.row < $1.row }
    return report
  }

  private struct Question {
    let row: Int
    let text: String
    let expected: String
    let prompt: [Int32]
    let expectedLength: Int
  }

  private func question(_ messages: Value, _ row: Int) throws -> Question {
    guard let all = messages.elements, let answer = all.last?.dict, answer["role"]?.string == "assistant",
      let expected = answer["content"]?.string
    else {
      throw FineTuningError.badRow(row: row, problem: "its messages do not end with one of role assistant")
    }
    let before = Array(all.dropLast())
    let text = try render(.array(before), true)
    return Question(
      row: row, text: before.last?.dict?["content"]?.string ?? "", expected: expected,
      prompt: tokenizer.encode(Text(text), addSpecialTokens: false),
      expectedLength: tokenizer.encode(Text(expected), addSpecialTokens: false).count)
  }

  /// Questions of like length together, so that few rows wait for others.
  private func groups(_ questions: [Question]) -> [[Question]] {
    let ordered = questions.sorted { ($0.expectedLength, $0.row) < ($1.expectedLength, $1.row) }
    return stride(from: 0, to: ordered.count, by: max(1, batchSize)).map {
      Array(ordered[$0..<min(ordered.count, $0 + max(1, batchSize))])
    }
  }

  private func answers(to questions: [Question]) throws -> [AnswerReport.Answer] {
    let answerer = Answerer(
      model: model, tokenizer: tokenizer,
      maximumNewTokens: maximumNewTokens ?? (questions.map(\.expectedLength).max() ?? 0) + 8, precision: precision)
    return try zip(questions, answerer.answers(to: questions.map(\.prompt))).map { question, given in
      AnswerReport.Answer(row: question.row, question: question.text, expected: question.expected, given: given)
    }
  }
}
