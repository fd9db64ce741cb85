import JSON
import SourceText

extension Tokenizer {
  /// Adds tokens to those that are matched as a whole, as Hugging Face's `add_tokens` does.
  ///
  /// - Returns: how many were new or changed an option of the token that was there; a token with a known text
  ///   keeps its id, others get the next free one.
  @discardableResult
  public func addTokens(_ tokens: [AddedToken]) -> Int {
    var changes: [(id: Int32, token: AddedToken)] = []
    var count = 0
    for token in tokens where !token.content.isEmpty {
      if let id = changes.last(where: { $0.token.content == token.content })?.id ?? id(ofToken: token.content) {
        let current = changes.last { $0.id == id }?.token ?? addedTokens[id]
        if current == token { continue }
        changes.append((id, token))
      } else {
        let highest = (changes.map(\.id) + Array(addedTokens.keys)).max() ?? -1
        let id = max(highest + 1, Int32(clamping: model.vocabulary.idLimit), Int32(clamping: model.count))
        changes.append((id, token))
        newTokenIDs.append(id)
      }
      count += 1
    }
    setAddedTokens(changes)
    return count
  }

  /// Gives tokens roles and adds those that are new, as transformers' `add_special_tokens` does.
  ///
  /// - Parameters:
  ///   - named: role names (`pad_token`, `additional_special_tokens`, ...) with their tokens.
  ///   - replacesAdditional: whether the additional tokens take the place of those there were.
  /// - Returns: the number of tokens that were new or changed, `len(tokenizer)` grows by the new ones only.
  /// - Throws: `TokenizerError.unknownSpecialToken`.
  @discardableResult
  public func addSpecialTokens(
    _ named: [(name: String, tokens: [AddedToken])], replacesAdditional: Bool = true
  ) throws -> Int {
    var added: [AddedToken] = []
    for (name, tokens) in named {
      if name == "additional_special_tokens" {
        let new = tokens.filter { replacesAdditional || !specialTokens.additional.contains($0.content) }
        if replacesAdditional, !new.isEmpty { specialTokens.additional = [] }
        specialTokens.additional += new.map(\.content)
        added += new
      } else {
        guard let role = SpecialTokens.Role(rawValue: name), let token = tokens.first else {
          throw TokenizerError.unknownSpecialToken(name: name)
        }
        specialTokens.roles[role] = token.content
        specialTokens.bareRoles.remove(role)
        added.append(token)
      }
    }
    return addTokens(
      added.map {
        var token = $0
        token.isSpecial = true
        return token
      })
  }

  /// The token of a role; assigning does not add it to the vocabulary.
  public subscript(role: SpecialTokens.Role) -> Text? {
    get { specialTokens.roles[role] }
    set {
      specialTokens.roles[role] = newValue
      if newValue == nil { specialTokens.bareRoles.remove(role) } else { specialTokens.bareRoles.insert(role) }
    }
  }

  /// The id of a role's token, or nil where there is none.
  public func id(of role: SpecialTokens.Role) -> Int32? { specialTokens.roles[role].flatMap { id(ofToken: $0) } }

  /// Whether the begin token stands before every text: `add_bos_token` of transformers' Llama classes.
  public var addsBeginToken: Bool {
    get { id(of: .begin).map { template.prefix == [$0] } ?? false }
    set {
      template.pair = nil
      template.prefix = newValue ? id(of: .begin).map { [$0] } ?? [] : []
      configuration["add_bos_token"] = .bool(newValue)
    }
  }

  /// Whether the end token stands after every text: `add_eos_token` of transformers' Llama classes.
  public var addsEndToken: Bool {
    get { id(of: .end).map { template.suffix == [$0] } ?? false }
    set {
      template.pair = nil
      template.suffix = newValue ? id(of: .end).map { [$0] } ?? [] : []
      configuration["add_eos_token"] = .bool(newValue)
    }
  }

  /// The ids that decoding can skip.
  public var specialIDs: [Int32] { addedTokensInOrder.filter { $0.token.isSpecial }.map(\.id) }
}
