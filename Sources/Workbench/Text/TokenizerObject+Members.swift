import Files
import PythonValues
import SourceText
import Tokenization

extension TokenizerObject {
  static let members = Members<TokenizerObject>(codingMembers + vocabularyMembers + settingMembers)

  private static let codingMembers: [Member<TokenizerObject>] = [
    .method(
      "encode", "text, text_pair=None, \(EncodingOptions.signature)", "A text as token ids, special tokens around it."
    ) {
      object, arguments, _ in
      let options = try EncodingOptions(arguments)
      guard case .str = arguments["text"] else { throw arguments.wrongType("text", expected: "str") }
      let rows = object.encodeBatch(try TextRows(arguments["text"], pair: arguments["text_pair"]), options)
      return try object.packed(rows, isBatch: options.returnsTensors, options).item("input_ids")
    },
    .method(
      "decode", "token_ids, skip_special_tokens=False, clean_up_tokenization_spaces=None",
      "Token ids as text."
    ) { object, arguments, _ in
      .string(
        object.tokenizer.decode(
          try tokenIDs(arguments["token_ids"]), skipSpecialTokens: try arguments.bool("skip_special_tokens")))
    },
    .method(
      "batch_decode", "sequences, skip_special_tokens=False, clean_up_tokenization_spaces=None",
      "Rows of token ids as a list of texts."
    ) { object, arguments, _ in
      let skips = try arguments.bool("skip_special_tokens")
      return .array(
        try tokenRows(arguments["sequences"]).map { .string(object.tokenizer.decode($0, skipSpecialTokens: skips)) })
    },
    .method("tokenize", "text, add_special_tokens=False", "A text as tokens, in byte letters.") {
      object, arguments, _ in
      guard case .str(let text) = arguments["text"] else { throw arguments.wrongType("text", expected: "str") }
      let ids = object.tokenizer.encode(text.text, addSpecialTokens: try arguments.bool("add_special_tokens"))
      return .array(try ids.map(object.token))
    },
    .method(
      "convert_ids_to_tokens", "ids, skip_special_tokens=False", "Ids as tokens, in byte letters as stored."
    ) { object, arguments, _ in
      let ids = try tokenIDs(arguments["ids"])
      if arguments["ids"].integer != nil { return try object.token(ids[0]) }
      let skipped = Set(try arguments.bool("skip_special_tokens") ? object.tokenizer.specialIDs : [])
      return .array(try ids.filter { !skipped.contains($0) }.map(object.token))
    },
    .method("convert_tokens_to_ids", "tokens", "Tokens as ids; an unknown one is the unknown token's id or None.") {
      object, arguments, _ in
      if case .str(let token) = arguments["tokens"] { return object.id(token.text) }
      return .array(try texts(arguments["tokens"]).texts.map(object.id))
    },
    .method("convert_tokens_to_string", "tokens", "Tokens as text.") { object, arguments, _ in
      let ids = try texts(arguments["tokens"]).texts.compactMap { object.tokenizer.id(ofToken: $0) }
      return .string(object.tokenizer.decode(ids))
    },
    .method(
      "pad", "encoded_inputs, padding=True, max_length=None, pad_to_multiple_of=None, return_tensors=None",
      "Encodings padded to one length."
    ) { object, arguments, _ in
      var options = EncodingOptions()
      try options.read(
        padding: arguments["padding"], truncation: .none, maxLength: arguments["max_length"],
        tensors: arguments["return_tensors"])
      options.padToMultipleOf = try arguments.optionalInteger("pad_to_multiple_of")
      let rows = try encodedRows(arguments["encoded_inputs"])
      let encodings = rows.ids.map { RowEncoding(ids: $0, typeIDs: $0.map { _ in 0 }) }
      return .object(try object.packed(encodings, masks: rows.masks, isBatch: true, options))
    },
  ]

