import TestSupport
import Testing

private let tiny = fixture("tokenizer-tiny")

@Test(arguments: [
  ("tok('你好,a', max_length=2)['input_ids']", "[643, 336]"),
  ("tok('你好,a', max_length=2, truncation=False)['input_ids']", "[643, 336, 11, 64]"),
  ("tok(['你好', ''], padding=True, padding_side='right')['attention_mask']", "[[1, 1], [1, 0]]"),
  (
    "tok('a', return_token_type_ids=True)",
    "{'input_ids': [643, 64], 'token_type_ids': [0, 0], 'attention_mask': [1, 1]}"
  ),
  ("tok.get_added_vocab()['<think>'], tok.additional_special_tokens_ids", "645 []"),
])
func `a tokenizer's options do what transformers' do`(code: String, output: String) throws {
  let run = try runCell("tok = AutoTokenizer.from_pretrained(\"\(tiny)\")\nprint(\(code))")
  #expect(run.failure == nil)
  #expect(run.text == output + "\n")
}

@Test(arguments: ["tok('a', 'b')", "tok('a', text_pair='b')", "tok.encode('a', 'b')"])
func `a second text is refused, not left out`(code: String) throws {
  let run = try runCell("tok = AutoTokenizer.from_pretrained(\"\(tiny)\")\n\(code)")
  #expect(run.failure?.contains("pairs of texts are not encoded here: text_pair must be None") == true)
}

@Test(arguments: [
  ("[[], []]", "tensor([], size=(2, 0))"),
  ("[]", "tensor([])"),
  (
    "[1.5, -0.0] * 5",
    "tensor([1.5000, -0.0000, 1.5000, -0.0000, 1.5000, -0.0000, 1.5000, -0.0000, 1.5000,\n        -0.0000])"
  ),
])
func `tensors without elements and with signed zeros print as torch prints them`(list: String, output: String) throws {
  let run = try runCell("print(torch.tensor(\(list)))")
  #expect(run.failure == nil)
  #expect(run.text == output + "\n")
}
