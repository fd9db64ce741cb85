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

@Test(arguments: [
  (
    "tok('a', 'b', return_token_type_ids=True)",
    "{'input_ids': [643, 64, 643, 65], 'token_type_ids': [0, 0, 1, 1], 'attention_mask': [1, 1, 1, 1]}"
  ),
  ("tok.encode('a', 'b')", "[643, 64, 643, 65]"),
  ("tok('ab c', 'd', truncation='only_first', max_length=4).input_ids", "[643, 64, 643, 67]"),
  ("tok(['a', 'b'], ['c', 'd']).input_ids", "[[643, 64, 643, 66], [643, 65, 643, 67]]"),
  ("tok('a', return_offsets_mapping=True).offset_mapping", "[(0, 0), (0, 1)]"),
])
func `two texts are one row, as transformers has it`(code: String, output: String) throws {
  let run = try runCell("tok = AutoTokenizer.from_pretrained(\"\(tiny)\")\nprint(\(code))")
  #expect(run.failure == nil)
  #expect(run.text == output + "\n")
}

@Test func `second texts that are not as many are refused`() throws {
  let run = try runCell("tok = AutoTokenizer.from_pretrained(\"\(tiny)\")\ntok(['a', 'b'], 'c')")
  #expect(run.failure?.contains("text_pair must be as many texts as text: 2, not 1") == true)
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
