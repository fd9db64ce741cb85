import JSON
import SourceText

/// A part of a JSON file that knows where it stands, for messages.
struct ComponentReader {
  let path: String
  let field: String
  let json: JSON

  /// A member, which may be absent.
  func member(_ name: String) -> ComponentReader? {
    guard let value = json[name], !value.isNull else { return nil }
    return ComponentReader(path: path, field: field.isEmpty ? name : "\(field).\(name)", json: value)
  }

  /// The elements of a list.
  ///
  /// - Throws: `TokenizerError.malformed`.
  func elements(_ name: String) throws(TokenizerError) -> [ComponentReader] {
    guard let member = member(name), let array = member.json.array else { throw malformed(name, "a list") }
    return array.enumerated().map {
      ComponentReader(path: path, field: "\(member.field)[\($0.offset)]", json: $0.element)
    }
  }

  func text(_ name: String) throws(TokenizerError) -> Text {
    guard let text = json[name]?.text else { throw malformed(name, "a text") }
    return text
  }

  func flag(_ name: String, _ otherwise: Bool) throws(TokenizerError) -> Bool {
    guard let member = member(name) else { return otherwise }
    guard let value = member.json.bool else { throw malformed(name, "true or false") }
    return value
  }

  func integer(_ name: String) throws(TokenizerError) -> Int {
    guard let value = json[name]?.integer else { throw malformed(name, "a whole number") }
    return value
  }

  /// The `type` of a component.
  func type() throws(TokenizerError) -> String { try text("type").string }

  func malformed(_ name: String, _ expected: String) -> TokenizerError {
    .malformed(path: path, field: field.isEmpty ? name : "\(field).\(name)", expected: expected)
  }

  func unsupported(_ kind: String, _ known: [String]) -> TokenizerError {
    .unsupported(path: path, field: field, kind: kind, known: known)
  }
}
