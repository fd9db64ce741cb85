import Training

/// What a row asks and what it answers, as numbers made of its tokens.
struct Turn: Equatable {
  /// The row.
  let row: Int
  /// Made of all tokens before the last answer; of the whole row where everything is learnt.
  let question: UInt64
  /// Made of the last answer's tokens; nil where everything is learnt.
  let answer: UInt64?

  /// Reads a row; nil where it teaches nothing.
  init?(_ batch: EncodedBatch, row: Int) {
    let labels = batch.labels
    guard let last = labels.lastIndex(where: { $0 != EncodedBatch.ignoredLabel }) else { return nil }
    let start = (labels[..<last].lastIndex { $0 == EncodedBatch.ignoredLabel } ?? -1) + 1
    let isAnswer = start > 1
    self.row = row
    question = Self.number(batch.inputIDs[..<(isAnswer ? start : last + 1)])
    answer = isAnswer ? Self.number(batch.inputIDs[start...last]) : nil
  }

  private static func number(_ ids: ArraySlice<Int32>) -> UInt64 {
    var mixer = Fingerprint()
    mixer.mix(Array(ids))
    return mixer.value
  }
}

/// Which questions the training rows ask more than once, and which of them the evaluation asks again.
struct TurnScan {
  /// Rows that ask what an earlier row asks, and answer otherwise.
  private(set) var contradictory: [Int] = []
  /// Rows that ask and answer what an earlier row does.
  private(set) var repeated: [Int] = []
  /// Rows of the evaluation dataset that ask what a training row asks.
  private(set) var leaked: [Int] = []

  init(_ training: [Turn], evaluation: [Turn]) {
    var answers: [UInt64: UInt64?] = [:]
    for turn in training {
      guard let earlier = answers.updateValue(turn.answer, forKey: turn.question) else { continue }
      if earlier == turn.answer { repeated.append(turn.row) } else { contradictory.append(turn.row) }
    }
    leaked = evaluation.filter { answers[$0.question] != nil }.map(\.row)
  }
}