  private static let vocabularyMembers: [Member<TokenizerObject>] = [
    .method(
      "add_special_tokens", "special_tokens_dict, replace_additional_special_tokens=True",
      "Gives tokens a role and adds those that are new; returns how many were new or changed."
    ) { object, arguments, _ in
      guard let roles = arguments["special_tokens_dict"].dict else {
        throw arguments.wrongType("special_tokens_dict", expected: "dict")
      }
      let named = try roles.items.map { item -> (name: String, tokens: [AddedToken]) in
        guard let name = item.key.string else { throw PyError(.typeError, "the name of a role is a string") }
        return (name, try addedTokens(item.value, isSpecial: true))
      }
      return .int(
        try object.tokenizer.addSpecialTokens(
          named, replacesAdditional: try arguments.bool("replace_additional_special_tokens")))
    },
    .method(
      "add_tokens", "new_tokens, special_tokens=False", "Adds tokens matched as a whole; returns how many were new."
    ) {
      object, arguments, _ in
      .int(
        object.tokenizer.addTokens(
          try addedTokens(arguments["new_tokens"], isSpecial: try arguments.bool("special_tokens"))))
    },
    trainNewMember,
    .method("get_vocab", "", "Every token with its id.") { object, _, _ in
      let vocabulary = PyDict()
      for id in 0..<Int32(clamping: object.tokenizer.count) {
        guard let token = object.tokenizer.token(ofID: id) else { continue }
        vocabulary[PyString(token)] = .int(Int(id))
      }
      return .dict(vocabulary)
    },
    .property("vocab_size", "The number of tokens without the added ones.") { .int($0.tokenizer.vocabularySize) },
    .property("all_special_tokens", "The texts of the special tokens.") {
      .array($0.tokenizer.specialTokens.all.map { .str(PyString($0)) })
    },
    .property("all_special_ids", "The ids of the special tokens.") { object in
      .array(object.tokenizer.specialTokens.all.compactMap { object.tokenizer.id(ofToken: $0) }.map { .int(Int($0)) })
    },
    .property("additional_special_tokens", "Special tokens without a role of their own.") {
      .array($0.tokenizer.specialTokens.additional.map { .str(PyString($0)) })
    },
    .property("additional_special_tokens_ids", "The ids of the special tokens without a role of their own.") { object in
      .array(
        object.tokenizer.specialTokens.additional.compactMap { object.tokenizer.id(ofToken: $0) }.map { .int(Int($0)) })
    },
    .method("get_added_vocab", "", "Every added token with its id.") { object, _, _ in
      .dictionary(object.tokenizer.addedTokensInOrder.map { ($0.token.content.string, .int(Int($0.id))) })
    },
    .property("added_tokens_decoder", "Every added token by its id, with how it is matched.") { object in
      let decoder = PyDict()
      for (id, token) in object.tokenizer.addedTokensInOrder {
        try decoder.set(.int(Int(id)), .object(AddedTokenObject(token)))
      }
      return .dict(decoder)
    },
    .property("special_tokens_map", "The special tokens by role.") { object in
      let special = object.tokenizer.specialTokens
      var members = SpecialTokens.Role.allCases.compactMap { role in
        special.roles[role].map { (role.rawValue, Value.str(PyString($0))) }
      }
      if !special.additional.isEmpty {
        members.append(("additional_special_tokens", .array(special.additional.map { .str(PyString($0)) })))
      }
      return .dictionary(members)
    },
  ]

