import Training

/// What the collator makes of each training row, taken alone.
struct RowScan {
  /// Rows of which nothing is learnt.
  private(set) var silent: [Int] = []
  /// Rows of which something is learnt, but not an end token although they have an answer that was cut or not closed.
  private(set) var endless: [Int] = []
  /// The first row of which something is learnt, and its first learnt token.
  private(set) var firstLearnt: (index: Int, firstLabel: Int)?
  /// How many silent rows have which reason.
  private var reasons: [MaskReason: Int] = [:]
  private var silentByCut = 0

  /// What each row that teaches something asks and answers.
  private(set) var turns: [Turn] = []
  /// For each token that was added to the tokenizer, the rows in which it stands.
  private(set) var rows: [Int32: [Int]] = [:]
  /// The added tokens that are learnt somewhere.
  private(set) var labelled: Set<Int32> = []

  init(_ trainer: SFTTrainer) { self.init(trainer.trainingRows, trainer) }

  init(_ prepared: PreparedRows, _ trainer: SFTTrainer) {
    let cut = Set(prepared.truncated.map(\.row))
    let end = trainer.parts.tokenizer.id(of: .end)
    let added = Set(trainer.parts.tokenizer.newTokenIDs)
    for row in 0..<prepared.count {
      guard let collated = try? trainer.collator.batch(of: [prepared[row]]) else { continue }
      let labels = collated.batch.labels
      if let turn = Turn(collated.batch, row: row) { turns.append(turn) }
      if !added.isEmpty {
        for id in Set(collated.batch.inputIDs).intersection(added) { rows[id, default: []].append(row) }
        labelled.formUnion(Set(labels).intersection(added))
      }
      guard let first = labels.indices.dropFirst().first(where: { labels[$0] != EncodedBatch.ignoredLabel }) else {
        silent.append(row)
        if cut.contains(row) { silentByCut += 1 }
        if let reason = collated.reasons.compactMap(\.self).last(where: { $0 != .padding }) {
          reasons[reason, default: 0] += 1
        }
        continue
      }
      if firstLearnt == nil { firstLearnt = (row, first) }
      let last = labels.last { $0 != EncodedBatch.ignoredLabel }
      if let end, cut.contains(row) || !labels.contains(end), last != end { endless.append(row) }
    }
  }

  /// Why the silent rows teach nothing, in words.
  var cause: String {
    if silentByCut > 0, silentByCut * 2 >= silent.count { return "they were cut before the answer" }
    switch mostCommonReason {
    case .noResponseMarker: return "the response_template is not in them"
    case .noInstructionMarker: return "the instruction_template is not in them"
    case .unanswered: return "a question follows the last answer"
    case .given: return "their labels are all -100"
    default: return "no token has a label"
    }
  }

  /// What mends it.
  var remedy: String {
    if silentByCut > 0, silentByCut * 2 >= silent.count { return "set a larger max_length" }
    switch mostCommonReason {
    case .noResponseMarker, .noInstructionMarker:
      return "give the collator the very text that stands before each turn in the rows (inspect(batch) shows it)"
    case .unanswered: return "let every row end with an answer"
    default: return "look at inspect(batch)"
    }
  }

  private var mostCommonReason: MaskReason? {
    reasons.max { $0.value == $1.value ? $0.key.rawValue > $1.key.rawValue : $0.value < $1.value }?.key
  }
}
