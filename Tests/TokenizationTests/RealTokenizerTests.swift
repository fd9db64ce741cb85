import Files
import JSON
import SourceText
import TestSupport
import Testing

@testable import Tokenization

private let realFolder = joinPath(repositoryRoot, "assets/cache/deepseek-r1-distill-qwen")
private let hasRealFolder = pathExists(joinPath(realFolder, "qwen.tiktoken"))

/// Opened once: the ranks are 150,000.
private func realTokenizer() throws -> Tokenizer {
  let tokenizer = try Tokenizer.load(folder: realFolder)
  #expect(tokenizer.count == 151_665)
  #expect(try addArticleTokens(tokenizer) == [2, 1])
  #expect(tokenizer.count == 151_666)
  #expect(tokenizer.id(of: .padding) == 151_665)
  return tokenizer
}

@Test(.enabled(if: hasRealFolder, "run `make assets` first"))
func `the real ranks give the recorded ids of every string, and decode as recorded`() throws {
  let tokenizer = try realTokenizer()
  #expect(tokenizer.model.merges.count == 151_387)
  let cases = try #require(try fixtureJSON("tokenizer/strings.json")["cases"]?.array)
  #expect(cases.count > 100)
  for entry in cases {
    let text = try #require(entry["text"]?.text)
    let ids = try #require(entry["ids"]?.array).compactMap { $0.integer.map(Int32.init) }
    #expect(tokenizer.encode(text, addSpecialTokens: false) == ids, "\(text.string.debugDescription)")
    #expect(tokenizer.decode(ids).utf8.elementsEqual(try #require(entry["decoded"]?.text).bytes))
    let skipped = try #require(entry["decoded_skip_special"]?.text)
    #expect(tokenizer.decode(ids, skipSpecialTokens: true).utf8.elementsEqual(skipped.bytes))
  }
  for entry in try #require(try fixtureJSON("tokenizer/decode.json").array) {
    let ids = try #require(entry["ids"]?.array).compactMap { $0.integer.map(Int32.init) }
    #expect(tokenizer.decode(ids) == entry["text"]?.string, "\(ids)")
    var stream = StreamingDecoder(tokenizer)
    let pieces = ids.map { stream.append($0) }
    #expect(pieces.joined() + stream.finish() == entry["text"]?.string, "\(ids) streamed")
  }
  #expect(tokenizer.encode("钟离来自什么国家") == [151646, 75061, 99372, 101919, 99245, 99599])
}
