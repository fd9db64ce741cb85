import Display

/// What a model answered to the questions of a dataset.
public struct AnswerReport: Sendable, Equatable {
  /// One answer.
  public struct Answer: Sendable, Equatable {
    /// The row of the dataset.
    public let row: Int
    /// The last message before the answer.
    public let question: String
    /// The answer that the row has.
    public let expected: String
    /// The answer that the model gave.
    public let given: String

    /// Whether they are the same to the letter.
    public var isExact: Bool { Array(expected.utf8) == Array(given.utf8) }
  }

  /// All answers, in the order of the rows.
  public internal(set) var answers: [Answer] = []

  /// How many are right to the letter.
  public var exact: Int { answers.count(where: \.isExact) }

  /// How many questions were asked.
  public var total: Int { answers.count }

  /// The answers that are not right to the letter.
  public var wrong: [Answer] { answers.filter { !$0.isExact } }

  /// The wrong answers as a table, the first ones of many.
  public func table(limit: Int = 20) -> Table {
    let rows = wrong.prefix(max(0, limit)).map { answer in
      [
        StyledText("\(answer.row)", .number), StyledText(answer.question), StyledText(answer.expected),
        StyledText(answer.given, .error),
      ]
    }
    let more = wrong.count > rows.count ? ", \(rows.count) shown" : ""
    return Table(
      columns: [.init("row", .right), .init("question"), .init("expected"), .init("answered")], rows: Array(rows),
      title: "\(wrong.count) wrong\(more)")
  }
}

extension AnswerReport: CustomStringConvertible {
  /// `exact answers: 860/870`.
  public var description: String { "exact answers: \(exact)/\(total)" }
}
