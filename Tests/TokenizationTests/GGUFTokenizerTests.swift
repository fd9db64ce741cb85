import Files
import JSON
import ModelFiles
import SourceText
import TestSupport
import Testing

@testable import Tokenization

private let gemmaFolder = joinPath(repositoryRoot, "assets/cache/gemma-3-270m")
private let smolFolder = joinPath(repositoryRoot, "assets/cache/smollm2-135m-instruct")
private func hasModel(_ folder: String) -> Bool { (try? GGUFFile.path(at: folder)) != nil }

private func integers(_ json: JSON?) -> [Int32] { (json?.array ?? []).compactMap { $0.integer.map(Int32.init) } }

/// Opens the bytes of a file.
private func open(_ builder: GGUFBytes) throws -> Tokenizer {
  let folder = try TemporaryFolder()
  try writeFile(folder.path("x.gguf"), builder.file)
  return try Tokenizer.load(gguf: GGUFFile(path: folder.path("x.gguf")))
}

/// What a failing body says; empty where it does not fail.
private func message(_ body: () throws -> some Any) -> String {
  do {
    _ = try body()
    return ""
  } catch { return "\(error)" }
}

/// Checks ids with special tokens found, ids with them as text, and decoding, as recorded.
private func check(_ tokenizer: Tokenizer, _ recorded: JSON) throws {
  for entry in recorded["cases"]?.array ?? [] {
    let text = try #require(entry["text"]?.text)
    #expect(
      tokenizer.encode(text, addSpecialTokens: false) == integers(entry["ids"]), "\(text.string.debugDescription)")
    let spanned = tokenizer.encodeWithSpans(text, addSpecialTokens: false)
    #expect(spanned.ids == integers(entry["ids"]))
    #expect(spanned.spans.map(\.upperBound).max() ?? 0 == text.count, "\(text.string.debugDescription)")
  }
  for entry in recorded["special_as_text"]?.array ?? [] {
    let text = try #require(entry["text"]?.text)
    let ids = tokenizer.encode(text, addSpecialTokens: false, parsesSpecialTokens: false)
    #expect(ids == integers(entry["ids"]), "\(text.string.debugDescription)")
  }
  for entry in recorded["decode"]?.array ?? [] {
    let ids = integers(entry["ids"])
    #expect(tokenizer.decode(ids) == entry["text"]?.string, "\(ids)")
    #expect(tokenizer.decode(ids, skipSpecialTokens: true) == entry["text_skip_special"]?.string, "\(ids)")
    // What a stream has shown stays, even where Hugging Face would call the whole run of bytes ill-formed.
    if entry["text"]?.string?.contains("\u{FFFD}") == true { continue }
    var stream = StreamingDecoder(tokenizer)
    let pieces = ids.map { stream.append($0) }
    #expect(pieces.joined() + stream.finish() == entry["text"]?.string, "\(ids) streamed")
  }
}

@Test func `the tiny Gemma's vocabulary gives the recorded ids`() throws {
  let tokenizer = try Tokenizer.load(folder: fixture("gguf/tiny-gemma3-f32.gguf"))
  #expect(tokenizer.count == 768 && tokenizer.className == "GemmaTokenizerFast")
  #expect(tokenizer[.begin] == "<bos>" && tokenizer.id(of: .end) == 1 && tokenizer.id(of: .padding) == 0)
  #expect(tokenizer.modelMaxLength == 2048 && tokenizer.chatTemplate == nil)
  try check(tokenizer, fixtureJSON("gguf/tiny-gemma3-strings.json"))
  #expect(tokenizer.encode("a") == [2, 657])
}

@Test func `what was saved as tokenizer files gives the same ids`() throws {
  let folder = try TemporaryFolder()
  try Tokenizer.load(gguf: GGUFFile(path: fixture("gguf/tiny-gemma3-f32.gguf"))).save(folder: folder.path)
  let tokenizer = try Tokenizer.load(folder: folder.path)
  let recorded = try fixtureJSON("gguf/tiny-gemma3-strings.json")
  try check(tokenizer, recorded)
  #expect(tokenizer.encode("a") == [2, 657])
}

@Test(.enabled(if: hasModel(gemmaFolder), "run `make assets-gemma` first"))
func `Gemma's vocabulary gives the recorded ids and texts`() throws {
  let tokenizer = try Tokenizer.load(folder: gemmaFolder)
  #expect(tokenizer.count == 262_144)
  try check(tokenizer, fixtureJSON("tokenizer-gemma3/strings.json"))
  // One piece of work, however long.
  let long = Text(bytes: [UInt8](repeating: UInt8(ascii: "a"), count: 200_000))
  #expect(tokenizer.decode(tokenizer.encode(long, addSpecialTokens: false)).utf8.count == 200_000)
}

@Test(.enabled(if: hasModel(smolFolder), "run `make assets` first"))
func `SmolLM2's vocabulary gives the recorded ids`() throws {
  let tokenizer = try Tokenizer.load(folder: smolFolder)
  #expect(tokenizer.count == 49_152 && tokenizer[.begin] == "<|im_start|>" && tokenizer[.end] == "<|im_end|>")
  #expect(tokenizer.chatTemplate?.contains("<|im_start|>") == true)
  try check(tokenizer, fixtureJSON("gguf/smollm2-strings.json"))
}

