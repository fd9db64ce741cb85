import Display

/// Looks for what is wrong with a training before it starts.
public struct Preflight {
  /// One thing that is likely wrong.
  public struct Finding: Sendable, Equatable {
    /// What kind it is.
    public enum Kind: String, Sendable {
      /// Rows of which nothing is learnt.
      case nothingLearnt = "rows that teach nothing"
      /// Rows with two begin tokens.
      case doubledBegin = "two begin tokens"
      /// Rows that were cut.
      case truncated = "rows that were cut"
      /// Rows that are longer than what the model was made for.
      case beyondPositions = "rows longer than the model's positions"
      /// Answers whose end is not learnt.
      case endNotLearnt = "answers whose end is not learnt"
      /// The generation prompt is not how training rows begin an answer.
      case otherPrompt = "another prompt than in training"
      /// The padding token is the end token.
      case paddingIsEnd = "padding is the end token"
      /// One question with two answers.
      case contradiction = "two answers to one question"
      /// Rows that stand there twice.
      case repetition = "repeated rows"
      /// Questions of the evaluation that training shows.
      case leak = "evaluation questions in training"
      /// One table under two adapters.
      case tiedTables = "tied tables"
      /// Added tokens that nothing trains.
      case untrainedToken = "added tokens without a trained row"
      /// Settings that have no effect together.
      case idleSetting = "settings without effect"
    }

    /// What kind it is.
    public let kind: Kind
    /// The rows of the training dataset that it concerns.
    public let rows: [Int]
    /// What it is, in a sentence.
    public let message: String
    /// What mends it.
    public let remedy: String
  }

  /// Everything that was found.
  public struct Report: Sendable, Equatable {
    /// What was found, in order.
    public var findings: [Finding] = []
    /// Why no row teaches anything; nil where one does.
    public var nothingLearnt: String?

    /// Shows each finding as a warning with its number.
    public func show(_ sink: any DisplaySink) {
      for (index, finding) in findings.enumerated() {
        sink.warn("preflight \(index + 1) of \(findings.count): \(finding.message)", remedy: finding.remedy)
      }
    }
  }

  let trainer: SFTTrainer

  /// Looks at a trainer.
  public init(_ trainer: SFTTrainer) { self.trainer = trainer }

  /// Looks at every training row.
  public func report() -> Report {
    var report = Report()
    let scan = RowScan(trainer)
    add(scan, to: &report)
    addPreparation(to: &report)
    addLong(to: &report)
    if let finding = promptFinding(scan) { report.findings.append(finding) }
    addTurns(scan, to: &report)
    report.findings += tokenFindings(scan) + tableFindings() + idleSettings()
    return report
  }

  private func add(_ scan: RowScan, to report: inout Report) {
    let total = trainer.trainingRows.count
    if !scan.silent.isEmpty {
      let cause = scan.cause
      report.findings.append(
        Finding(
          kind: .nothingLearnt, rows: scan.silent,
          message:
            "\(count(scan.silent.count, "row")) of \(total) \(scan.silent.count == 1 ? "teaches" : "teach") nothing "
            + "(\(cause)): \(places(scan.silent))",
          remedy: scan.remedy))
      if scan.silent.count == total { report.nothingLearnt = cause }
    }
    if !scan.endless.isEmpty {
      report.findings.append(
        Finding(
          kind: .endNotLearnt, rows: scan.endless,
          message:
            "the end of the answer is not learnt in \(count(scan.endless.count, "row")) of \(total), so the model "
            + "will not know when to stop: \(places(scan.endless))",
          remedy: endRemedy(scan)))
    }
  }

  private func addPreparation(to report: inout Report) {
    let rows = trainer.trainingRows
    if !rows.doubledBegin.isEmpty {
      report.findings.append(
        Finding(
          kind: .doubledBegin, rows: rows.doubledBegin,
          message: "two begin tokens stand in \(count(rows.doubledBegin.count, "row")): the text has one and the "
            + "tokenizer adds another, which generation will not: \(places(rows.doubledBegin))",
          remedy: "train from the messages column, without rendering it to text"))
    }
    if !rows.truncated.isEmpty {
      let longest = rows.truncated.map(\.length).max() ?? 0
      report.findings.append(
        Finding(
          kind: .truncated, rows: rows.truncated.map(\.row),
          message: "max_length cut \(count(rows.truncated.count, "row")), the longest of \(longest) tokens: "
            + "\(places(rows.truncated.map(\.row)))",
          remedy: "SFTConfig(max_length=\(longest)), or shorter rows"))
    }
  }

  private func addLong(to report: inout Report) {
    let limit = trainer.parts.model.configuration.positionLimit
    let rows = (0..<trainer.trainingRows.count).filter { trainer.trainingRows.length(ofRow: $0) > limit }
    guard limit > 0, !rows.isEmpty else { return }
    report.findings.append(
      Finding(
        kind: .beyondPositions, rows: rows,
        message: "\(count(rows.count, "row")) of up to \(trainer.trainingRows.longest) tokens, where the model has "
          + "\(limit) positions: what lies beyond is read badly, and attention takes time with the square of the "
          + "length: \(places(rows))",
        remedy: "SFTConfig(max_length=\(limit))"))
  }

  private func addTurns(_ rows: RowScan, to report: inout Report) {
    let scan = TurnScan(rows.turns, evaluation: trainer.evaluationRows.map { RowScan($0, trainer).turns } ?? [])
    if !scan.contradictory.isEmpty {
      report.findings.append(
        Finding(
          kind: .contradiction, rows: scan.contradictory,
          message: "\(count(scan.contradictory.count, "row")) with another answer than an earlier row has to the same "
            + "question: " + places(scan.contradictory),
          remedy: "keep one answer to each question"))
    }
    if !scan.repeated.isEmpty {
      report.findings.append(
        Finding(
          kind: .repetition, rows: scan.repeated,
          message: "\(count(scan.repeated.count, "row")) the same as an earlier one: \(places(scan.repeated))",
          remedy: "drop the repeats, unless they are meant to weigh more"))
    }
    if !scan.leaked.isEmpty {
      report.findings.append(
        Finding(
          kind: .leak, rows: scan.leaked,
          message: "train_dataset holds \(count(scan.leaked.count, "question")) of eval_dataset too, so the "
            + "evaluation measures what was learnt by heart: \(places(scan.leaked)) of eval_dataset",
          remedy: "drop repeats before train_test_split"))
    }
  }

  private func endRemedy(_ scan: RowScan) -> String {
    let cut = trainer.trainingRows.truncated.map(\.length).max()
    return cut.map { "SFTConfig(max_length=\($0)) leaves room for the end" }
      ?? "close each answer with \(trainer.parts.tokenizer[.end]?.string ?? "the end token")"
  }
}

/// `1 row`, `2 rows`.
func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }

/// The first rows of many: `rows 0, 1, 2, …`.
func places(_ rows: [Int]) -> String {
  let shown = rows.prefix(5).map(String.init).joined(separator: ", ")
  return (rows.count == 1 ? "row " : "rows ") + shown + (rows.count > 5 ? ", …" : "")
}

func quoted(_ text: String) -> String {
  "\"" + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n") + "\""
}
