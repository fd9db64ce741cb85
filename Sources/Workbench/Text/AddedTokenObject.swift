import PythonValues
import SourceText
import Tokenization

/// `AddedToken` in a cell: a token matched as a whole, and how.
final class AddedTokenObject: PyObject {
  let token: AddedToken

  init(_ token: AddedToken) { self.token = token }

  override var typeName: String { "AddedToken" }

  override func repr() -> String { token.description }

  override func str() -> String { token.content.string }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }

  static let members = Members<AddedTokenObject>([
    .property("content", "The text.") { .str(PyString($0.token.content)) },
    .property("single_word", "Whether it matches only where no letter touches it.") { .bool($0.token.isSingleWord) },
    .property("lstrip", "Whether it swallows white space before it.") { .bool($0.token.stripsLeft) },
    .property("rstrip", "Whether it swallows white space after it.") { .bool($0.token.stripsRight) },
    .property("normalized", "Whether it is looked for in the normalised text.") { .bool($0.token.isNormalized) },
    .property("special", "Whether decoding can skip it.") { .bool($0.token.isSpecial) },
  ])
}

/// The class `AddedToken`.
var addedTokenClass: Value {
  libraryClass(
    "AddedToken", signature: "content, single_word=False, lstrip=False, rstrip=False, normalized=None, special=False"
  ) { arguments, _ in
    guard case .str(let content) = arguments["content"] else { throw arguments.wrongType("content", expected: "str") }
    return .object(
      AddedTokenObject(
        AddedToken(
          content.text, isSingleWord: try arguments.bool("single_word"), stripsLeft: try arguments.bool("lstrip"),
          stripsRight: try arguments.bool("rstrip"),
          isNormalized: arguments["normalized"].isNone ? nil : try arguments.bool("normalized"),
          isSpecial: try arguments.bool("special"))))
  }
}

/// The added tokens of a value: strings and `AddedToken`s, one or a list; strings become special ones where asked.
///
/// - Throws: `TypeError` for anything else.
func addedTokens(_ value: Value, isSpecial: Bool) throws -> [AddedToken] {
  try (value.elements ?? [value]).map { element in
    if let object = element.object as? AddedTokenObject { return object.token }
    if case .str(let text) = element { return AddedToken(text.text, isSpecial: isSpecial) }
    throw PyError(.typeError, "a token is a string or an AddedToken, not \(element.typeName)")
  }
}
