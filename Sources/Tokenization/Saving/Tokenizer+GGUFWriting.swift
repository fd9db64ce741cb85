import JSON
import ModelFiles
import SourceText

extension Tokenizer {
  /// What a GGUF file's metadata says of the tokenizer: vocabulary, kinds, merges or scores, the way text is cut, roles,
  /// flags and the chat template, as llama.cpp reads them.
  ///
  /// - Parameters:
  ///   - rows: the rows of the model's table; ids without a token become `[PAD…]` of kind unused.
  ///   - endIDs: the ids that end the model's answers; of several, one that is not the tokenizer's own ends turns.
  /// - Throws: `TokenizerError.notForGGUF` where llama.cpp has no name for the way text is cut, where its merges by score
  ///   would give other tokens, or where the model has fewer rows than there are tokens.
  /// - Complexity: O(bytes of the vocabulary).
  public func ggufMetadata(rows: Int, endIDs: [Int32] = []) throws(TokenizerError) -> [(key: String, value: GGUFValue)]
  {
    guard let highestID, highestID < rows else {
      throw .notForGGUF(
        reason: "the tokenizer's ids reach \(highestID ?? 0), the model has \(rows) rows: "
          + "call model.resize_token_embeddings(len(tokenizer)) first")
    }
    var metadata = model.alphabet == .bytes ? try byteLevelWay() : try scoredWay()
    metadata.append(("tokenizer.ggml.tokens", .array(written(rows, isScored: model.alphabet == .characters))))
    metadata.append(
      ("tokenizer.ggml.token_type", .array((0..<rows).map { .integer(ggufKind(Int32($0)).rawValue) })))
    metadata.append(model.alphabet == .bytes ? writtenMerges : try writtenScores(rows))
    let end = id(of: .end).flatMap { endIDs.isEmpty || endIDs.contains($0) ? $0 : nil } ?? endIDs.first
    for (name, role) in Self.ggufRoles {
      guard let id = role == .end ? end : id(of: role) else { continue }
      metadata.append(("tokenizer.ggml.\(name)_token_id", .integer(Int(id))))
    }
    if let turn = endIDs.first(where: { $0 != end }) {
      metadata.append(("tokenizer.ggml.eot_token_id", .integer(Int(turn))))
    }
    try checkTemplate()
    metadata.append(("tokenizer.ggml.add_bos_token", .bool(addsBeginToken)))
    metadata.append(("tokenizer.ggml.add_eos_token", .bool(addsEndToken)))
    if let chatTemplate { metadata.append(("tokenizer.chat_template", .text(Text(chatTemplate)))) }
    return metadata
  }

  /// The roles that the format names.
  static let ggufRoles: [(String, SpecialTokens.Role)] = [
    ("bos", .begin), ("eos", .end), ("unknown", .unknown), ("seperator", .separator), ("padding", .padding),
    ("cls", .classification), ("mask", .mask),
  ]

  private func checkTemplate() throws(TokenizerError) {
    guard template.prefix.isEmpty || addsBeginToken, template.suffix.isEmpty || addsEndToken else {
      throw .notForGGUF(
        reason: "it puts other tokens around every text than its begin and end token, which the format cannot say")
    }
  }

  private func ggufKind(_ id: Int32) -> GGUFVocabulary.Kind {
    let isScored = model.alphabet == .characters
    if let added = addedTokens[id] {
      if isScored, id == self.id(of: .unknown) { return .unknown }
      return added.isSpecial ? .control : .userDefined
    }
    if model.opaque[Int(id)] != nil { return .normal }
    guard model.vocabulary.contains(Int(id)) else { return .unused }
    guard isScored else { return .normal }
    if model.unknownID == UInt32(id) { return .unknown }
    let isByte = model.fallsBackToBytes && BytePairModel.byte(ofPiece: model.vocabulary.bytes(of: Int(id))) != nil
    return isByte ? .byte : .normal
  }

