import PythonValues
import SourceText
import Tokenization

/// A tokenizer in a cell, with transformers' names.
final class TokenizerObject: PyObject {
  let tokenizer: Tokenizer

  init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  override var typeName: String { tokenizer.className }

  override func repr() -> String { tokenizer.description }

  override func length() -> Int? { tokenizer.count }

  override func isTruthy() -> Bool { true }

  override var isCallable: Bool { true }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    let signature = Signature(
      "text, text_pair=None, *, \(EncodingOptions.signature), return_token_type_ids=None")
    let bound = try signature.bind(arguments, function: typeName)
    return try translatingErrors {
      var options = try EncodingOptions(bound)
      options.returnsTypeIDs = try bound["return_token_type_ids"].isTruthy()
      let rows = try TextRows(bound["text"], pair: bound["text_pair"])
      return .object(try packed(encodeBatch(rows, options), isBatch: rows.isBatch, options))
    }
  }

  override func attribute(_ name: String) throws -> Value? {
    if let role = SpecialTokens.Role(rawValue: name) {
      return tokenizer[role].map { .str(PyString($0)) } ?? Value.none
    }
    if let role = Self.role(ofIDName: name) { return tokenizer.id(of: role).map { .int(Int($0)) } ?? Value.none }
    return try Self.members.attribute(name, of: self)
  }

  override func setAttribute(_ name: String, _ value: Value) throws {
    if let role = SpecialTokens.Role(rawValue: name) {
      switch value {
      case .none: tokenizer[role] = nil
      case .str(let text): tokenizer[role] = text.text
      default: throw PyError(.valueError, "\(name) must be a string or None, not \(value.typeName)")
      }
    } else if let role = Self.role(ofIDName: name) {
      guard let id = value.integer.flatMap(Int32.init(exactly:)), let token = tokenizer.token(ofID: id) else {
        throw PyError(.valueError, "\(name) must be the id of a token, not \(try value.repr())")
      }
      tokenizer[role] = token
    } else {
      try Self.members.setAttribute(name, value, of: self)
    }
  }

  private static func role(ofIDName name: String) -> SpecialTokens.Role? {
    name.hasSuffix("_id") ? SpecialTokens.Role(rawValue: String(name.dropLast(3))) : nil
  }

  override var attributeNames: [String] {
    SpecialTokens.Role.allCases.flatMap { [$0.rawValue, $0.rawValue + "_id"] } + Self.members.names
  }
}
