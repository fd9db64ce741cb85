import Files
import JSON
import ModelFiles
import SourceText
import TestSupport
import Testing

@testable import Tokenization

private let gemmaFolder = joinPath(repositoryRoot, "assets/cache/gemma-3-270m")
private let smolFolder = joinPath(repositoryRoot, "assets/cache/smollm2-135m-instruct")

/// Writes a tokenizer into a GGUF file without tensors, and reads it back.
private func rewritten(_ tokenizer: Tokenizer, rows: Int? = nil, endIDs: [Int32] = []) throws -> (Tokenizer, GGUFFile) {
  let folder = try TemporaryFolder()
  let rows = rows ?? Int(tokenizer.highestID ?? 0) + 1
  try writeGGUF(
    folder.path("x.gguf"),
    metadata: [("general.architecture", "llama")]
      + tokenizer.ggufMetadata(rows: rows, endIDs: endIDs), [])
  let file = try GGUFFile(path: folder.path("x.gguf"))
  return (try Tokenizer.load(gguf: file), file)
}

/// Checks that two tokenizers give the same ids and texts.
private func expectSame(_ own: Tokenizer, _ other: Tokenizer, _ texts: [Text]) {
  #expect(own.count == other.count && own.highestID == other.highestID)
  #expect(own.specialIDs == other.specialIDs)
  #expect(own.chatTemplate == other.chatTemplate)
  for text in texts {
    let ids = own.encode(text)
    #expect(ids == other.encode(text), "\(text.string.debugDescription)")
    #expect(
      own.encode(text, parsesSpecialTokens: false) == other.encode(text, parsesSpecialTokens: false),
      "\(text.string.debugDescription)")
    #expect(own.decode(ids, skipSpecialTokens: true) == other.decode(ids, skipSpecialTokens: true))
  }
  for id in 0...(own.highestID ?? 0) where own.token(ofID: id) != other.token(ofID: id) {
    Issue.record("\(id) is \(own.token(ofID: id)?.string ?? "none"), then \(other.token(ofID: id)?.string ?? "none")")
    break
  }
}

private func texts(_ fixture: String) throws -> [Text] {
  let recorded = try fixtureJSON(fixture)
  return ((recorded["cases"] ?? recorded).array ?? []).compactMap { $0["text"]?.text }
}

private func message(_ body: () throws -> some Any) -> String {
  do {
    _ = try body()
    return ""
  } catch { return "\(error)" }
}

@Test func `a byte-level tokenizer comes back from a GGUF file as it was`() throws {
  let tokenizer = try Tokenizer.load(folder: fixture("tokenizer-tiny"))
  tokenizer.chatTemplate = "{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}"
  try tokenizer.addSpecialTokens([("pad_token", [AddedToken("<|pad|>", isSpecial: true)])])
  tokenizer.addTokens([AddedToken("<tool>")])
  let (other, file) = try rewritten(tokenizer, rows: 700)
  #expect(
    file.value("tokenizer.ggml.pre") == "deepseek-r1-qwen" && file.value("tokenizer.ggml.tokens")?.array?.count == 700)
  #expect(file.value("tokenizer.ggml.tokens")?.array?.last == "[PAD699]")
  expectSame(tokenizer, other, try texts("tokenizer-tiny/strings.json") + ["a<tool>b<|pad|>[PAD699]"])
  #expect(other.id(of: .padding) == tokenizer.id(of: .padding) && other.addsBeginToken == tokenizer.addsBeginToken)
  tokenizer.addsBeginToken = false
  tokenizer.addsEndToken = true
  expectSame(tokenizer, try rewritten(tokenizer).0, ["你好 hello"])
}

@Test func `the tiny Gemma's vocabulary comes back as it was, also by way of tokenizer files`() throws {
  let tokenizer = try Tokenizer.load(folder: fixture("gguf/tiny-gemma3-f32.gguf"))
  let strings = try texts("gguf/tiny-gemma3-strings.json")
  expectSame(tokenizer, try rewritten(tokenizer).0, strings)
  let folder = try TemporaryFolder()
  try tokenizer.save(folder: folder.path)
  let saved = try Tokenizer.load(folder: folder.path)
  expectSame(saved, try rewritten(saved).0, strings)
}