  private func written(_ rows: Int, isScored: Bool) -> [GGUFValue] {
    (0..<Int32(rows)).map { id in
      guard let token = token(ofID: id) else { return .text(Text(GGUFVocabulary.filler(Int(id)))) }
      guard isScored, addedTokens[id]?.isSpecial == false else { return .text(token) }
      // Pieces that are matched before spaces are replaced hold real spaces.
      return .text(Text(token.string.replacing("\u{2581}", with: " ")))
    }
  }
}

extension Tokenizer {
  /// The keys of kind `gpt2`.
  private func byteLevelWay() throws(TokenizerError) -> [(key: String, value: GGUFValue)] {
    // llama.cpp composes nothing either for the models whose tokenizer.json does.
    if let kind = GGUFPipeline.steps(document["normalizer"]).first(where: { $0 != "NFC" }) {
      throw .notForGGUF(reason: "it changes text (\(kind)), which llama.cpp does not")
    }
    let steps = GGUFPipeline.steps(document["pre_tokenizer"])
    let fitting = GGUFPipeline.allCases.filter {
      GGUFPipeline.steps($0.document["pre_tokenizer"]) == steps && $0.ignoresMerges == model.ignoresMerges
    }
    guard let pipeline = fitting.first(where: { $0.className == className }) ?? fitting.first else {
      let known = GGUFPipeline.allCases.map(\.rawValue).joined(separator: ", ")
      throw .notForGGUF(reason: "llama.cpp has no name that is written here for how it cuts text (known: \(known))")
    }
    return [("tokenizer.ggml.model", "gpt2"), ("tokenizer.ggml.pre", .text(Text(pipeline.rawValue)))]
  }

  private var writtenMerges: (key: String, value: GGUFValue) {
    func letters(_ id: UInt32) -> [UInt8] { ByteLevelAlphabet.encode(model.vocabulary.bytes(of: Int(id))) }
    let merges = model.merges.map { GGUFValue.text(Text(bytes: letters($0.left) + [0x20] + letters($0.right))) }
    return ("tokenizer.ggml.merges", .array(merges))
  }

  /// The keys of kind `llama`: SentencePiece's pieces, spaces as U+2581.
  private func scoredWay() throws(TokenizerError) -> [(key: String, value: GGUFValue)] {
    guard model.fallsBackToBytes else {
      throw .notForGGUF(reason: "it has no byte pieces (byte_fallback), which the format's kind llama needs")
    }
    let steps = GGUFPipeline.steps(document["normalizer"]) + GGUFPipeline.steps(document["pre_tokenizer"])
    let spaces: Set<String> = ["spaces to U+2581", "cut at U+2581", "prefix U+2581", "cut at spaces"]
    if let other = steps.first(where: { !spaces.contains($0) }) {
      throw .notForGGUF(reason: "llama.cpp does not change or cut text like this: \(other)")
    }
    guard steps.contains("spaces to U+2581") else {
      throw .notForGGUF(reason: "it does not write spaces as U+2581, as the format's kind llama does")
    }
    if steps.contains("cut at U+2581"), let piece = firstPieceAcrossWords {
      throw .notForGGUF(reason: "it cuts text at spaces, but its piece '\(piece)' holds one: llama.cpp would make it")
    }
    return [
      ("tokenizer.ggml.model", "llama"), ("tokenizer.ggml.pre", "default"),
      ("tokenizer.ggml.add_space_prefix", .bool(steps.contains("prefix U+2581"))),
    ]
  }

  /// A piece with U+2581 behind its beginning, which no text gives that is cut at each.
  private var firstPieceAcrossWords: Text? {
    let mark = Array("\u{2581}".utf8)
    for pair in model.merges where model.vocabulary.bytes(of: Int(pair.right)).starts(with: mark) {
      return Text(bytes: model.vocabulary.bytes(of: Int(pair.left)) + model.vocabulary.bytes(of: Int(pair.right)))
    }
    return nil
  }

