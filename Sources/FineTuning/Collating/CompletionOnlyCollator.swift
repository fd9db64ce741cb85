import Training

/// Learns answers only: what follows each answer's marker, up to the next question's.
///
/// Source: trl 0.17's `DataCollatorForCompletionOnlyLM`, its quirks included: with both markers the n-th question is
/// paired with the n-th answer, so that a row of two questions and one answer teaches nothing; without the question's
/// marker only the last answer is learnt. Other than there, padding is ignored by its place, never by its id.
public struct CompletionOnlyCollator: RowCollator {
  /// A text that stands before a turn, and its tokens.
  public struct Marker: Sendable, Equatable {
    /// The text; for messages.
    public var text: String
    /// Its token ids.
    public var ids: [Int32]

    /// Makes a marker.
    public init(text: String, ids: [Int32]) {
      self.text = text
      self.ids = ids
    }
  }

  /// What stands before an answer.
  public let response: Marker

  /// What stands before a question; nil learns the last answer only.
  public let instruction: Marker?

  /// How rows are filled up.
  public var padding: PaddingRule

  private let decode: ([Int32]) -> String

  /// Makes a collator.
  ///
  /// - Parameter decode: ids to text, for warnings.
  /// - Throws: `FineTuningError.emptyMarker`.
  public init(
    response: Marker, instruction: Marker?, padding: PaddingRule, decode: @escaping ([Int32]) -> String
  ) throws {
    if response.ids.isEmpty { throw FineTuningError.emptyMarker(name: "response_template") }
    if instruction?.ids.isEmpty == true { throw FineTuningError.emptyMarker(name: "instruction_template") }
    self.response = response
    self.instruction = instruction
    self.padding = padding
    self.decode = decode
  }

  /// The batch of rows, in their order.
  ///
  /// - Throws: `FineTuningError` where a row is uneven or cannot be padded.
  public func batch(of rows: [EncodedRow]) throws -> CollatedBatch {
    var padded = try padding.padded(rows.map { EncodedRow(ids: $0.ids, attentionMask: $0.attentionMask) })
    var warnings: [String] = []
    for row in 0..<rows.count {
      if let instruction {
        maskTurns(&padded, row, instruction, &warnings)
      } else {
        maskBeforeLastAnswer(&padded, row, &warnings)
      }
    }
    return try padded.collated(warnings: warnings)
  }

  private func maskBeforeLastAnswer(_ padded: inout PaddedRows, _ row: Int, _ warnings: inout [String]) {
    let starts = occurrences(of: response.ids, in: padded.labels(ofRow: row))
    guard let last = starts.last else {
      warnings.append(missing("response", response, padded.ids(ofRow: row)))
      padded.ignore(row: row, 0..<padded.width, .noResponseMarker)
      return
    }
    padded.ignore(row: row, 0..<last + response.ids.count, .prompt)
  }

  private func maskTurns(
    _ padded: inout PaddedRows, _ row: Int, _ instruction: Marker, _ warnings: inout [String]
  ) {
    let answers = occurrences(of: response.ids, in: padded.labels(ofRow: row)).map { $0 + response.ids.count }
    if answers.isEmpty {
      warnings.append(missing("response", response, padded.ids(ofRow: row)))
      padded.ignore(row: row, 0..<padded.width, .noResponseMarker)
    }
    var questions = occurrences(of: instruction.ids, in: padded.labels(ofRow: row))
    if questions.isEmpty {
      warnings.append(missing("instruction", instruction, padded.ids(ofRow: row)))
      padded.ignore(row: row, 0..<padded.width, .noInstructionMarker)
    }
    if let question = questions.first, let answer = answers.first, question > answer { questions.insert(0, at: 0) }
    for (turn, (question, answer)) in zip(questions, answers).enumerated() {
      if turn == 0 {
        padded.ignore(row: row, 0..<answer, .prompt)
      } else if question < answer {
        padded.ignore(row: row, question..<answer, .question)
      }
    }
    if answers.count < questions.count, let last = questions.last {
      padded.ignore(row: row, last..<padded.width, .unanswered)
    }
  }

  private func missing(_ key: String, _ marker: Marker, _ ids: [Int32]) -> String {
    "Could not find \(key) key `\(marker.text)` in the following instance: \(decode(ids)). This instance will be "
      + "ignored in loss calculation. Note, if this happens often, consider increasing the `max_length`."
  }
}

/// The columns at which a marker begins.
///
/// - Complexity: O(row length x marker length).
func occurrences(of marker: [Int32], in row: ArraySlice<Int32>) -> [Int] {
  guard !marker.isEmpty, row.count >= marker.count else { return [] }
  return (0...row.count - marker.count).filter { column in
    row[(row.startIndex + column)...].prefix(marker.count).elementsEqual(marker)
  }
}
