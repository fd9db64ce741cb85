import Files
import ModelFiles
import TestSupport
import Testing

private let tiny = fixture("gguf/tiny-gemma3-f32.gguf")

@Test func `from_pretrained opens a GGUF file: configuration, tokenizer and model`() throws {
  let run = try runCell(
    """
    config = AutoConfig.from_pretrained("\(tiny)")
    print(config.model_type, config.num_hidden_layers, config.rms_norm_eps)
    tok = AutoTokenizer.from_pretrained("\(tiny)")
    print(type(tok).__name__, tok.encode("a\\n b"), tok.encode("<bos>", add_special_tokens=False))
    print(len(tok.encode("<bos>", add_special_tokens=False, split_special_tokens=True)) > 1)
    model = AutoModelForCausalLM.from_pretrained("\(tiny)", torch_dtype="auto")
    print(model.dtype, model.num_parameters() > 200000)
    out = model.generate(tok("a", return_tensors="pt").input_ids, max_new_tokens=3, do_sample=False)
    print(out.shape)
    """)
  #expect(run.failure == nil)
  #expect(
    run.text.hasPrefix(
      "gemma3_text 6 1e-06\nGemmaTokenizerFast [2, 657, 107, 626, 217] [2]\nTrue\ntorch.float32 True\n"))
}

@Test func `a file that is no GGUF is refused with what to do`() throws {
  let folder = try TemporaryFolder()
  try writeFile(folder.path("a.bin"), [1])
  let other = try runCell("AutoTokenizer.from_pretrained(\"\(folder.path("a.bin"))\")")
  #expect(
    other.failure?.hasSuffix(
      "is a file: from_pretrained wants the folder that holds config.json, or a file that ends in .gguf") == true)
  try writeFile(folder.path("b.gguf"), Array("not one".utf8))
  let broken = try runCell("AutoModelForCausalLM.from_pretrained(\"\(folder.path("b.gguf"))\")")
  #expect(broken.failure?.contains("is no GGUF file") == true)
}

private let smol = joinPath(repositoryRoot, "assets/cache/smollm2-135m-instruct")

@Test(.enabled(if: (try? GGUFFile.path(at: smol)) != nil, "run `make assets` first"))
func `SmolLM2 knows the capital of France`() throws {
  let cells = try runNotebook("smollm2.nb", [], until: "Ask it something it knows")
  #expect(cells.last?.outcome == .done, "\(cells.last?.events ?? [])")
  #expect("\(cells.last?.events ?? [])".contains("Paris"))
}
