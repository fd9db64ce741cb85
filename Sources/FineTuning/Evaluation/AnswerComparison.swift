import Display
import Kernels
import LanguageModels
import PythonValues
import Tokenization

/// The answers of two models to the same questions, side by side.
public struct AnswerComparison: Sendable, Equatable {
  /// One question.
  public struct Row: Sendable, Equatable {
    /// What was asked.
    public let question: String
    /// What the base answered.
    public let base: String
    /// What the tuned model answered.
    public let tuned: String
    /// The answer that was wanted, where one is known.
    public let expected: String?
  }

  /// A question, and the answer that is wanted where one is known.
  public struct Question: Sendable, Equatable {
    /// What is asked.
    public var text: String
    /// What is wanted.
    public var expected: String?

    /// Makes a question.
    public init(_ text: String, expected: String? = nil) {
      self.text = text
      self.expected = expected
    }
  }

  /// The questions with their answers.
  public let rows: [Row]

  /// Asks both models.
  ///
  /// - Parameters:
  ///   - base: the model before; nil is `tuned` without its adapter.
  ///   - render: lays messages out as text, with or without the generation prompt.
  ///   - maximumNewTokens: the most tokens of an answer.
  public init(
    base: LanguageModel?, tuned: LanguageModel, tokenizer: Tokenizer, questions: [Question], maximumNewTokens: Int,
    precision: ComputePrecision = .float32,
    render: (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String, sink: any DisplaySink
  ) throws {
    let prompts = try questions.map { try Answerer.prompt($0.text, tokenizer, render) }
    let bar = sink.startProgress("Answering", total: 2 * questions.count, unit: "answer")
    func answers(_ model: LanguageModel) throws -> [String] {
      try Answerer(model: model, tokenizer: tokenizer, maximumNewTokens: maximumNewTokens, precision: precision)
        .answers(to: prompts)
    }
    let wasEnabled = tuned.isAdapterEnabled
    if base == nil { tuned.isAdapterEnabled = false }
    defer { tuned.isAdapterEnabled = wasEnabled }
    let before = questions.isEmpty ? [] : try answers(base ?? tuned)
    tuned.isAdapterEnabled = wasEnabled
    bar.update(questions.count)
    let after = questions.isEmpty ? [] : try answers(tuned)
    bar.update(2 * questions.count)
    bar.finish()
    rows = questions.indices.map {
      Row(question: questions[$0].text, base: before[$0], tuned: after[$0], expected: questions[$0].expected)
    }
  }

  /// The answers as a table; those that are as wanted stand out.
  public var table: Table {
    let isJudged = rows.contains { $0.expected != nil }
    var titles = ["question", "base", "tuned"]
    if isJudged { titles.append("expected") }
    return Table(
      columns: titles.map { Table.Column($0) },
      rows: rows.map { row in
        func cell(_ answer: String) -> StyledText {
          StyledText(answer, row.expected.map { $0 == answer ? .success : .error } ?? .plain)
        }
        let cells = [StyledText(row.question), cell(row.base), cell(row.tuned)]
        return isJudged ? cells + [StyledText(row.expected ?? "", .dim)] : cells
      })
  }
}
