/// Why a conversation cannot be rendered, before the template is asked.
public enum ChatTemplateError: Error, Equatable, Sendable {
  /// The messages are no list.
  case notMessages(typeName: String)
  /// A message is no dict.
  case notAMessage(index: Int, typeName: String)
  /// A message has no role.
  case missingRole(index: Int, keys: [String])
  /// A generation prompt and a continuation were asked for at once.
  case promptAndContinuation
  /// The last message, which is to be continued, is not in the rendered text.
  case finalMessageMissing
}

extension ChatTemplateError: CustomStringConvertible {
  /// One sentence for people.
  public var description: String {
    switch self {
    case .notMessages(let typeName):
      "a conversation must be a list of messages such as {'role': 'user', 'content': '...'}, not \(typeName)"
    case .notAMessage(let index, let typeName):
      "message \(index) must be a dict such as {'role': 'user', 'content': '...'}, not \(typeName)"
    case .missingRole(let index, let keys):
      "message \(index) has no 'role' (its keys are \(keys.map { "'\($0)'" }.joined(separator: ", ")));"
        + " give each message a 'role' and a 'content'"
    case .promptAndContinuation:
      "continue_final_message and add_generation_prompt are not compatible: the first continues the last message,"
        + " the second begins a new one"
    case .finalMessageMissing:
      "continue_final_message is set but the final message does not appear in the chat after applying the chat"
        + " template: the template trims or leaves out part of it"
    }
  }
}
