import SourceText

/// The pattern that GPT-2's byte-level step splits with.
let byteLevelPattern = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"

extension ComponentReader {
  /// This component as a normalizer.
  ///
  /// - Throws: `TokenizerError`, `unsupported` for a kind that is not known.
  func normalizer() throws(TokenizerError) -> Normalizer {
    switch try type() {
    case "Sequence":
      var steps: [Normalizer] = []
      for element in try elements("normalizers") { steps.append(try element.normalizer()) }
      return .sequence(steps)
    case "NFC": return .composed
    case "NFD": return .decomposed
    case "Lowercase": return .lowercase
    case "Prepend": return .prepend(try text("prepend").bytes)
    case "Strip": return .strip(left: try flag("strip_left", true), right: try flag("strip_right", true))
    case "Replace": return .replace(try matcher("pattern"), try text("content").bytes)
    case let kind:
      throw unsupported(kind, ["Sequence", "NFC", "NFD", "Lowercase", "Prepend", "Strip", "Replace"])
    }
  }

  /// A `pattern` member: `{"String": ...}` or `{"Regex": ...}`.
  func matcher(_ name: String) throws(TokenizerError) -> TextMatcher {
    guard let pattern = member(name) else { throw malformed(name, "an object with String or Regex") }
    if let literal = pattern.json["String"]?.text { return .literal(literal.bytes) }
    guard let expression = pattern.json["Regex"]?.string else {
      throw malformed(name, "an object with String or Regex")
    }
    if let words = WordSplitter(pattern: expression) { return .words(words) }
    return .pattern(try Pattern(expression))
  }

  private func behavior(_ otherwise: Splitter.Behavior?) throws(TokenizerError) -> Splitter.Behavior {
    guard let name = member("behavior") else {
      if let otherwise { return otherwise }
      throw malformed("behavior", "a text")
    }
    guard let behavior = name.json.string.flatMap(Splitter.Behavior.init(rawValue:)) else {
      throw name.unsupported(name.json.string ?? name.json.kind, Splitter.Behavior.allCases.map(\.rawValue))
    }
    return behavior
  }

  /// This component as steps of a pre-tokenizer.
  ///
  /// - Throws: `TokenizerError`, `unsupported` for a kind that is not known.
  func preTokenizerSteps() throws(TokenizerError) -> [PreTokenizer.Step] {
    func split(_ matcher: TextMatcher, _ behavior: Splitter.Behavior, _ inverted: Bool = false) -> [PreTokenizer.Step] {
      [.split(Splitter(matcher: matcher, behavior: behavior, isInverted: inverted))]
    }
    switch try type() {
    case "Sequence":
      var steps: [PreTokenizer.Step] = []
      for element in try elements("pretokenizers") { steps += try element.preTokenizerSteps() }
      return steps
    case "Split": return split(try matcher("pattern"), try behavior(nil), try flag("invert", false))
    case "ByteLevel":
      let prefix: [PreTokenizer.Step] = try flag("add_prefix_space", true) ? [.prefix([0x20], onlyFirst: false)] : []
      return try flag("use_regex", true) ? prefix + split(.pattern(try Pattern(byteLevelPattern)), .isolated) : prefix
    case "Digits":
      let isIndividual = try flag("individual_digits", false)
      let numbers = ScalarSet([.categories(.numbers)])
      return split(.members(numbers, oneByOne: isIndividual), isIndividual ? .isolated : .contiguous)
    case "Punctuation":
      let punctuation = ScalarSet([.punctuation])
      return split(.members(punctuation, oneByOne: true), try behavior(.isolated))
    case "Whitespace": return split(.pattern(try wordPattern()), .removed, true)
    case "WhitespaceSplit": return split(.members(ScalarSet([.whiteSpace]), oneByOne: true), .removed)
    case "Metaspace": return try metaspaceSteps()
    case let kind:
      throw unsupported(
        kind,
        [
          "Sequence", "Split", "ByteLevel", "Digits", "Punctuation", "Whitespace", "WhitespaceSplit", "Metaspace",
        ])
    }
  }

  /// `\w+|[^\w\s]+`, which this step runs in Rust's expressions rather than Oniguruma's.
  private func wordPattern() throws(TokenizerError) -> Pattern {
    func many(_ set: ScalarSet) -> PatternSyntax { .repetition(.set(set), least: 1, most: nil, .greedy) }
    let syntax = PatternSyntax.alternatives([
      many(ScalarSet([.rustWord])), many(ScalarSet([.rustWord, .whiteSpace], isNegated: true)),
    ])
    return try Pattern(syntax, text: "\\w+|[^\\w\\s]+")
  }

  private func metaspaceSteps() throws(TokenizerError) -> [PreTokenizer.Step] {
    let replacement = try text("replacement").bytes
    var steps: [PreTokenizer.Step] = [.replaceSpaces(replacement)]
    switch member("prepend_scheme")?.json.string ?? "always" {
    case "always": steps.append(.prefix(replacement, onlyFirst: false))
    case "first": steps.append(.prefix(replacement, onlyFirst: true))
    case "never": break
    case let scheme: throw unsupported("prepend_scheme \(scheme)", ["always", "first", "never"])
    }
    if try flag("split", true) {
      steps.append(.split(Splitter(matcher: .literal(replacement), behavior: .mergedWithNext, isInverted: false)))
    }
    return steps
  }