  private static let settingMembers: [Member<TokenizerObject>] = [
    .property("name_or_path", "Where it was loaded from.") { .string($0.tokenizer.nameOrPath) },
    .property("is_fast", "Whether it is a fast one: always.") { _ in true },
    .settable(
      "padding_side", "The side that padding goes to: 'left' or 'right'.",
      get: { .string($0.tokenizer.paddingSide.rawValue) },
      set: { $0.tokenizer.paddingSide = try side($1, "padding_side") }),
    .settable(
      "truncation_side", "The side that is cut off: 'left' or 'right'.",
      get: { .string($0.tokenizer.truncationSide.rawValue) },
      set: { $0.tokenizer.truncationSide = try side($1, "truncation_side") }),
    .settable(
      "model_max_length", "The longest row that the model was made for.",
      get: { $0.tokenizer.modelMaxLength.map { .int($0) } ?? .float(1e30) },
      set: { object, value in
        guard let length = value.integer, length > 0 else {
          throw PyError(.valueError, "model_max_length is a whole number above 0, not \(try value.repr())")
        }
        object.tokenizer.modelMaxLength = length
      }),
    .settable(
      "chat_template", "The Jinja template that lays messages out as text.",
      get: { $0.tokenizer.chatTemplate.map { .string($0) } ?? .none },
      set: { object, value in
        guard value.isNone || value.string != nil else {
          throw PyError(.typeError, "chat_template is a string or None, not \(value.typeName)")
        }
        object.tokenizer.chatTemplate = value.string
      }),
    .settable(
      "add_bos_token", "Whether the BOS stands before every text.",
      get: { .bool($0.tokenizer.addsBeginToken) },
      set: { $0.tokenizer.addsBeginToken = try $1.isTruthy() }),
    .settable(
      "add_eos_token", "Whether the EOS stands after every text.",
      get: { .bool($0.tokenizer.addsEndToken) },
      set: { $0.tokenizer.addsEndToken = try $1.isTruthy() }),
    .method("apply_chat_template", chatTemplateSignature, "Messages laid out by the template, as ids or text.") {
      object, arguments, context in
      try object.applyChatTemplate(arguments, context)
    },
    .method("save_pretrained", "save_directory", "Writes the tokenizer's files into a folder.") {
      object, arguments, context in
      let folder = try arguments.string("save_directory")
      try object.tokenizer.save(folder: folder)
      try warnOfVocabulary(folder, context)
      let names = ["tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja", "tokenizer.json"]
      return .tuple(PyTuple(names.map { joinPath(folder, $0) }.filter(pathExists).map { .string($0) }))
    },
  ]

  static func side(_ value: Value, _ name: String) throws -> Tokenizer.Side {
    guard let side = value.string.flatMap(Tokenizer.Side.init) else {
      throw PyError(.valueError, "\(name) is 'left' or 'right', not \(try value.repr())")
    }
    return side
  }

  private func token(_ id: Int32) throws -> Value {
    tokenizer.token(ofID: id).map { .str(PyString($0)) } ?? .none
  }

  private func id(_ token: Text) -> Value {
    (tokenizer.id(ofToken: token) ?? tokenizer.id(of: .unknown)).map { .int(Int($0)) } ?? .none
  }
}

/// The rows of encodings: a list of dicts with `input_ids`, or one dict of lists.
func encodedRows(_ value: Value) throws -> (ids: [[Int32]], masks: [[Int32]]?) {
  func member(_ value: Value, _ name: String) throws -> Value? {
    if let dict = value.dict { return dict[name] }
    return (value.object as? BatchEncodingObject)?.data[name]
  }
  if let elements = value.elements {
    var masks: [[Int32]] = []
    let ids = try elements.enumerated().map { index, element -> [Int32] in
      guard let ids = try member(element, "input_ids") else {
        throw PyError(.valueError, "row \(index) has no 'input_ids': tokenize it first, as tokenizer(text) does")
      }
      if let mask = try member(element, "attention_mask") { masks.append(try tokenIDs(mask)) }
      return try tokenIDs(ids)
    }
    return (ids, masks.count == ids.count ? masks : nil)
  }
  guard let ids = try member(value, "input_ids") else {
    throw PyError(.valueError, "encodings are dicts with 'input_ids', not \(value.typeName)")
  }
  return (try tokenRows(ids), try member(value, "attention_mask").map(tokenRows))
}
