import Datasets

/// Why data and model do not come together.
public enum FineTuningError: Error, Equatable, Sendable {
  /// A marker of the collator that has no token.
  case emptyMarker(name: String)
  /// The tokenizer has no padding token.
  case noPaddingToken
  /// A row that is no list of token ids.
  case notEncoded(row: Int, problem: String)
  /// A row whose mask or labels have another length than its ids.
  case unevenRow(row: Int, ids: Int, other: Int)
  /// A column that was asked for is not in the dataset.
  case missingColumn(name: String, columns: [String])
  /// A row without the messages or the text that it needs.
  case badRow(row: Int, problem: String)
  /// A dataset without rows.
  case emptyDataset(name: String)
  /// An argument that the configuration does not have.
  case unknownArgument(name: String, nearest: String?)
  /// An argument whose value has another type.
  case argumentType(name: String, expected: String, found: String)
  /// An argument's value that is out of its range.
  case argumentValue(name: String, problem: String)
  /// An argument that would change numbers and is not implemented.
  case refusedArgument(name: String, value: String, instead: String)
  /// The machine has not what the training needs, in bytes.
  case doesNotFit(what: String, needed: Int, available: Int, remedy: String)
  /// No row of the training dataset teaches anything.
  case nothingToLearn(cause: String)
  /// What was merged or written is not the model in memory.
  case wrongCertificate(what: String, problem: String)
  /// A way of storing weights that is not written.
  case unknownQuantization(name: String)
}

extension FineTuningError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .emptyMarker(let name): "\(name) has no token: give the text that precedes each turn"
    case .noPaddingToken:
      "asked to pad but the tokenizer has no padding token: set one with "
        + "tokenizer.add_special_tokens({'pad_token': '<|pad|>'}) or tokenizer.pad_token = tokenizer.eos_token"
    case .notEncoded(let row, let problem): "row \(row) is not encoded: \(problem); give what tokenizer(text) returns"
    case .unevenRow(let row, let ids, let other):
      "row \(row) has \(ids) input_ids but \(other) in its attention_mask or labels: they must be as many"
    case .missingColumn(let name, let columns):
      "the dataset has no column \(name); it has \(columns.joined(separator: ", ")): set dataset_text_field, or rename "
        + "the columns to a form that is known: \(ConversationForm.known)"
    case .badRow(let row, let problem): "row \(row) of the dataset: \(problem)"
    case .emptyDataset(let name): "\(name) has no rows: give at least one"
    case .unknownArgument(let name, let nearest):
      "SFTConfig has no argument \(name)" + (nearest.map { ": did you mean \($0)?" } ?? "")
    case .argumentType(let name, let expected, let found): "\(name) must be \(expected), not \(found)"
    case .argumentValue(let name, let problem): "\(name): \(problem)"
    case .refusedArgument(let name, let value, let instead): "\(name)=\(value) is not supported: \(instead)"
    case .doesNotFit(let what, let needed, let available, let remedy):
      "the training needs \(spokenSize(needed)) of \(what) and there are \(spokenSize(available)): \(remedy)"
    case .nothingToLearn(let cause): "no row of the training dataset teaches anything: \(cause)"
    case .wrongCertificate(let what, let problem):
      "\(what) \(problem): do not use it (the disk or a program that writes into the folder may be at fault; else "
        + "report this as an error of Tunebook)"
    case .unknownQuantization(let name):
      "quantization_method '\(name)' is not written: use f16, bf16, q8_0 or f32 (llama.cpp's llama-quantize makes "
        + "smaller ones of an f16 file)"
    }
  }
}
