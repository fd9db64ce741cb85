import PythonValues

/// A layout of columns that says who says what, as the world's data sets have it.
///
/// Source: trl 0.17's dataset formats; ShareGPT and Alpaca as their own data sets lay them out.
public enum ConversationForm: Equatable, Sendable {
  /// A column of messages, each with a role and content, or with ShareGPT's `from` and `value`.
  case messages(column: String, isShareGPT: Bool, hasSystem: Bool)
  /// `prompt` and `completion`, both lists of messages.
  case promptedMessages
  /// `prompt` and `completion`, both texts.
  case promptedText
  /// Alpaca's `instruction` and `output`, perhaps with `input`, `system` and `history`.
  case alpaca(extras: [String])
}

extension ConversationForm {
  /// The forms in words, for messages about columns that are none of them.
  public static let known =
    "text; messages (role, content); conversations (from, value); prompt and completion; instruction, input and output"

  /// The form of a dataset's columns; nil where they are in none that is known.
  public init?(_ dataset: Dataset) {
    let features = Dictionary(dataset.features.map { ($0.name, $0.feature) }, uniquingKeysWith: { first, _ in first })
    let hasSystem = features["system"] == .string
    if let feature = features["messages"] {
      self = .messages(column: "messages", isShareGPT: feature.isShareGPT, hasSystem: feature.isShareGPT && hasSystem)
    } else if let feature = features["conversations"], feature.isShareGPT || feature.holdsMessages {
      self = .messages(column: "conversations", isShareGPT: true, hasSystem: hasSystem)
    } else if let prompt = features["prompt"], let completion = features["completion"] {
      let areMessages = [prompt, completion].contains { if case .list = $0 { true } else { $0 == .json } }
      self = areMessages ? .promptedMessages : .promptedText
    } else if features["instruction"] != nil, features["output"] != nil {
      self = .alpaca(extras: ["input", "system", "history"].filter { features[$0] != nil })
    } else {
      return nil
    }
  }

  /// The columns that it reads.
  public var columns: [String] {
    switch self {
    case .messages(let column, _, let hasSystem): hasSystem ? [column, "system"] : [column]
    case .promptedMessages, .promptedText: ["prompt", "completion"]
    case .alpaca(let extras): ["instruction", "output"] + extras
    }
  }

  /// What was recognised and what becomes of it, in a sentence; nil where rows are taken as they are.
  public var notice: String? {
    switch self {
    case .messages(let column, true, let hasSystem):
      "the column \(column) is read as ShareGPT's turns: human is the user, gpt the assistant"
        + (hasSystem ? ", and the column system stands first" : "")
    case .alpaca(let extras):
      "the columns \(columns.joined(separator: ", ")) are read as Alpaca's: the user says the instruction"
        + (extras.contains("input") ? " and, on a new line, the input" : "")
        + ", the assistant the output, which alone is learnt"
    default: nil
    }
  }
}

extension Feature {
  /// The keys of the dicts in a list.
  private var listedKeys: Set<String>? {
    guard case .list(.structure(let members)) = self else { return nil }
    return Set(members.map(\.name))
  }

  fileprivate var isShareGPT: Bool { listedKeys?.isSuperset(of: ["from", "value"]) ?? false }

  fileprivate var holdsMessages: Bool { listedKeys?.isSuperset(of: ["role", "content"]) ?? (self == .json) }
}
