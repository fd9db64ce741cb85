import Datasets
import PythonValues
import SourceText

extension Preflight {
  /// Compares how generation begins an answer with how the training rows do.
  func promptFinding(_ scan: RowScan) -> Finding? {
    guard trainer.parts.tokenizer.chatTemplate != nil, let opening = generationOpening() else { return nil }
    let differences: [Difference] =
      if case .conversation(let form) = trainer.trainingRows.origin {
        messageDifferences(scan, form)
      } else { textDifference(scan, opening) }
    guard let first = differences.first else { return nil }
    let tokenizer = trainer.parts.tokenizer
    let ids = trainer.trainingRows[first.row].ids
    let training = first.place < ids.count ? tokenizer.decode([ids[first.place]]) : "the end"
    let rows = differences.map(\.row)
    return Finding(
      kind: .otherPrompt, rows: rows,
      message: "generation begins an answer with \(quoted(tokenizer.decode(opening))), but in row \(first.row) "
        + "\(quoted(training)) stands where generation has \(quoted(tokenizer.decode([first.wanted]))): the model will "
        + "be asked in a way that it has not learnt (\(count(rows.count, "row")): \(places(rows)))",
      remedy: "use a chat template whose generation prompt is how the training rows begin an answer: set "
        + "tokenizer.chat_template before making the trainer")
  }

  /// A row, the place of the first token that generation has otherwise, and that token.
  private typealias Difference = (row: Int, place: Int, wanted: Int32)

  /// Rows of messages of which the prompt before the last answer is no prefix.
  private func messageDifferences(_ scan: RowScan, _ form: ConversationForm) -> [Difference] {
    var differences: [Difference] = []
    let parts = trainer.parts
    let silent = Set(scan.silent)
    guard let rows = try? parts.trainingDataset.selectColumns(form.columns) else { return [] }
    try? rows.forEachRow { row, index in
      guard !silent.contains(index), let messages = try? form.turns(row).all.elements,
        messages.last?.dict?["role"]?.string == "assistant",
        let prompt = try? parts.render(.array(Array(messages.dropLast())), true)
      else { return }
      let wanted = parts.tokenizer.encode(Text(prompt), addSpecialTokens: false)
      let ids = trainer.trainingRows[index].ids
      let shared = zip(wanted, ids).prefix { $0 == $1 }.count
      if shared < min(wanted.count, ids.count) { differences.append((index, shared, wanted[shared])) }
    }
    return differences
  }

  /// The first row of which something is learnt, where it does not begin an answer as generation does.
  private func textDifference(_ scan: RowScan, _ opening: [Int32]) -> [Difference] {
    guard let row = scan.firstLearnt, row.firstLabel > 1, let first = opening.first else { return [] }
    let ids = trainer.trainingRows[row.index].ids
    let prompt = ids.prefix(row.firstLabel)
    if prompt.suffix(opening.count).elementsEqual(opening) { return [] }
    guard let start = prompt.lastIndex(of: first) else { return [(row.index, row.firstLabel - 1, first)] }
    let shared = zip(opening, ids[start...]).prefix { $0 == $1 }.count
    return shared < opening.count ? [(row.index, start + shared, opening[shared])] : []
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
