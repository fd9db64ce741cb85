import Files
import JSON
import SourceText

extension Tokenizer {
  /// Writes tokenizer.json, tokenizer_config.json, special_tokens_map.json and, where there is a chat template,
  /// chat_template.jinja, each whole or not at all. What the tokenizer came with and does not know is kept.
  ///
  /// - Throws: `FileError`.
  public func save(folder: String) throws {
    try makeFolder(folder)
    var writer = TokenizerFileWriter(self)
    try writeFile(joinPath(folder, "tokenizer.json"), writer.file())
    let sorted = JSON.Format(indent: 2, sortsKeys: true)
    let newline: [UInt8] = [0x0A]
    try writeFile(
      joinPath(folder, "tokenizer_config.json"), JSON.object(savedConfiguration).serialized(sorted) + newline)
    try writeFile(
      joinPath(folder, "special_tokens_map.json"), JSON.object(savedSpecialTokens).serialized(sorted) + newline)
    if let chatTemplate { try writeFile(joinPath(folder, "chat_template.jinja"), Array(chatTemplate.utf8)) }
  }

  /// Whether the template is not the one that the document describes.
  var rewritesTemplate: Bool {
    let reader = ComponentReader(path: "", field: "", json: .object(document))
    let described = try? reader.member("post_processor")?.template()
    return (described ?? TokenTemplate()) != template
  }

  /// The template as a TemplateProcessing component, or null where it adds nothing.
  var templateDocument: JSON {
    if template == TokenTemplate() { return nil }
    func special(_ id: Int32, _ type: Int) -> JSON {
      .object(["SpecialToken": .object(["id": .string(name(id)), "type_id": .integer(type)])])
    }
    func sequence(_ name: String, _ type: Int) -> JSON {
      .object(["Sequence": .object(["id": .string(name), "type_id": .integer(type)])])
    }
    func around(_ name: String, _ type: Int) -> [JSON] {
      template.prefix.map { special($0, type) } + [sequence(name, type)] + template.suffix.map { special($0, type) }
    }
    var tokens = JSONObject()
    for id in template.prefix + template.suffix {
      tokens[name(id)] = .object([
        "id": .string(name(id)), "ids": [.integer(Int(id))], "tokens": [.string(name(id))],
      ])
    }
    return .object([
      "type": "TemplateProcessing", "single": .array(around("A", 0)), "pair": .array(around("A", 0) + around("B", 1)),
      "special_tokens": .object(tokens),
    ])
  }

  private func name(_ id: Int32) -> Text { token(ofID: id) ?? Text("") }

  private var savedConfiguration: JSONObject {
    var saved = configuration
    saved["chat_template"] = nil
    saved["split_pattern"] = nil
    saved["tokenizer_class"] = .string(className)
    var decoder = JSONObject()
    for (id, token) in addedTokensInOrder {
      var object = options(token)
      object["special"] = .bool(token.isSpecial)
      decoder["\(id)"] = .object(object)
    }
    saved["added_tokens_decoder"] = .object(decoder)
    for role in SpecialTokens.Role.allCases {
      if let token = specialTokens.roles[role] {
        saved[role.rawValue] = .string(token)
      } else if saved[role.rawValue] != nil || role == .unknown {
        // Without this key transformers' Llama classes would add an `<unk>` of their own, one token past the model.
        saved[role.rawValue] = JSON.null
      }
    }
    if specialTokens.additional.isEmpty {
      saved["additional_special_tokens"] = nil
    } else {
      saved["additional_special_tokens"] = .array(specialTokens.additional.map { .string($0) })
    }
    saved["clean_up_tokenization_spaces"] = .bool(cleansUpSpaces)
    saved["model_max_length"] = modelMaxLength.map { .integer($0) } ?? .number(1e30)
    if saved["padding_side"] != nil || paddingSide != defaultPaddingSide {
      saved["padding_side"] = .string(paddingSide.rawValue)
    }
    if saved["truncation_side"] != nil || truncationSide != .right {
      saved["truncation_side"] = .string(truncationSide.rawValue)
    }
    return saved
  }

  private func options(_ token: AddedToken) -> JSONObject {
    [
      "content": .string(token.content), "lstrip": .bool(token.stripsLeft), "normalized": .bool(token.isNormalized),
      "rstrip": .bool(token.stripsRight), "single_word": .bool(token.isSingleWord),
    ]
  }

  private var savedSpecialTokens: JSONObject {
    func written(_ token: Text) -> JSON {
      guard let id = id(ofToken: token), let added = addedTokens[id] else { return .string(token) }
      return .object(options(added))
    }
    var saved = JSONObject()
    for role in SpecialTokens.Role.allCases {
      guard let token = specialTokens.roles[role] else { continue }
      saved[role.rawValue] = specialTokens.bareRoles.contains(role) ? .string(token) : written(token)
    }
    if !specialTokens.additional.isEmpty {
      saved["additional_special_tokens"] = .array(specialTokens.additional.map(written))
    }
    return saved
  }
}
