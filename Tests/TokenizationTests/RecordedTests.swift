import Files
import JSON
import SourceText
import TestSupport
import Testing

@testable import Tokenization

// What tokenizers 0.21.1 and transformers 4.51.3 gave; `record.py` beside this file records it anew.

private func recorded(_ name: String) throws -> JSON { try fixtureJSON("tokenization/\(name).json") }

private func integers(_ json: JSON?) -> [Int] { json?.array?.compactMap(\.integer) ?? [] }

@Test func `every pre-tokenizer cuts as tokenizers does`() throws {
  for entry in try #require(try recorded("splits").array) {
    let spec = try #require(entry["pre_tokenizer"])
    let reader = ComponentReader(path: "splits.json", field: "", json: spec)
    let preTokenizer = PreTokenizer(steps: try reader.preTokenizerSteps())
    let isByteLevel = spec["type"]?.string == "ByteLevel" || spec["pretokenizers"] != nil
    for line in try #require(entry["cases"]?.array) {
      let text = try #require(line["text"]?.text)
      var pieces: [Text] = []
      var origins: [Range<Int>] = []
      preTokenizer.pieces(of: NormalizedText(bytes: text.bytes)) { normalized, bytes, range in
        let piece = bytes[range]
        pieces.append(Text(bytes: isByteLevel ? ByteLevelAlphabet.encode(piece) : Array(piece)))
        origins.append(normalized.origin(of: range))
      }
      let wanted = try #require(line["pieces"]?.array)
      #expect(
        pieces == wanted.compactMap { $0.array?.first?.text },
        "\(spec.string(.compact)) \(text.string.debugDescription)")
      let encoding = Encoding(ids: [], spans: origins, isAdded: [])
      let spans = encoding.characterSpans(in: text).map { [$0.lowerBound, $0.upperBound] }
      #expect(
        spans == wanted.map { integers($0.array?.last) }, "\(spec.string(.compact)) \(text.string.debugDescription)")
    }
  }
}

@Test func `every normalizer changes text as tokenizers does`() throws {
  for entry in try #require(try recorded("normalized").array) {
    let spec = try #require(entry["normalizer"])
    let normalizer = try ComponentReader(path: "normalized.json", field: "", json: spec).normalizer()
    for line in try #require(entry["cases"]?.array) {
      let text = try #require(line["text"]?.text)
      let result = normalizer.normalize(NormalizedText(bytes: text.bytes))
      #expect(
        Text(bytes: result.bytes) == line["normalized"]?.text,
        "\(spec.string(.compact)) \(text.string.debugDescription)")
      if let origins = result.origins { #expect(origins.count == result.bytes.count) }
    }
  }
}

@Test func `canonical singletons and composition exclusions stay apart as the reference has it`() throws {
  for (key, value) in try #require(try fixtureJSON("tokenizer/nfc_singletons.json").object).members {
    let scalar = try #require(UInt32(key.string, radix: 16))
    var bytes: [UInt8] = []
    appendScalar(scalar, to: &bytes)
    let wanted = try #require(value.array).compactMap { $0.string.flatMap { UInt32($0, radix: 16) } }
    let result = Normalizer.composed.normalize(NormalizedText(bytes: bytes))
    #expect(decodeScalars(result.bytes) == wanted, "U+\(key)")
  }
}

@Test func `added tokens are found, stripped and decoded as tokenizers does`() throws {
  let tokenizer = try tinyTokenizer(withAddedTokens: try #require(try recorded("added")["added_tokens"]))
  for line in try #require(try recorded("added")["cases"]?.array) {
    let text = try #require(line["text"]?.text)
    let encoding = tokenizer.encodeWithSpans(text, addSpecialTokens: false)
    #expect(encoding.ids.map(Int.init) == integers(line["ids"]), "\(text.string.debugDescription)")
    // A composed letter's span here is all that it was composed of; tokenizers gives the first code point.
    if text.string.unicodeScalars.contains("\u{301}") { continue }
    let spans = encoding.characterSpans(in: text).map { [$0.lowerBound, $0.upperBound] }
    #expect(spans == line["offsets"]?.array?.map(integers), "\(text.string.debugDescription)")
    #expect(tokenizer.decode(encoding.ids) == line["decoded"]?.string)
  }
}

private func tinyTokenizer(withAddedTokens tokens: JSON) throws -> Tokenizer {
  var document = try #require(try fixtureJSON("tokenizer-tiny/tokenizer.json").object)
  document["added_tokens"] = tokens
  return try tokenizer(of: .object(document))
}

private func tokenizer(of document: JSON) throws -> Tokenizer {
  try withTemporaryFolder { folder in
    try writeFile(joinPath(folder, "tokenizer.json"), document.serialized())
    return try Tokenizer.load(folder: folder)
  }
}

@Test func `a model of characters falls back to bytes and decodes them as tokenizers does`() throws {
  let tokenizer = try tokenizer(of: try #require(try recorded("fallback")["tokenizer"]))
  for line in try #require(try recorded("fallback")["cases"]?.array) {
    let ids = integers(line["ids"]).map { Int32($0) }
    if let text = line["text"]?.text {
      #expect(tokenizer.encode(text, addSpecialTokens: false) == ids, "\(text.string.debugDescription)")
    }
    #expect(tokenizer.decode(ids, skipSpecialTokens: true) == line["decoded"]?.string, "\(ids)")
    var stream = StreamingDecoder(tokenizer, skipSpecialTokens: true)
    let streamed = ids.map { stream.append($0) }.joined() + stream.finish()
    #expect(
      streamed == line["decoded"]?.string, "\(ids) streamed \(ids.map { tokenizer.token(ofID: $0)?.string ?? "" })")
  }
}

@Test func `training finds the pieces and merges that tokenizers finds`() throws {
  let lines = try readFile(fixture("article/train.jsonl")).split(separator: 0x0A)
  let rows = try lines.flatMap { line in
    try #require(try JSON.parse(line)["messages"]?.array).compactMap { $0["content"]?.text }
  }
  for entry in try #require(try recorded("trained").array) {
    let plan = VocabularyTraining(
      vocabularySize: try #require(entry["vocab_size"]?.integer),
      minimumFrequency: try #require(entry["min_frequency"]?.integer),
      newSpecialTokens: [AddedToken("<new>", isNormalized: false, isSpecial: true)])
    let trained = try tinyTokenizer().trainedAnew(on: rows, plan)
    let tokens = (0..<trained.count).map { trained.token(ofID: Int32($0)) }
    #expect(tokens == entry["tokens"]?.array?.map(\.text))
    let merges = trained.model.merges.map {
      [trained.token(ofID: Int32($0.left)), trained.token(ofID: Int32($0.right))]
    }
    #expect(merges == entry["merges"]?.array?.map { $0.array?.map(\.text) ?? [] })
    for pair in try #require(entry["ids"]?.array) {
      #expect(trained.encode(try #require(pair.array?.first?.text)).map(Int.init) == integers(pair.array?.last))
    }
  }
}

@Test func `the tokenizer prints as transformers prints it`() throws {
  let tokenizer = try tinyTokenizer()
  tokenizer.nameOrPath = "tiny"
  #expect(tokenizer.description == (try recorded("printed")["fresh"]?.string))
  _ = try addArticleTokens(tokenizer)
  #expect(tokenizer.description == (try recorded("printed")["article"]?.string))
}