@Test(.enabled(if: (try? GGUFFile.path(at: smolFolder)) != nil, "run `make assets` first"))
func `SmolLM2's vocabulary comes back as it was`() throws {
  let tokenizer = try Tokenizer.load(folder: smolFolder)
  let (other, file) = try rewritten(tokenizer)
  #expect(file.value("tokenizer.ggml.pre") == "smollm")
  expectSame(tokenizer, other, try texts("gguf/smollm2-strings.json"))
}

@Test(.enabled(if: (try? GGUFFile.path(at: gemmaFolder)) != nil, "run `make assets-gemma` first"))
func `Gemma's vocabulary comes back as it was`() throws {
  let tokenizer = try Tokenizer.load(folder: gemmaFolder)
  expectSame(tokenizer, try rewritten(tokenizer).0, try texts("tokenizer-gemma3/strings.json"))
}

@Test func `what ends the model's answers is written with what ends a text`() throws {
  let tokenizer = try Tokenizer.load(folder: fixture("tokenizer-tiny"))
  let end = try #require(tokenizer.id(of: .end))
  let (_, file) = try rewritten(tokenizer, endIDs: [5, end])
  #expect(file.value("tokenizer.ggml.eos_token_id")?.integer == Int(end))
  #expect(file.value("tokenizer.ggml.eot_token_id") == 5)
  let (_, other) = try rewritten(tokenizer, endIDs: [7])
  #expect(other.value("tokenizer.ggml.eos_token_id") == 7 && other.value("tokenizer.ggml.eot_token_id") == nil)
}

/// A tokenizer of characters with byte pieces and merges.
private func pieces(
  _ pieces: [String], _ merges: [String], normalizer: String, preTokenizer: String = "null"
) throws -> Tokenizer {
  let bytes = (0..<256).map { BytePairModel.bytePiece(UInt8($0)) }
  let vocabulary = JSONObject((bytes + pieces).enumerated().map { ($1, JSON.integer($0)) })
  let merges = merges.map { "\"\($0)\"" }.joined(separator: ",")
  let folder = try TemporaryFolder()
  try writeFile(
    folder.path("tokenizer.json"),
    Array(
      """
      {"normalizer": \(normalizer), "pre_tokenizer": \(preTokenizer), "decoder": {"type": "ByteFallback"},
       "added_tokens": [], "model": {"type": "BPE", "byte_fallback": true, "fuse_unk": true,
       "vocab": \(String(decoding: JSON.object(vocabulary).serialized(), as: UTF8.self)),
       "merges": [\(merges)]}}
      """.utf8))
  return try Tokenizer.load(folder: folder.path)
}

private let spaces = #"{"type": "Replace", "pattern": {"String": " "}, "content": "\#u{2581}"}"#

@Test func `merges of pieces with scores come back as scores, others are refused`() throws {
  let whole = try pieces(["a", "b", "c", "ab", "abc", "bc"], ["b c", "a b", "ab c", "a bc"], normalizer: spaces)
  let other = try rewritten(whole).0
  for text: Text in ["abc", "aabcc", "babcab", "ab abc", "cab"] {
    #expect(whole.encode(text) == other.encode(text), "\(text)")
  }
  for merges in [["b c", "a b", "ab c"], ["a b", "ab c", "b c", "a bc"]] {
    let said = message { try rewritten(pieces(["a", "b", "c", "ab", "abc", "bc"], merges, normalizer: spaces)) }
    #expect(said.contains("its merges are not those of pieces with scores ('abc' is made in fewer ways"), "\(said)")
  }
}

@Test func `what llama.cpp would tokenize otherwise is refused with the reason`() throws {
  func said(_ tokenizer: Tokenizer, rows: Int? = nil) -> String { message { try rewritten(tokenizer, rows: rows) } }
  let lower = try pieces(["a"], [], normalizer: #"{"type": "Lowercase"}"#)
  #expect(said(lower).hasSuffix("llama.cpp does not change or cut text like this: Lowercase"))
  #expect(said(try pieces(["a"], [], normalizer: "null")).contains("does not write spaces as U+2581"))
  let cut = #"{"type": "Metaspace", "replacement": "\#u{2581}", "prepend_scheme": "always", "split": true}"#
  let across = try pieces(["a", "▁", "a▁"], ["a ▁"], normalizer: "null", preTokenizer: cut)
  #expect(said(across).contains("cuts text at spaces, but its piece 'a▁' holds one"))
  let tiny = try Tokenizer.load(folder: fixture("tokenizer-tiny"))
  #expect(said(tiny, rows: 640).contains("call model.resize_token_embeddings(len(tokenizer)) first"))
}