  /// This component as steps of a decoder.
  ///
  /// - Throws: `TokenizerError`, `unsupported` for a kind that is not known.
  func decoderSteps() throws(TokenizerError) -> [TokenDecoder.Step] {
    switch try type() {
    case "Sequence":
      var steps: [TokenDecoder.Step] = []
      for element in try elements("decoders") { steps += try element.decoderSteps() }
      return steps
    case "ByteLevel": return [.byteLevel]
    case "ByteFallback": return [.byteFallback]
    case "Fuse": return [.fuse]
    case "Replace": return [.replace(try matcher("pattern"), try text("content").bytes)]
    case "Strip":
      return [
        .strip(try text("content").bytes, start: min(try integer("start"), 1000), stop: min(try integer("stop"), 1000))
      ]
    case "Metaspace":
      let replacement = try text("replacement").bytes
      let spaces = TokenDecoder.Step.replace(.literal(replacement), [0x20])
      return member("prepend_scheme")?.json.string == "never" ? [spaces] : [.dropFromFirst(replacement), spaces]
    case let kind:
      throw unsupported(kind, ["Sequence", "ByteLevel", "ByteFallback", "Fuse", "Replace", "Strip", "Metaspace"])
    }
  }

  /// This component as the template of one text.
  ///
  /// - Throws: `TokenizerError`, `unsupported` for a kind that is not known.
  func template() throws(TokenizerError) -> TokenTemplate {
    switch try type() {
    case "Sequence":
      var result = TokenTemplate()
      for element in try elements("processors") {
        let inner = try element.template()
        result.prefix = inner.prefix + result.prefix
        result.suffix += inner.suffix
        result.pair = inner.pair ?? result.pair
      }
      return result
    case "ByteLevel": return TokenTemplate()
    case "TemplateProcessing": return try singleTemplate()
    case "BertProcessing", "RobertaProcessing":
      let (first, last) = (try pairedID("cls"), try pairedID("sep"))
      let isRoberta = try type() == "RobertaProcessing"
      let type: Int32 = isRoberta ? 0 : 1
      let between: [TokenTemplate.PairPart] = isRoberta ? [.token(last, type: 0)] : []
      let pair =
        [.token(first, type: 0), .first(type: 0), .token(last, type: 0)] + between
        + [TokenTemplate.PairPart.second(type: type), .token(last, type: type)]
      return TokenTemplate(prefix: [first], suffix: [last], pair: pair)
    case let kind:
      throw unsupported(
        kind, ["Sequence", "ByteLevel", "TemplateProcessing", "BertProcessing", "RobertaProcessing"])
    }
  }

  private func pairedID(_ name: String) throws(TokenizerError) -> Int32 {
    guard let pair = json[name]?.array, pair.count == 2, let id = pair[1].integer.flatMap(Int32.init(exactly:)) else {
      throw malformed(name, "a token and its id")
    }
    return id
  }

  private func singleTemplate() throws(TokenizerError) -> TokenTemplate {
    var result = TokenTemplate()
    var isAfter = false
    for part in try templateParts("single") {
      switch part {
      case .first, .second: isAfter = true
      case .token(let id, _): if isAfter { result.suffix.append(id) } else { result.prefix.append(id) }
      }
    }
    if member("pair") != nil { result.pair = try templateParts("pair") }
    if result.pair == TokenTemplate(prefix: result.prefix, suffix: result.suffix).parts(isPair: true) {
      result.pair = nil
    }
    return result
  }

  /// What a text or two become, in order.
  private func templateParts(_ name: String) throws(TokenizerError) -> [TokenTemplate.PairPart] {
    var parts: [TokenTemplate.PairPart] = []
    for element in try elements(name) {
      if let sequence = element.member("Sequence")?.json {
        let type = Int32(clamping: sequence["type_id"]?.integer ?? 0)
        parts.append(sequence["id"]?.string == "B" ? .second(type: type) : .first(type: type))
      } else if let token = element.member("SpecialToken")?.json, let id = token["id"]?.string {
        guard let ids = member("special_tokens")?.json[id]?["ids"]?.array else {
          throw malformed("special_tokens", "an object with the ids of '\(id)'")
        }
        let type = Int32(clamping: token["type_id"]?.integer ?? 0)
        parts += ids.compactMap { $0.integer.flatMap(Int32.init(exactly:)) }.map { .token($0, type: type) }
      } else {
        throw element.malformed("type", "SpecialToken or Sequence")
      }
    }
    return parts
  }

  /// How this post-processor shows the stretches of tokens; nil where it leaves them.
  ///
  /// - Throws: `TokenizerError.malformed`.
  func trimming() throws(TokenizerError) -> SpanTrimming? {
    switch try type() {
    case "Sequence":
      for element in try elements("processors") { if let found = try element.trimming() { return found } }
      return nil
    case "ByteLevel", "RobertaProcessing":
      guard try flag("trim_offsets", true) else { return nil }
      return SpanTrimming(addsPrefixSpace: try flag("add_prefix_space", true))
    default: return nil
    }
  }
}
