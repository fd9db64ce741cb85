import Files
import JSON
import SourceText

extension Tokenizer {
  /// Takes over what tokenizer_config.json and the files beside it say.
  func apply(_ json: JSON, _ folder: String) throws {
    let reader = ComponentReader(path: joinPath(folder, "tokenizer_config.json"), field: "", json: json)
    try applyAddedTokens(reader)
    try applyExtraTokens(folder, json)
    try applyRoles(reader)
    if json["special_tokens_map"] == nil { try applySpecialTokensMap(folder) }
    if let limit = json["model_max_length"]?.integer, limit > 0 { modelMaxLength = limit }
    if let side = json["padding_side"]?.string.flatMap(Side.init(rawValue:)) { paddingSide = side }
    if let side = json["truncation_side"]?.string.flatMap(Side.init(rawValue:)) { truncationSide = side }
    cleansUpSpaces = try reader.flag("clean_up_tokenization_spaces", false)
    let templatePath = joinPath(folder, "chat_template.jinja")
    if pathExists(templatePath) {
      chatTemplate = String(decoding: try readFile(templatePath), as: UTF8.self)
    } else {
      chatTemplate = Self.chatTemplate(json["chat_template"])
    }
    try applyTemplateFlags(reader)
  }

  /// A template, or of several named ones the one called default.
  private static func chatTemplate(_ json: JSON?) -> String? {
    if let text = json?.string { return text }
    let named = json?.array?.first { $0["name"]?.string == "default" } ?? json?.array?.first
    return named?["template"]?.string
  }

  private func applyAddedTokens(_ reader: ComponentReader) throws {
    guard let listed = reader.member("added_tokens_decoder") else { return }
    guard let object = listed.json.object else { throw reader.malformed("added_tokens_decoder", "an object") }
    var tokens: [(id: Int32, token: AddedToken)] = []
    for (key, value) in object.members {
      guard let id = Int32(key.string), id >= 0, id < highestTokenID else {
        throw reader.malformed("added_tokens_decoder", "keyed by ids ('\(key)' is none)")
      }
      let element = ComponentReader(path: reader.path, field: "\(listed.field).\(key)", json: value)
      tokens.append((id, try element.addedToken()))
    }
    setAddedTokens(tokens)
  }

  /// added_tokens.json, the older form: an object of contents and ids; those that have a role are special.
  private func applyExtraTokens(_ folder: String, _ configuration: JSON) throws {
    let path = joinPath(folder, "added_tokens.json")
    guard pathExists(path) else { return }
    guard let object = try JSON.parse(readFile(path), name: path).object else {
      throw TokenizerError.malformed(path: path, field: "the file", expected: "an object of tokens and ids")
    }
    let special = Self.contentsWithRole(configuration)
      .union(Self.contentsWithRole(try Self.optionalJSON(folder, "special_tokens_map.json")))
    var tokens: [(id: Int32, token: AddedToken)] = []
    for (content, value) in object.members where id(ofToken: content) == nil {
      guard let id = value.integer, id >= 0, id < highestTokenID else {
        throw TokenizerError.malformed(path: path, field: "'\(content)'", expected: "an id")
      }
      tokens.append((Int32(id), AddedToken(content, isSpecial: special.contains(content))))
    }
    if !tokens.isEmpty { setAddedTokens(tokens) }
  }

  /// The texts that a configuration gives a role.
  private static func contentsWithRole(_ json: JSON) -> Set<Text> {
    let roles = SpecialTokens.Role.allCases.compactMap { json[$0.rawValue] }
    return Set((roles + (json["additional_special_tokens"]?.array ?? [])).compactMap { $0.text ?? $0["content"]?.text })
  }

  private func applySpecialTokensMap(_ folder: String) throws {
    let path = joinPath(folder, "special_tokens_map.json")
    guard pathExists(path) else { return }
    try applyRoles(ComponentReader(path: path, field: "", json: try JSON.parse(readFile(path), name: path)))
  }

  /// The tokens with a role; those that have no id get one.
  private func applyRoles(_ reader: ComponentReader) throws {
    var missing: [AddedToken] = []
    func token(_ element: ComponentReader) throws -> Text {
      var token = AddedToken(Text(""), isSpecial: true)
      if let text = element.json.text {
        token.content = text
      } else {
        token = try element.addedToken()
        token.isSpecial = true
      }
      if id(ofToken: token.content) == nil { missing.append(token) }
      return token.content
    }
    for role in SpecialTokens.Role.allCases {
      guard let element = reader.member(role.rawValue) else { continue }
      specialTokens.roles[role] = try token(element)
      if element.json.text != nil { specialTokens.bareRoles.insert(role) } else { specialTokens.bareRoles.remove(role) }
    }
    if reader.member("additional_special_tokens") != nil {
      specialTokens.additional = try reader.elements("additional_special_tokens").map(token)
    }
    addTokens(missing)
  }

  /// Llama's and Gemma's classes write the template anew from two flags of the configuration.
  private func applyTemplateFlags(_ reader: ComponentReader) throws {
    guard className.hasPrefix("Llama") || className.hasPrefix("Gemma") else { return }
    template = TokenTemplate()
    if try reader.flag("add_bos_token", true), let id = id(of: .begin) { template.prefix = [id] }
    if try reader.flag("add_eos_token", false), let id = id(of: .end) { template.suffix = [id] }
  }
}
