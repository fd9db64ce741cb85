import PythonValues
import SourceText

/// Who says what in a row: the turns that are given and those that answer them.
public struct Turns {
  /// What a model is shown; empty where no turn is set apart.
  public let prompt: [Value]
  /// What it is to say; all turns where none is set apart.
  public let completion: [Value]

  /// All turns in order.
  public var all: Value { .array(prompt + completion) }
}

/// What is wrong with a row's turns, in words: `its messages ...`.
public struct TurnsProblem: Error, Equatable, CustomStringConvertible {
  /// The words.
  public let description: String
}

extension ConversationForm {
  /// The turns of a row as messages with `role` and `content`.
  ///
  /// - Throws: `TurnsProblem` where a value has not the form that its column has.
  public func turns(_ row: PyDict) throws(TurnsProblem) -> Turns {
    switch self {
    case .messages(let column, _, let hasSystem):
      let system = hasSystem ? try text(row, "system") : nil
      return Turns(prompt: [], completion: systemTurn(system) + (try messages(row, column)))
    case .promptedMessages:
      return Turns(prompt: try messages(row, "prompt"), completion: try messages(row, "completion"))
    case .promptedText:
      guard let prompt = try text(row, "prompt"), let completion = try text(row, "completion") else {
        throw TurnsProblem(description: "its prompt or its completion is None")
      }
      return Turns(prompt: [turn("user", prompt)], completion: [turn("assistant", completion)])
    case .alpaca(let extras): return try alpacaTurns(row, Set(extras))
    }
  }

  private func alpacaTurns(_ row: PyDict, _ extras: Set<String>) throws(TurnsProblem) -> Turns {
    guard let instruction = try text(row, "instruction"), let output = try text(row, "output") else {
      throw TurnsProblem(description: "its instruction or its output is None")
    }
    var prompt = systemTurn(extras.contains("system") ? try text(row, "system") : nil)
    if extras.contains("history"), let history = row["history"], !history.isNone {
      guard let pairs = history.elements else { throw wrong("history", "a list of pairs", history) }
      for pair in pairs {
        guard let said = pair.elements, said.count == 2, case .str(let question) = said[0],
          case .str(let answer) = said[1]
        else { throw wrong("history", "a list of pairs of texts", pair) }
        prompt += [turn("user", question.text), turn("assistant", answer.text)]
      }
    }
    let input = extras.contains("input") ? try text(row, "input") : nil
    let question = input.map { $0.isEmpty ? instruction : Text(bytes: instruction.bytes + [0x0A] + $0.bytes) }
    prompt.append(turn("user", question ?? instruction))
    return Turns(prompt: prompt, completion: [turn("assistant", output)])
  }

  private func systemTurn(_ text: Text?) -> [Value] {
    guard let text, !text.isEmpty else { return [] }
    return [turn("system", text)]
  }

  private func turn(_ role: String, _ content: Text) -> Value {
    .dictionary([("role", .string(role)), ("content", .str(PyString(content)))])
  }

  private func text(_ row: PyDict, _ column: String) throws(TurnsProblem) -> Text? {
    switch row[column] {
    case .str(let text)?: return text.text
    case nil, Value.none?: return nil
    case let other?: throw wrong(column, "a string", other)
    }
  }

  private func messages(_ row: PyDict, _ column: String) throws(TurnsProblem) -> [Value] {
    guard let value = row[column], !value.isNone else {
      throw TurnsProblem(description: column == "messages" ? "it has no messages" : "its \(column) is None")
    }
    guard let elements = value.elements else { throw wrong(column, "a list of messages", value) }
    var messages: [Value] = []
    for element in elements { messages.append(try message(element, column)) }
    return messages
  }

  /// A message as it is, or a turn of ShareGPT as one.
  private func message(_ element: Value, _ column: String) throws(TurnsProblem) -> Value {
    guard let dict = element.dict else { throw wrong(column, "a list of dicts", element) }
    guard dict["role"] == nil || dict["role"]?.isNone == true, let speaker = dict["from"]?.string else {
      return element
    }
    let message = PyDict()
    for item in dict.items where item.key.string != "from" && item.key.string != "value" && item.key.string != "role" {
      if let name = item.key.string, name != "content" { message[name] = item.value }
    }
    message["role"] = .string(Self.roles[speaker.lowercased()] ?? speaker)
    message["content"] = dict["value"] ?? Value.none
    return .dict(message)
  }

  private func wrong(_ column: String, _ expected: String, _ found: Value) -> TurnsProblem {
    TurnsProblem(description: "\(column) must be \(expected), not \(found.typeName)")
  }

  /// What ShareGPT's data sets call the speakers.
  private static let roles = [
    "human": "user", "gpt": "assistant", "chatgpt": "assistant", "bing": "assistant", "bard": "assistant",
    "model": "assistant", "bot": "assistant", "observation": "tool", "function_response": "tool",
    "function": "tool", "tool_response": "tool",
  ]
}

extension Dataset {
  /// The rows as conversations: the columns of a known form become one column `messages`, the others stay.
  ///
  /// - Throws: `DatasetError.badArgument` where no form fits, or a row does not have it.
  public func conversations() throws -> Dataset {
    guard let form = ConversationForm(self) else {
      throw DatasetError.badArgument(
        "no conversation is known in the columns \(columnNames.joined(separator: ", ")): rename them to one of these:"
          + " \(ConversationForm.known)")
    }
    if case .messages("messages", false, _) = form { return self }
    return try map(removing: form.columns.filter { $0 != "messages" }) { row, index in
      do {
        return .dictionary([("messages", try form.turns(row).all)])
      } catch {
        throw DatasetError.badArgument("row \(index) of the dataset: \(error)")
      }
    }
  }
}
