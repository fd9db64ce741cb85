/// Why a token of a batch is not learnt.
public enum MaskReason: String, Sendable, Equatable {
  /// It only fills the row up.
  case padding = "padding"
  /// It stands before the end of the first answer's marker.
  case prompt = "before the answer"
  /// It stands from a question's marker to the end of the next answer's marker.
  case question = "question"
  /// It follows a question that no answer's marker follows.
  case unanswered = "question without answer"
  /// The row has no answer's marker.
  case noResponseMarker = "row without response_template"
  /// The row has no question's marker.
  case noInstructionMarker = "row without instruction_template"
  /// The row says so itself.
  case given = "masked by the row's labels"
  /// The collator that masked it gave no reason.
  case unknown = "masked"
}