/// A byte-level vocabulary of single bytes, three merges, and two tokens of their own.
private func byteLevel(_ pre: String?) -> GGUFBytes {
  var builder = GGUFBytes()
  builder.add("tokenizer.ggml.model", "gpt2")
  if let pre { builder.add("tokenizer.ggml.pre", pre) }
  let letters = (0..<256).map { String(decoding: ByteLevelAlphabet.encode([UInt8($0)]), as: UTF8.self) }
  builder.add("tokenizer.ggml.tokens", letters + ["ab", "Ġa", "Ġab", "<|end|>", "<tool>"])
  builder.add("tokenizer.ggml.token_type", [Int](repeating: 1, count: 259) + [3, 4])
  builder.add("tokenizer.ggml.merges", ["a b", "Ġ a", "Ġ ab"])
  builder.add("tokenizer.ggml.eos_token_id", 259)
  return builder
}

@Test(arguments: ["default", "gpt-2", "llama-bpe", "qwen2", "deepseek-r1-qwen", "smollm"])
func `each way of cutting text gives the recorded pieces`(kind: String) throws {
  let tokenizer = try open(byteLevel(kind))
  let recorded = try #require(try fixtureJSON("gguf/pieces.json")[kind]?.array)
  for entry in recorded {
    let text = try #require(entry["text"]?.text)
    var pieces: [Text] = []
    tokenizer.preTokenizer.pieces(of: NormalizedText(bytes: text.bytes)) { _, bytes, range in
      pieces.append(Text(bytes: bytes[range]))
    }
    #expect(pieces == entry["pieces"]?.array?.compactMap(\.text), "\(text.string.debugDescription)")
  }
  #expect(tokenizer.encode(" ab<|end|>ab<tool>", addSpecialTokens: false).suffix(3) == [259, 256, 260])
  #expect(
    tokenizer.encode("<|end|><tool>", addSpecialTokens: false, parsesSpecialTokens: false).suffix(2) == [62, 260])
  #expect(tokenizer.decode([258, 259, 260], skipSpecialTokens: true) == " ab<tool>")
}

@Test func `a missing way of cutting is the default, an unknown one is refused by name`() throws {
  #expect(try open(byteLevel(nil)).encode("ab", addSpecialTokens: false) == [256])
  let fault = message { try open(byteLevel("tekken")) }
  #expect(
    fault.hasSuffix(
      "tokenizer.ggml.pre 'tekken' is not supported (supported: default, gpt-2, llama-bpe, qwen2, deepseek-r1-qwen, smollm)"
    ))
}

/// Pieces as Llama 2 has them: unknown, two controls, bytes, and a few words.
private func scored(_ pieces: [(String, Float)], types: Int = 1) -> GGUFBytes {
  var builder = GGUFBytes()
  builder.add("tokenizer.ggml.model", "llama")
  let bytes = (0..<256).map { BytePairModel.bytePiece(UInt8($0)) }
  builder.add("tokenizer.ggml.tokens", ["<unk>", "<s>", "</s>"] + bytes + pieces.map(\.0))
  builder.add("tokenizer.ggml.scores", [Float](repeating: 0, count: 259) + pieces.map(\.1))
  builder.add(
    "tokenizer.ggml.token_type",
    [2, 3, 3] + [Int](repeating: 6, count: 256) + [Int](repeating: types, count: pieces.count))
  builder.add("tokenizer.ggml.bos_token_id", 1)
  builder.add("tokenizer.ggml.eos_token_id", 2)
  builder.add("tokenizer.ggml.unknown_token_id", 0)
  return builder
}

@Test func `neighbours merge by score, of equal scores the leftmost first, and the rest is bytes`() throws {
  let tokenizer = try open(
    scored([("▁", -9), ("a", -9), ("b", -9), ("ab", -2), ("ba", -1), ("aa", -3), ("▁a", -4)]))
  func ids(_ text: Text) -> [Int32] { tokenizer.encode(text, addSpecialTokens: false) }
  #expect(tokenizer.className == "LlamaTokenizerFast")
  #expect(ids("ab") == [259, 262])
  #expect(ids("aba") == [265, 263])  // ba first, then ▁a
  #expect(ids("aaa") == [259, 264, 260])  // of the two "aa" the left one
  #expect(ids("") == [] && tokenizer.encode("") == [1])
  #expect(ids("a</s>b") == [265, 2, 259, 261])
  #expect(ids("é") == [259, 3 + 0xC3, 3 + 0xA9])
  #expect(ids("<0x41>").count == 7)
  #expect(tokenizer.decode(ids("aé b")) == "aé b")
}

@Test func `malformed vocabularies are named`() throws {
  var builder = GGUFBytes()
  #expect(message { try open(builder) }.contains("tokenizer.ggml.tokens must be a list of 1 to"))
  builder.add("tokenizer.ggml.tokens", ["a"])
  #expect(
    message { try open(builder) }.hasSuffix("tokenizer.ggml.model 'none' is not supported (supported: gpt2, llama)"))
  builder.add("tokenizer.ggml.model", "llama")
  #expect(message { try open(builder) }.hasSuffix("tokenizer.ggml.scores must be a number for each of 1 tokens"))
  builder.add("tokenizer.ggml.token_type", [1, 2])
  #expect(message { try open(builder) }.hasSuffix("tokenizer.ggml.token_type must be a number for each of 1 tokens"))
  builder = GGUFBytes()
  builder.add("tokenizer.ggml.model", "gpt2")
  builder.add("tokenizer.ggml.tokens", ["a", "b"])
  builder.add("tokenizer.ggml.merges", ["a b"])
  #expect(
    message { try open(builder) }.hasSuffix(
      "tokenizer.ggml.merges[0] must be tokens of the vocabulary whose join is one too"))
}
