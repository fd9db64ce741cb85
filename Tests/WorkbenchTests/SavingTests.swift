import Display
import Files
import Notebook
import TestSupport
import Testing

@testable import Workbench

private let tiny = fixture("models/tiny-untied")

/// Runs one cell; gives what it printed, its error, and what was told beside.
private func run(_ code: String) -> (text: String, failure: String?, notices: [String]) {
  let sink = RecordingSink()
  let session = Session(sink: sink) { Workbench.install(into: $0, sink: $1) }
  let cell = session.run(.init(name: "cell 1", code))
  let failure = cell.events.lazy.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }.first
  return (printed(cell), failure?.message, sink.notices.map(\.message))
}

private let prepared = """
  tokenizer = AutoTokenizer.from_pretrained("\(fixture("tokenizer-tiny"))")
  model = AutoModelForCausalLM.from_pretrained("\(tiny)")

  """

@Test func `a model is saved in shards of the size that was asked for, and certified`() throws {
  let folder = try TemporaryFolder()
  let cell = run(
    prepared + """
      peft = get_peft_model(model, LoraConfig(r=2, target_modules=["q_proj"], init_lora_weights=False))
      merged = peft.merge_and_unload()
      merged.save_pretrained("\(folder.path)", max_shard_size="200KB")
      print(sorted(os.listdir("\(folder.path)"))[2:4])
      again = AutoModelForCausalLM.from_pretrained("\(folder.path)", torch_dtype="auto")
      ids = torch.tensor([[1, 2, 3]])
      print(again(ids).logits.tolist() == merged(ids).logits.tolist())
      for size in ["5 GB", "1GiB", 100, None]:
          merged.save_pretrained("\(folder.path)", max_shard_size=size)
      """)
  #expect(cell.failure == nil)
  #expect(cell.text.hasPrefix("['model-00001-of-0000"))
  #expect(cell.text.contains("\nTrue\n"))
  #expect(cell.notices.first?.hasPrefix("merge certificate: against the adapter over its base, ") == true)
  #expect(cell.notices.dropFirst().allSatisfy { $0.hasPrefix("certificate: \(folder.path) read back, ") })
  #expect(cell.notices.count == 6)
  for size in ["'5'", "'GB'", "0", "'-1GB'", "1.5"] {
    let wrong = run(prepared + "model.save_pretrained(\"\(folder.path)\", max_shard_size=\(size))")
    #expect(wrong.failure?.hasPrefix("max_shard_size is a number of bytes or a text such as '5GB'") == true)
  }
}

@Test func `a GGUF file is written from a cell and opened again; a model with an adapter is refused`() throws {
  let folder = try TemporaryFolder()
  let cell = run(
    prepared + """
      path = model.save_pretrained_gguf("\(folder.path)", tokenizer, quantization_method="f32")
      print(path[len("\(folder.path)"):])
      again = AutoModelForCausalLM.from_pretrained(path)
      ids = torch.tensor([tokenizer.encode("你好")])
      print(again(ids).logits.tolist() == model(ids).logits.tolist())
      print(AutoTokenizer.from_pretrained(path).encode("你好") == ids.tolist()[0])
      """)
  #expect(cell.failure == nil && cell.text == "/model.F32.gguf\nTrue\nTrue\n")
  let adapted = run(
    prepared + """
      peft = get_peft_model(model, LoraConfig(target_modules=["q_proj"]))
      peft.save_pretrained_gguf("\(folder.path)", tokenizer)
      """)
  #expect(adapted.failure == "a GGUF file holds a whole model, and this one carries an adapter")
}

@Test func `a grown vocabulary is told when the adapter comes back, and a forgotten resize when both are saved`() throws
{
  let folder = try TemporaryFolder()
  let cell = run(
    prepared + """
      model.resize_token_embeddings(801)
      get_peft_model(model, LoraConfig(target_modules=["q_proj"])).save_pretrained("\(folder.path("adapter"))")
      base = AutoModelForCausalLM.from_pretrained("\(tiny)")
      print(PeftModel.from_pretrained(base, "\(folder.path("adapter"))").config.vocab_size)
      small = AutoModelForCausalLM.from_pretrained("\(tiny)")
      small.resize_token_embeddings(600)
      small.save_pretrained("\(folder.path("small"))")
      tokenizer.save_pretrained("\(folder.path("small"))")
      """)
  #expect(cell.text.hasPrefix("801\n"))
  #expect(cell.notices.contains { $0.hasSuffix("the model's tables now have 801 rows") })
  #expect(cell.notices.contains { $0.contains("the model has 600 rows: call model.resize_token_embeddings") })
}
