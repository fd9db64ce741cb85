import PythonValues
import Testing

@testable import Workbench

private func trained(_ texts: Value, _ size: Value) throws -> TokenizerObject {
  let context = SilentContext()
  let value = try context.call(trainTokenizer, CallArguments([texts], keywords: [("vocab_size", size)]))
  return try #require(value.object as? TokenizerObject)
}

@Test func `a tokenizer is trained from texts alone`() throws {
  let context = SilentContext()
  let object = try trained(["ab", "ab", "ac"], 257)
  #expect(object.tokenizer.count == 257)
  let token = try addedTokenClass.call(
    CallArguments(["<|x|>"], keywords: [("normalized", false), ("special", true)]), context)
  #expect(
    try token.repr()
      == #"AddedToken("<|x|>", rstrip=False, lstrip=False, single_word=False, normalized=False, special=True)"#)
  let add = try #require(try object.attribute("add_tokens"))
  #expect(try context.call(add, .array([token, "<y>"])).integer == 2)
  #expect(object.tokenizer.encode("ab<|x|><y>", addSpecialTokens: false) == [256, 257, 258])
  let anew = try #require(try object.attribute("train_new_from_iterator"))
  let second = try context.call(anew, .array([.array(["ba", "ba"]), .array(["ba"])]), 258)
  #expect((second.object as? TokenizerObject)?.tokenizer.encode("ba", addSpecialTokens: false) == [257])
}

@Test func `what cannot train a tokenizer is said`() {
  #expect { try trained("ab", 300) } throws: {
    "\($0)" == "TypeError: a tokenizer is trained on a list of texts, not on one str"
  }
  #expect { try trained([1], 300) } throws: {
    "\($0)" == "ValueError: a tokenizer takes a string or a list of strings, not int"
  }
}
