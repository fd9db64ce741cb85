import Cluster
import Datasets
import PythonValues
import SourceText
import Tokenization
import Training

/// Turns the rows of a dataset into token ids as trl 0.17's `SFTTrainer` does.
///
/// * `input_ids`: taken as they are, with `attention_mask`, `labels` or `completion_mask` beside them.
/// * conversations (`messages`, ShareGPT's `conversations`): rendered with the chat template and tokenised without further
///   special tokens, so with one begin token.
/// * `prompt` and `completion`: texts are joined, messages and Alpaca's columns rendered; the completion is learnt.
/// * a column of texts: closed with the end token where they lack it, tokenised *with* special tokens, so that a text
///   that begins with the begin token gets a second one, as there.
///
/// All but `input_ids` are cut at the right to the largest length.
public struct RowPreparation {
  /// Text to ids.
  public let tokenizer: Tokenizer
  /// How.
  public let configuration: SFTConfiguration
  /// Renders messages, with or without the generation prompt.
  public let render: (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String

  /// Makes a preparation.
  public init(
    tokenizer: Tokenizer, configuration: SFTConfiguration,
    render: @escaping (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String
  ) {
    self.tokenizer = tokenizer
    self.configuration = configuration
    self.render = render
  }

  /// The rows of a dataset as tokens.
  ///
  /// - Parameters:
  ///   - name: what messages call the dataset: `train_dataset`.
  ///   - progress: is told how many rows are done.
  /// - Throws: `FineTuningError` where a column is missing or a row has not what it needs; what the template throws.
  public func prepare(
    _ dataset: Dataset, name: String, progress: (Int) -> Void = { _ in }
  ) throws -> PreparedRows {
    let origin = try origin(of: dataset)
    let needed = try dataset.selectColumns(neededColumns(origin, dataset))
    if Cluster.current.isShared { try Cluster.current.requireSame(name, try fingerprint(of: needed)) }
    return try PreparedRows.shared(origin, count: needed.count) { share, rows in
      let chosen = share.count == needed.count ? needed : try needed.select(share)
      try chosen.forEachRow { row, index in
        try append(row, share.lowerBound + index, to: rows)
        progress(index + 1)
      }
    }
  }

  /// A number of all rows, to tell whether ranks have the same ones before each prepares its share.
  private func fingerprint(of dataset: Dataset) throws -> String {
    var mixer = Fingerprint()
    try dataset.forEachRow { row, _ in mixer.mix(row) }
    return "\(dataset.count) rows, \(mixer.value)"
  }

  /// How the rows of a dataset become tokens; of several ways the first: ids, conversations, prompts, texts, Alpaca.
  ///
  /// - Throws: `FineTuningError.missingColumn` where the columns are in no form that is known.
  func origin(of dataset: Dataset) throws -> PreparedRows.Origin {
    let columns = dataset.columnNames
    if columns.contains("input_ids") { return .encoded }
    switch ConversationForm(dataset) {
    case .promptedText?: return .completions
    case .alpaca(let extras)? where !columns.contains(configuration.textColumn):
      return .conversation(.alpaca(extras: extras))
    case .alpaca?, nil:
      guard columns.contains(configuration.textColumn) else {
        throw FineTuningError.missingColumn(name: configuration.textColumn, columns: columns)
      }
      return .text(column: configuration.textColumn)
    case let form?: return .conversation(form)
    }
  }

  private func neededColumns(_ origin: PreparedRows.Origin, _ dataset: Dataset) -> [String] {
    switch origin {
    case .text(let column): [column]
    case .conversation(let form): form.columns
    case .completions: ["prompt", "completion"]
    case .encoded:
      ["input_ids", "attention_mask", "labels", "completion_mask"].filter(dataset.columnNames.contains)
    }
  }

  private func append(_ row: PyDict, _ index: Int, to rows: PreparedRows) throws {
    switch rows.origin {
    case .encoded: rows.append(try encodedRow(row, index))
    case .conversation(let form):
      do {
        try append(try form.turns(row), index, to: rows)
      } catch let problem as TurnsProblem {
        throw FineTuningError.badRow(row: index, problem: problem.description)
      }
    case .text(let column):
      let text = try self.text(row, column, index)
      append(tokenizer.encode(closed(text, rows)), labels: nil, to: rows)
    case .completions: try appendCompletion(row, index, to: rows)
    }
  }

  private func append(_ turns: Turns, _ index: Int, to rows: PreparedRows) throws {
    let text = try rendered(turns.all, index)
    guard !turns.prompt.isEmpty, configuration.learnsCompletionsOnly != false else {
      return append(tokenizer.encode(text, addSpecialTokens: false), labels: nil, to: rows)
    }
    // Some templates open the answer otherwise when it is asked for, so what both have counts as the prompt.
    let asked = try rendered(.array(turns.prompt), index, addsGenerationPrompt: true)
    let shared = zip(text.bytes, asked.bytes).prefix { $0 == $1 }.count
    let encoding = tokenizer.encodeWithSpans(text, addSpecialTokens: false)
    let labels = zip(encoding.ids, encoding.spans).map { $1.lowerBound < shared ? EncodedBatch.ignoredLabel : $0 }
    append(encoding.ids, labels: labels, to: rows)
  }

  private func rendered(_ messages: Value, _ index: Int, addsGenerationPrompt: Bool = false) throws -> Text {
    do {
      return Text(try render(messages, addsGenerationPrompt))
    } catch let error as PyError {
      throw error
    } catch {
      throw FineTuningError.badRow(row: index, problem: "its messages do not fit the chat template: \(error)")
    }
  }

  private func appendCompletion(_ row: PyDict, _ index: Int, to rows: PreparedRows) throws {
    let prompt = try text(row, "prompt", index)
    let completion = closed(try text(row, "completion", index), rows)
    let before = tokenizer.encode(prompt)
    let ids = tokenizer.encode(Text(bytes: prompt.bytes + completion.bytes))
    let learnsAll = configuration.learnsCompletionsOnly == false
    let labels = ids.enumerated().map { $0 < before.count && !learnsAll ? EncodedBatch.ignoredLabel : $1 }
    append(ids, labels: labels, to: rows)
  }

  private func text(_ row: PyDict, _ column: String, _ index: Int) throws -> Text {
    guard case .str(let text)? = row[column] else {
      let found = row[column]?.typeName ?? "nothing"
      throw FineTuningError.badRow(row: index, problem: "\(column) must be a string, not \(found)")
    }
    return text.text
  }

  /// A text closed with the end token.
  private func closed(_ text: Text, _ rows: PreparedRows) -> Text {
    let end = configuration.endToken.map { Text($0) } ?? tokenizer[.end]
    guard let end, !end.isEmpty, !text.bytes.suffix(end.count).elementsEqual(end.bytes) else { return text }
    rows.closedCount += 1
    return Text(bytes: text.bytes + end.bytes)
  }

  private func append(_ ids: [Int32], labels: [Int32]?, to rows: PreparedRows) {
    if let begin = tokenizer.id(of: .begin), ids.prefix(2) == [begin, begin] { rows.doubledBegin.append(rows.count) }
    let limit = configuration.maximumLength ?? .max
    if ids.count > limit { rows.truncated.append((rows.count, ids.count)) }
    rows.append(EncodedRow(ids: Array(ids.prefix(limit)), labels: labels.map { Array($0.prefix(limit)) }))
  }
}

extension RowPreparation {
  private func encodedRow(_ row: PyDict, _ index: Int) throws -> EncodedRow {
    guard let ids = try Self.integers(row["input_ids"], "input_ids", index) else {
      throw FineTuningError.notEncoded(row: index, problem: "input_ids is missing")
    }
    let mask = try Self.integers(row["attention_mask"], "attention_mask", index)
    var labels = try Self.integers(row["labels"], "labels", index)
    if labels == nil, configuration.learnsCompletionsOnly != false,
      let learnt = try Self.integers(row["completion_mask"], "completion_mask", index)
    {
      guard learnt.count == ids.count else {
        throw FineTuningError.unevenRow(row: index, ids: ids.count, other: learnt.count)
      }
      labels = zip(ids, learnt).map { $1 == 0 ? EncodedBatch.ignoredLabel : $0 }
    }
    for part in [mask, labels].compactMap(\.self) where part.count != ids.count {
      throw FineTuningError.unevenRow(row: index, ids: ids.count, other: part.count)
    }
    return EncodedRow(ids: ids, attentionMask: mask, labels: labels)
  }

  /// A list of integers of 32 bits; nil for None or nothing.
  static func integers(_ value: Value?, _ name: String, _ row: Int) throws -> [Int32]? {
    guard let value, !value.isNone else { return nil }
    guard let elements = value.elements else {
      throw FineTuningError.notEncoded(row: row, problem: "\(name) must be a list, not \(value.typeName)")
    }
    return try elements.map { element in
      guard let integer = element.integer, let id = Int32(exactly: integer) else {
        throw FineTuningError.notEncoded(row: row, problem: "\(name) holds what is no token id")
      }
      return id
    }
  }
}
