import Files
import JSON
import SourceText
import TestSupport
import Testing

@testable import Tokenization

#if canImport(Glibc)
  import Glibc
#endif

/// Calls a closure with a new folder, which is gone afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = "/tmp/tokenization-tests-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
  try makeFolder(folder)
  defer {
    for name in (try? listFolder(folder)) ?? [] { unlink(joinPath(folder, name)) }
    rmdir(folder)
  }
  return try body(folder)
}

@Test func `a saved tokenizer loads as the same one, and what it came with is kept`() throws {
  let tokenizer = try tinyTokenizer()
  _ = try addArticleTokens(tokenizer)
  tokenizer[.padding] = "<|pad|>"
  tokenizer.chatTemplate = "{{ bos_token }}"
  try withTemporaryFolder { folder in
    try tokenizer.save(folder: folder)
    let loaded = try Tokenizer.load(folder: folder)
    loaded.nameOrPath = tokenizer.nameOrPath
    #expect(loaded.description == tokenizer.description)
    #expect(loaded.chatTemplate == "{{ bos_token }}")
    #expect(loaded.encode("钟离来自什么国家<|pad|>") == tokenizer.encode("钟离来自什么国家<|pad|>"))
    let file = try JSON.parse(readFile(joinPath(folder, "tokenizer.json")))
    let original = try fixtureJSON("tokenizer-tiny/tokenizer.json")
    for key in ["normalizer", "pre_tokenizer", "decoder", "post_processor", "version"] {
      #expect(file[key] == original[key], "\(key)")
    }
    #expect(file["model"]?["vocab"] == original["model"]?["vocab"])
    #expect(file["model"]?["merges"]?.array?.first == ["æ", "ĺ"])
    let map = try JSON.parse(readFile(joinPath(folder, "special_tokens_map.json")))
    #expect(map["pad_token"]?.string == "<|pad|>")
    #expect(map["additional_special_tokens"]?.array?.count == 2)
    let configuration = try JSON.parse(readFile(joinPath(folder, "tokenizer_config.json")))
    #expect(configuration["sp_model_kwargs"] == .object([:]))
    #expect(configuration["model_max_length"] == 16384)
  }
}

@Test func `a saved tokenizer without an unknown token says so, for a class has one by default`() throws {
  let tokenizer = try tinyTokenizer()
  tokenizer.configuration["unk_token"] = nil
  try withTemporaryFolder { folder in
    try tokenizer.save(folder: folder)
    let configuration = try JSON.parse(readFile(joinPath(folder, "tokenizer_config.json")))
    #expect(configuration["unk_token"] == JSON.null)
  }
}

private let brokenFiles: [(name: String, text: String, message: String)] = [
  ("a list", "[]", "tokenizer.json: the file must be an object"),
  ("no model", "{}", "tokenizer.json: model must be an object"),
  (
    "another model", #"{"model": {"type": "Unigram", "vocab": []}}"#,
    "tokenizer.json: model 'Unigram' is not supported (supported: BPE)"
  ),
  (
    "a negative id", #"{"model": {"type": "BPE", "vocab": {"a": -1}, "merges": []}}"#,
    "tokenizer.json: model.vocab must be an object of tokens and ids from 0 to 4194303 ('a' has another)"
  ),
  (
    "a repeated id", #"{"model": {"type": "BPE", "vocab": {"a": 1, "b": 1}, "merges": []}}"#,
    "tokenizer.json: model.vocab must be without repeats (id 1, 'b', is there twice)"
  ),
  (
    "a merge of nothing", #"{"model": {"type": "BPE", "vocab": {"a": 1}, "merges": ["a b"]}}"#,
    "tokenizer.json: model.merges[0] must be tokens of the vocabulary whose join is one too"
  ),
  (
    "an unknown normalizer",
    #"{"normalizer": {"type": "NFKC"}, "model": {"type": "BPE", "vocab": {}, "merges": []}}"#,
    "tokenizer.json: normalizer 'NFKC' is not supported "
      + "(supported: Sequence, NFC, NFD, Lowercase, Prepend, Strip, Replace)"
  ),
  (
    "a bad pattern",
    #"{"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "a(b"}, "behavior": "Isolated"}, "model": {}}"#,
    "the pattern a(b cannot be used: a group without its ')' at byte 3"
  ),
]

@Test(arguments: brokenFiles)
func `a broken tokenizer file is refused in one sentence`(
  _ broken: (name: String, text: String, message: String)
) throws {
  try withTemporaryFolder { folder in
    try writeFile(joinPath(folder, "tokenizer.json"), Array(broken.text.utf8))
    do {
      _ = try Tokenizer.load(folder: folder)
      Issue.record("\(broken.name) was accepted")
    } catch {
      #expect("\(error)".replacingPrefix(folder + "/") == broken.message)
    }
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}

@Test func `a folder without a tokenizer, and no folder, are told apart`() throws {
  try withTemporaryFolder { folder in
    let expected =
      "\(folder) holds no tokenizer: expected tokenizer.json, vocab.json with merges.txt, tokenizer.model, a .tiktoken or "
      + "a .gguf file in it"
    #expect(throws: TokenizerError.noTokenizer(folder: folder)) { try Tokenizer.load(folder: folder) }
    #expect(TokenizerError.noTokenizer(folder: folder).description == expected)
  }
  #expect(throws: FileError.missing(path: "/nowhere/at/all")) { try Tokenizer.load(folder: "/nowhere/at/all") }
}

@Test func `a rank file that is damaged is refused with its line`() throws {
  for (text, line) in [("IQ== 0\nIg== 2\n", 2), ("IQ==\n", 1), ("!!! 0\n", 1), ("IQ== 0\nIQ== 1\n", 2)] {
    try withTemporaryFolder { folder in
      try writeFile(joinPath(folder, "x.tiktoken"), Array(text.utf8))
      do {
        _ = try Tokenizer.load(folder: folder)
        Issue.record("accepted")
      } catch let TokenizerError.badRank(_, found, _) {
        #expect(found == line)
      }
    }
  }
}

@Test func `begin and end tokens can be put around texts, and a saved tokenizer keeps them`() throws {
  let empty = try Tokenizer.byteLevel(className: "LlamaTokenizerFast")
  let tokenizer = try empty.trainedAnew(on: ["ab", "ab", "ac"], VocabularyTraining(vocabularySize: 257))
  #expect(tokenizer.addsBeginToken == false)
  tokenizer.addsBeginToken = true
  #expect(tokenizer.encode("ab") == [256], "without a begin token there is nothing to add")
  tokenizer.addTokens([AddedToken("<s>", isSpecial: true), AddedToken("</s>", isSpecial: true)])
  tokenizer[.begin] = "<s>"
  tokenizer[.end] = "</s>"
  tokenizer.addsBeginToken = true
  tokenizer.addsEndToken = true
  #expect(tokenizer.encode("ab") == [257, 256, 258])
  try withTemporaryFolder { folder in
    try tokenizer.save(folder: folder)
    let loaded = try Tokenizer.load(folder: folder)
    #expect(loaded.encode("ab") == [257, 256, 258])
    #expect(loaded.addsBeginToken && loaded.addsEndToken && loaded.paddingSide == .left)
    let file = try JSON.parse(readFile(joinPath(folder, "tokenizer.json")))
    #expect(file["post_processor"]?["type"]?.string == "TemplateProcessing")
  }
}
