import PythonValues
import SourceText
import Training

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
  }

  private let trainer: SFTTrainer

  /// Looks at a trainer.
  public init(_ trainer: SFTTrainer) { self.trainer = trainer }

  /// Looks at every training row.
  public func report() -> Report {
    var report = Report()
    let scan = RowScan(trainer)
    add(scan, to: &report)
    addPreparation(to: &report)
    if let finding = promptFinding(scan) { report.findings.append(finding) }
    if case .conversation = trainer.trainingRows.origin { addConversations(to: &report) }
    addSettings(to: &report)
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
          remedy: "close answers with the end token, and leave room for it in max_length"))
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
          remedy: "set max_length=\(longest), or shorten the rows"))
    }
  }

  private func addConversations(to report: inout Report) {
    let parts = trainer.parts
    guard let scan = try? ConversationScan(training: parts.trainingDataset, evaluation: parts.evaluationDataset) else {
      return
    }
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

  private func addSettings(to report: inout Report) {
    let (values, training) = (trainer.parts.arguments.values, trainer.parts.arguments.training)
    for (name, interval, strategy) in [
      ("eval_steps", training.evaluation, "eval_strategy"), ("save_steps", training.saving, "save_strategy"),
    ] where interval.strategy == .epoch && values[name] != SFTArgument.named[name]?.defaultValue {
      report.findings.append(
        Finding(
          kind: .idleSetting, rows: [], message: "\(name) has no effect under \(strategy)=\"epoch\"",
          remedy: "set \(strategy)=\"steps\", or leave \(name) out"))
    }
    let (model, tokenizer) = (trainer.parts.model, trainer.parts.tokenizer)
    if model.configuration.tiesEmbeddings, let adapted = model.adapter?.moduleNames,
      adapted.contains("embed_tokens") || adapted.contains("lm_head")
    {
      report.findings.append(
        Finding(
          kind: .tiedTables, rows: [],
          message: "embedding and lm_head are one table, and the adapter changes what it is as one or the other",
          remedy: "merge_and_unload unties them here; other tools add both changes into the one table, so leave "
            + "embed_tokens and lm_head out of target_modules for them"))
    }
    if let padding = tokenizer.id(of: .padding), padding == tokenizer.id(of: .end) {
      report.findings.append(
        Finding(
          kind: .paddingIsEnd, rows: [],
          message: "the padding token is the end token; here padding is masked by its place, so the end is learnt, but "
            + "other tools mask it by its id",
          remedy: "tokenizer.add_special_tokens({'pad_token': '<|pad|>'}), then resize the model's embeddings"))
    }
  }
}

extension Preflight {
  /// Compares how generation begins an answer with how the training rows do.
  private func promptFinding(_ scan: RowScan) -> Finding? {
    guard trainer.parts.tokenizer.chatTemplate != nil, let row = scan.firstLearnt,
      let opening = generationOpening()
    else { return nil }
    let ids = trainer.trainingRows[row.index].ids
    let prompt = ids.prefix(row.firstLabel)
    guard !prompt.suffix(opening.count).elementsEqual(opening) else { return nil }
    guard let first = opening.first, let start = prompt.lastIndex(of: first) else { return nil }
    let shared = zip(opening, ids[start...]).prefix { $0 == $1 }.count
    guard shared < opening.count else { return nil }
    let tokenizer = trainer.parts.tokenizer
    let training = start + shared < ids.count ? tokenizer.decode([ids[start + shared]]) : "the end"
    let generation = tokenizer.decode([opening[shared]])
    return Finding(
      kind: .otherPrompt, rows: [row.index],
      message: "generation begins an answer with \(quoted(tokenizer.decode(opening))), but in row \(row.index) "
        + "\(quoted(training)) stands where generation has \(quoted(generation)): the model will be asked in a way "
        + "that it has not learnt",
      remedy: "use a chat template whose generation prompt is how the training rows begin an answer")
  }

  /// The tokens that a generation prompt has after the last message's content.
  private func generationOpening() -> [Int32]? {
    let probe = "☐"
    let messages = Value.array([.dictionary([("role", .string("user")), ("content", .string(probe))])])
    guard let text = try? trainer.parts.render(messages, true) else { return nil }
    let parts = text.split(separator: probe, omittingEmptySubsequences: false)
    guard parts.count >= 2, let tail = parts.last, !tail.isEmpty else { return nil }
    return trainer.parts.tokenizer.encode(Text(String(tail)), addSpecialTokens: false)
  }
}

/// `1 row`, `2 rows`.
private func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }

/// The first rows of many: `rows 0, 1, 2, …`.
private func places(_ rows: [Int]) -> String {
  let shown = rows.prefix(5).map(String.init).joined(separator: ", ")
  return (rows.count == 1 ? "row " : "rows ") + shown + (rows.count > 5 ? ", …" : "")
}

private func quoted(_ text: String) -> String {
  "\"" + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n") + "\""
}
