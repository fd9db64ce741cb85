import TestSupport
import Testing

private let tiny = fixture("tokenizer-tiny")
private let model = fixture("models/tiny-untied")

@Test(arguments: [
  ("print(torch.tensor([[1, 2], [3, 4]])[:, 1:].tolist(), torch.float16)", "[[2], [4]] torch.float16\n"),
  ("print(torch.tensor([1.5, 2]).shape, torch.zeros(2, 3).shape[1])", "torch.Size([2]) 3\n"),
  ("with torch.no_grad():\n  print(torch.cuda.is_available())", "False\n"),
  ("print(json.dumps(json.loads('{\"a\": [1, null]}')))", "{\"a\": [1, null]}\n"),
  (
    "from transformers import AutoTokenizer\nimport matplotlib.pyplot as plt\nprint(AutoTokenizer.__name__)",
    "AutoTokenizer\n"
  ),
  (
    "d = Dataset.from_list([{'a': 1}, {'a': 2}]).map(lambda r: {'b': r['a'] * 2})\nprint(d[1], d['b'])",
    "{'a': 2, 'b': 4} [2, 4]\n"
  ),
  (
    "t = AutoTokenizer.from_pretrained('\(tiny)')\nd = Dataset.from_list([{'a': 'b'}, {'a': ''}])\n"
      + "print(d.map(lambda r: t(r['a']))[1], d.map(lambda r: t(r['a']), batched=True).column_names)",
    "{'a': '', 'input_ids': [643], 'attention_mask': [1]} ['a', 'input_ids', 'attention_mask']\n"
  ),
  (
    "import torch\nc = LoraConfig(r=4, target_modules=['q_proj'])\nprint(c.r, c.lora_alpha, c.target_modules)",
    "4 8 ['q_proj']\n"
  ),
])
func `a cell names what it knows from the libraries`(code: String, output: String) throws {
  let run = try runCell(code)
  #expect(run.failure == nil)
  #expect(run.text == output)
}

@Test func `a tokenizer encodes, pads and decodes as transformers does`() throws {
  let run = try runCell(
    """
    tok = AutoTokenizer.from_pretrained("\(tiny)")
    print(tok.padding_side, tok.bos_token_id, len(tok), tok.encode("a"), tok("a")["attention_mask"])
    b = tok(["a", "<｜User｜>a"], padding=True, return_tensors="pt")
    print(b["input_ids"].shape, b.attention_mask.tolist())
    print(tok.decode(tok("钟离")["input_ids"], skip_special_tokens=True))
    print(tok.batch_decode([[64], [64, 64]]), tok.convert_ids_to_tokens([64]), tok.convert_tokens_to_ids("a"))
    """)
  #expect(run.failure == nil)
  #expect(
    run.text == """
      left 643 662 [643, 64] [1, 1]
      torch.Size([2, 3]) [[0, 1, 1], [1, 1, 1]]
      钟离
      ['a', 'aa'] ['a'] 64

      """)
}

@Test func `the article's LoRA on the 7B shape has the parameters that peft counts, without any weights`() throws {
  let run = try runCell(
    """
    c = AutoConfig.for_model("qwen2", vocab_size=151666, hidden_size=3584, intermediate_size=18944, num_hidden_layers=28,
        num_attention_heads=28, num_key_value_heads=4, tie_word_embeddings=False)
    m = get_peft_model(AutoModelForCausalLM.from_config(c), LoraConfig(r=8, lora_alpha=16,
        target_modules=["embed_tokens", "lm_head", "q_proj", "k_proj", "v_proj", "o_proj"], task_type="CAUSAL_LM"))
    m.print_trainable_parameters()
    """)
  #expect(run.failure == nil)
  #expect(run.text == "trainable params: 7,530,272 || all params: 7,620,293,920 || trainable%: 0.0988\n")
}

@Test func `a model answers with logits and loss, and generate gives prompt and answer`() throws {
  let run = try runCell(
    """
    m = AutoModelForCausalLM.from_pretrained("\(model)")
    ids = torch.tensor([[629, 5, 6]])
    out = m(input_ids=ids, labels=ids)
    print(out.logits.shape, out.loss.item() > 0)
    print(m.generate(torch.tensor([[629]]), do_sample=False, max_new_tokens=3).tolist())
    inputs = {"input_ids": torch.tensor([[629]]), "attention_mask": torch.tensor([[1]])}
    print(m.generate(**inputs, do_sample=False, max_length=3).shape)
    """)
  #expect(run.failure == nil)
  #expect(run.text == "torch.Size([1, 3, 768]) True\n[[629, 438, 315, 246]]\ntorch.Size([1, 3])\n")
}

@Test(arguments: [
  ("AutoTokenizer.from_pretrained('no/such')", "no folder no/such"),
  ("AutoTokenizer.from_pretrained('minj')", "no folder minj"),
  ("AutoModelForCausalLM.from_pretrained(3)", "must be str, not int"),
  ("AutoModelForCausalLM('mini')", "use AutoModelForCausalLM.from_pretrained(...)"),
  ("SFTConfig(lerning_rate=1)", "lerning_rate"),
  ("LoraConfig(rank=8)", "unexpected keyword argument 'rank'"),
  ("LoraConfig(use_dora=True)", "use_dora"),
  ("load_dataset('json', data_files='no.jsonl')", "no.jsonl"),
  ("Dataset.from_list([1])", "row"),
  ("torch.tensor([[1], [2, 3]])", "expected sequence of length 1"),
  ("SFTTrainer(model='no/such')", "no folder no/such"),
  ("get_peft_model(1, LoraConfig())", "must be a model"),
  ("import numpi", "No module named 'numpi'"),
])
func `a mistake is one clear sentence`(code: String, words: String) throws {
  let failure = try #require(try runCell(code).failure)
  #expect(failure.contains(words), "\(failure)")
}
