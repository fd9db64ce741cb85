import Display
import Files
import Notebook
import TestSupport
import Testing

@testable import Workbench

/// Runs cells in one session.
private func run(_ cells: [String]) -> (cells: [ExecutedCell], failures: [CellFailure], notices: [String]) {
  let sink = RecordingSink()
  let session = Session(sink: sink) { Workbench.install(into: $0, sink: $1) }
  let executed = cells.enumerated().map { session.run(.init(name: "cell \($0.offset + 1)", $0.element)) }
  let failures = sink.events.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
  return (executed, failures, sink.notices.map(\.message))
}

private let opening = """
  tok = AutoTokenizer.from_pretrained("\(fixture("tokenizer-tiny"))")
  n = tok.add_special_tokens({"additional_special_tokens": ["<｜User｜>", "<｜Assistant｜>"], "pad_token": "<|pad|>"})
  model = AutoModelForCausalLM.from_pretrained("\(fixture("models/tiny-untied"))", torch_dtype=torch.float32)
  model.resize_token_embeddings(len(tok))
  lora = LoraConfig(r=4, target_modules=["q_proj", "embed_tokens", "lm_head"])
  collator = DataCollatorForCompletionOnlyLM(tokenizer=tok, instruction_template="<｜User｜>", response_template="<｜Assistant｜>")
  start, end = "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"
  talks = [("谁?", "钟离"), ("你?", "我"), ("来自?", "璃月"), ("哪个?", "蒙德")]
  rows = Dataset.from_list([{"text": start + "<｜User｜>" + q + "<｜Assistant｜>" + a + end} for q, a in talks])
  """

private func training(_ folder: String, _ callbacks: String = "") -> String {
  """
  args = SFTConfig(output_dir="\(folder)", num_train_epochs=3, per_device_train_batch_size=2, logging_steps=1, save_steps=100, report_to="none")
  trainer = SFTTrainer(model=model, args=args, peft_config=lora, processing_class=tok, data_collator=collator, train_dataset=rows, callbacks=[\(callbacks)])
  """
}

@Test
func
  `an error inside a callback saves a checkpoint, shows its own line with a caret, and the training goes on from there`()
  throws
{
  let folder = try TemporaryFolder()
  let faulty = """
    class Plotting(TrainerCallback):
        def on_log(self, args, state, control, logs=None, **kwargs):
            if state.global_step == 3 and broken:
                raise ValueError("x and y must have same first dimension")
    broken = True
    """
  let result = run([
    opening, faulty, training(folder.path("run"), "Plotting()"), "trainer.train()", "broken = False",
    training(folder.path("run"), "Plotting()"), "trainer.train(resume_from_checkpoint=True)\ntrainer.state.global_step",
  ])
  let failure = try #require(result.failures.first)
  #expect(result.failures.count == 1)
  #expect(failure.kind == "ValueError" && failure.message == "x and y must have same first dimension")
  #expect(failure.report.contains("cell 2:4:") && failure.report.contains("raise ValueError"), "\(failure.report)")
  #expect(failure.report.contains("^"))
  #expect(pathExists(folder.path("run/checkpoint-3/tunebook_state.json")))
  #expect(result.notices.contains { $0.hasPrefix("step 3 was saved to ") && $0.hasSuffix("goes on from there") })
  #expect(result.cells.last?.outcome == .done)
  let shown = result.cells.last?.events.compactMap { if case .value(let value) = $0 { value.plain } else { nil } }
  #expect(shown == ["6"])
}

@Test func `of the article's faults preflight reports two begin tokens and the prompt that training never showed`()
  throws
{
  let folder = try TemporaryFolder()
  let template = """
    tok.chat_template = "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}<｜User｜>{{ m.content }}{% else %}<｜Assistant｜>{{ m.content }}{{ eos_token }}{% endif %}{% endfor %}{% if add_generation_prompt %}<｜Assistant｜><think>\\n{% endif %}"
    """
  let result = run([opening, template, training(folder.path("run")), "preflight(trainer)"])
  #expect(result.failures.isEmpty, "\(result.failures)")
  #expect(result.notices.contains { $0.contains("two begin tokens stand in 4 rows") }, "\(result.notices)")
  #expect(result.notices.contains { $0.contains("generation begins an answer with") && $0.contains("think") })
}

@Test(arguments: [
  ("SFTTrainer(model=model, train_dataset=raw_train_datasets)", "name 'raw_train_datasets' is not defined"),
  ("c = LossPlotting()\nclass LossPlotting(TrainerCallback):\n    pass", "name 'LossPlotting' is not defined"),
  ("PeftModel.from_pretrained(model, '/nowhere/genshin-7B')", "/nowhere/genshin-7B"),
])
func `the article's other faults get an error of their own`(code: String, words: String) {
  let result = run([opening, code])
  #expect(result.failures.count == 1 && result.failures[0].message.contains(words), "\(result.failures)")
  #expect(result.failures.first?.report.contains("^") == true)
}

@Test func `cuda gets one notice and the CPU`() {
  let result = run([opening, "x = tok('谁?', return_tensors='pt').to('cuda')\nm = model.to('cuda')\nm = model.cuda()"])
  #expect(result.failures.isEmpty, "\(result.failures)")
  #expect(result.notices.count { $0.contains("cuda") || $0.contains("CPU") } == 1, "\(result.notices)")
}