  /// Scores that make SentencePiece merge as the merges say: each piece's is the rank of its merges, negative.
  ///
  /// SentencePiece merges any two neighbours whose join is a piece, best score first. That is what the merges say where
  /// they have every way to cut a piece in two, and all merges of a better piece come before those of a worse one.
  private func writtenScores(_ rows: Int) throws(TokenizerError) -> (key: String, value: GGUFValue) {
    var ranks: [UInt32: UInt32] = [:]
    var counts: [UInt32: Int] = [:]
    var last: UInt32?
    for pair in model.merges {
      guard let merge = model.pairs.merge(pair.left, pair.right) else { continue }
      if let rank = ranks[merge.id] {
        guard last == merge.id || rank == merge.rank else { throw notByScore(merge.id) }
      } else {
        ranks[merge.id] = merge.rank
      }
      counts[merge.id, default: 0] += 1
      last = merge.id
    }
    for (id, count) in counts where ggufKind(Int32(id)) == .normal {
      guard count >= cuts(of: id) else { throw notByScore(id) }
    }
    let worst = Double(model.merges.count + 1)
    let scores = (0..<rows).map { id -> GGUFValue in
      switch ggufKind(Int32(id)) {
      case .normal: .number(-Double(ranks[UInt32(id)] ?? UInt32(worst)))
      case .control, .userDefined, .unused: .number(-1000)
      case .unknown, .byte: .number(0)
      }
    }
    return ("tokenizer.ggml.scores", .array(scores))
  }

  private func notByScore(_ id: UInt32) -> TokenizerError {
    let piece = Text(bytes: model.vocabulary.bytes(of: Int(id)))
    return .notForGGUF(
      reason: "its merges are not those of pieces with scores ('\(piece)' is made in fewer ways, or in another order), "
        + "llama.cpp would give other tokens")
  }

  /// How many ways there are to cut a piece into two pieces that text can give.
  private func cuts(of id: UInt32) -> Int {
    let piece = Array(model.vocabulary.bytes(of: Int(id)))
    guard piece.count <= ScoredPieces.longestMergedPiece else { return 0 }
    return piece.withUnsafeBufferPointer { piece in
      (1..<max(piece.count, 1)).count { cut in
        guard piece[cut] & 0xC0 != 0x80, let left = model.vocabulary.id(of: .init(rebasing: piece[..<cut])),
          let right = model.vocabulary.id(of: .init(rebasing: piece[cut...]))
        else { return false }
        return [left, right].allSatisfy { [.normal, .userDefined].contains(ggufKind(Int32($0))) }
      }
    }
  }
}

extension GGUFPipeline {
  /// What a normalizer or pre-tokenizer of tokenizer.json does, step by step, without what makes no difference.
  fileprivate static func steps(_ component: JSON?) -> [String] {
    guard let component, let type = component["type"]?.string else { return [] }
    let mark = "\u{2581}"
    let literal = component["pattern"]?["String"]?.string
    switch type {
    case "Sequence":
      return ["normalizers", "pretokenizers"].flatMap { component[$0]?.array ?? [] }.flatMap(steps)
    case "ByteLevel":
      let prefix = component["add_prefix_space"]?.bool ?? true ? ["prefix a space"] : []
      return prefix + (component["use_regex"]?.bool ?? true ? ["cut as GPT-2"] : [])
    case "Split" where literal == " ": return ["cut at spaces"]
    case "Split" where component["behavior"]?.string == "Isolated" && component["invert"]?.bool != true:
      return ["cut by \(component["pattern"]?["Regex"]?.string ?? literal ?? "nothing")"]
    case "Digits": return ["cut digits\(component["individual_digits"]?.bool == true ? " one by one" : "")"]
    case "Prepend" where component["prepend"]?.string == mark: return ["prefix U+2581"]
    case "Replace" where literal == " " && component["content"]?.string == mark: return ["spaces to U+2581"]
    case "Metaspace" where component["replacement"]?.string == mark:
      let prefix = component["prepend_scheme"]?.string == "never" ? [] : ["prefix U+2581"]
      return ["spaces to U+2581"] + prefix + (component["split"]?.bool == false ? [] : ["cut at U+2581"])
    default: return [type]
    }
  }
}
