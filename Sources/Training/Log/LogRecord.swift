import JSON
import SourceText

/// One line of the training log: numbers by name, in their order.
///
/// Names and order are transformers' and trl's: `loss`, `grad_norm`, `learning_rate`, `num_tokens`,
/// `mean_token_accuracy`, `epoch`.
public struct LogRecord: Sendable, Equatable {
  /// The numbers by name.
  public private(set) var members: JSONObject

  /// Makes a record without numbers.
  public init() { members = JSONObject() }

  /// Makes a record of members.
  public init(_ members: JSONObject) { self.members = members }

  /// A number by its name; assigning appends it or replaces it in its place.
  public subscript(name: String) -> Double? {
    get { members[name]?.number }
    set { members[name] = newValue.map { .number($0) } }
  }

  /// The step, where the record is part of a history.
  public var step: Int? {
    get { members["step"]?.integer }
    set { members["step"] = newValue.map { .integer($0) } }
  }

  /// The names in order.
  public var names: [String] { members.keys.map(\.string) }

  /// The record as Python writes a dict: `{'loss': 12.5485, 'epoch': 0.73}`.
  public var description: String {
    "{" + members.members.map { "'\($0.key.string)': \(pythonText($0.value))" }.joined(separator: ", ") + "}"
  }

  /// The record as the console shows it: the epoch rounded to two places, `total_flos` left out.
  public var consoleLine: String {
    var shown = self
    shown.members["total_flos"] = nil
    if let epoch = self["epoch"] { shown["epoch"] = roundedToPlaces(epoch, 2) }
    return shown.description
  }
}

extension LogRecord: CustomStringConvertible {}

/// A float as Python writes it.
func pythonNumber(_ number: Double) -> String {
  if number.isNaN { return "nan" }
  return number.isInfinite ? (number < 0 ? "-inf" : "inf") : shortestDecimal(number)
}

private func pythonText(_ value: JSON) -> String {
  switch value {
  case .number(let number): pythonNumber(number)
  case .bool(let truth): truth ? "True" : "False"
  case .null: "None"
  default: value.string(JSON.Format())
  }
}
