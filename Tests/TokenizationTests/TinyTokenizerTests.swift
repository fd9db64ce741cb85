import JSON
import SourceText
import TestSupport
import Testing

@testable import Tokenization

func tinyTokenizer() throws -> Tokenizer { try Tokenizer.load(folder: fixture("tokenizer-tiny")) }

/// The article's two calls: the turn markers become special, the pad token is new.
func addArticleTokens(_ tokenizer: Tokenizer) throws -> [Int] {
  let turns = ["<｜User｜>", "<｜Assistant｜>"].map { AddedToken(Text($0), isNormalized: false, isSpecial: true) }
  let pad = AddedToken("<|pad|>", isNormalized: false, isSpecial: true)
  return [
    try tokenizer.addSpecialTokens([("additional_special_tokens", turns)]),
    try tokenizer.addSpecialTokens([("pad_token", [pad])]),
  ]
}

@Test func `the tiny tokenizer gives the recorded ids of every string, and the strings back`() throws {
  let tokenizer = try tinyTokenizer()
  _ = try addArticleTokens(tokenizer)
  let cases = try #require(try fixtureJSON("tokenizer-tiny/strings.json")["cases"]?.array)
  #expect(cases.count > 100)
  for entry in cases {
    let text = try #require(entry["text"]?.text)
    let wanted = try #require(entry["ids"]?.array).compactMap { $0.integer.map(Int32.init) }
    #expect(tokenizer.encode(text, addSpecialTokens: false) == wanted, "\(text.string.debugDescription)")
    let encoding = tokenizer.encodeWithSpans(text, addSpecialTokens: false)
    #expect(encoding.ids == wanted)
    #expect(encoding.spans.map(\.lowerBound) == encoding.spans.map(\.lowerBound).sorted())
    #expect(encoding.spans.last?.upperBound ?? 0 == text.count)
  }
}

@Test func `the article's special tokens get the recorded counts and ids`() throws {
  let tokenizer = try tinyTokenizer()
  #expect(tokenizer.count == 662)
  #expect(tokenizer.vocabularySize == 640)
  #expect(try addArticleTokens(tokenizer) == [2, 1])
  #expect(tokenizer.count == 663)
  #expect(tokenizer.id(of: .padding) == 662)
  #expect(tokenizer.id(of: .begin) == 643)
  #expect(tokenizer.id(of: .end) == 640)
  #expect(try addArticleTokens(tokenizer) == [0, 0])
  #expect(tokenizer.encode("", addSpecialTokens: true) == [643])
  #expect(tokenizer.decode([643, 641, 12, 645, 640], skipSpecialTokens: true) == "-<think>")
}
