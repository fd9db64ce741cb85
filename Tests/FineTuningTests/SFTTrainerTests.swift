import Datasets
import Display
import Files
import JSON
import LanguageModels
import ModelFiles
import PythonValues
import TestSupport
import Testing
import Training

@testable import FineTuning

private func close(_ mine: Double?, _ recorded: Double?, _ tolerance: Double, _ what: String) {
  guard let mine, let recorded else {
    Issue.record("\(what): \(String(describing: mine)), recorded \(String(describing: recorded))")
    return
  }
  #expect(abs(mine - recorded) <= tolerance * max(1, abs(recorded)), "\(what): \(mine), recorded \(recorded)")
}

@Test(
  arguments: [
    ("untied-nonzero", 1e-4), ("untied-peftinit-article-lr", 1e-4), ("mixed-fp16base-bf16autocast", 2e-2),
  ])
func `a recorded run comes out of its texts`(name: String, tolerance: Double) throws {
  let run = try fixtureJSON("train/\(name)/run.json")
  let setting = try TinySetting()
  let arguments = try #require(run["trainer_args"]?.object).members.map { ($0.key.string, $0.value) }
  var parts = try setting.parts(
    texts(try #require(run["train_texts"]?.array).compactMap(\.string)), arguments,
    model: setting.model(adapter: fixture("train/\(name)")))
  parts.evaluationDataset = try texts(try #require(run["eval_texts"]?.array).compactMap(\.string))
  parts.collator = try setting.collator()
  let trainer = try SFTTrainer(parts)
  try checkBatches(trainer, run)
  _ = try trainer.train()
  let recorded = try #require(run["log_history"]?.array)
  #expect(trainer.state.logHistory.count == recorded.count)
  for (mine, other) in zip(trainer.state.logHistory, recorded) {
    for key in ["loss", "grad_norm", "learning_rate", "eval_loss", "train_loss"] where other[key] != nil {
      close(mine[key], other[key]?.number, tolerance, "\(key) of step \(mine.step ?? 0)")
    }
  }
  let file = try SafetensorsFile(path: joinPath(fixture("train/\(name)"), "lora_final.safetensors"))
  for parameter in trainer.parts.model.trainableParameters {
    let pairs = zip(parameter.value.floats(), try file.tensor(parameter.name).floats())
    let worst = pairs.map { abs($0 - $1) }.max() ?? 0
    #expect(Double(worst) <= tolerance, "\(parameter.name) differs by \(worst)")
  }
  #expect(setting.sink.notices.contains { $0.message.contains("two begin tokens stand in 48 rows") })
}

private func checkBatches(_ trainer: SFTTrainer, _ run: JSON) throws {
  let micro = try #require(run["micro"]?.array)
  func flat(_ item: JSON, _ key: String) -> [Int32] {
    (item[key]?.array ?? []).flatMap { ($0.array ?? []).compactMap { $0.integer.map(Int32.init) } }
  }
  let loader = trainer.trainingLoader()
  #expect(loader.count == 24)
  for (result, item) in zip(loader, micro) {
    let batch = try result.get().batch
    #expect(batch.inputIDs == flat(item, "input_ids"))
    #expect(batch.attentionMask == flat(item, "attention_mask"))
    #expect(batch.labels == flat(item, "labels"))
  }
}

@Test func `a small training teaches its answers, saves them, and shows what it does`() throws {
  let setting = try TinySetting()
  let questions = [("钟离来自哪个国家?", "钟离来自璃月"), ("砂糖来自哪个国家?", "砂糖来自蒙德"), ("丽莎是什么性别?", "丽莎是女性")]
  let dataset = try talks(questions.map { [("user", $0.0), ("assistant", $0.1)] })
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  var parts = try setting.parts(
    dataset,
    [
      ("output_dir", .string(folder)), ("num_train_epochs", 60), ("learning_rate", 1e-2), ("logging_steps", 20),
      ("per_device_train_batch_size", 3), ("save_strategy", "epoch"), ("save_total_limit", 2),
      ("lr_scheduler_type", "cosine"),
    ])
  parts.collator = try setting.collator()
  var lora = LoRAConfiguration()
  lora.rank = 8
  lora.alpha = 16
  lora.targetModules = .names(["embed_tokens", "lm_head", "q_proj", "k_proj", "v_proj", "o_proj"])
  parts.adapter = lora
  let trainer = try SFTTrainer(parts)
  #expect(
    trainer.trainingRows.origin
      == .conversation(.messages(column: "messages", isShareGPT: false, hasSystem: false)))
  #expect(trainer.trainingRows.doubledBegin.isEmpty)
  let evaluation = AnswerEvaluation(model: parts.model, tokenizer: setting.tokenizer, render: TinySetting.render)
  #expect(try evaluation.run(dataset, sink: setting.sink).exact == 0)
  let output = try trainer.train()
  #expect(output.globalStep == 60)
  let report = try evaluation.run(dataset, sink: setting.sink)
  #expect(report.description == "exact answers: 3/3", "\(report.table().text())")
  #expect(report.wrong.isEmpty)
  #expect(setting.sink.notices.isEmpty, "\(setting.sink.notices)")
  #expect(try listFolder(folder) == ["checkpoint-59", "checkpoint-60"])
  let saved = joinPath(folder, "adapter")
  try trainer.saveModel(saved)
  let names = try listFolder(saved)
  for name in [
    "adapter_config.json", "adapter_model.safetensors", "tokenizer.json", "tokenizer_config.json", "README.md",
  ] {
    #expect(names.contains(name))
  }
  let text = setting.sink.text
  #expect(text.contains("{'loss': "))
  #expect(text.contains("'epoch': 60.0}\n"))
  _ = try SFTTrainer(parts)
  #expect(setting.sink.notices.last?.message.hasPrefix("the model carried an adapter already") == true)
  let again = try setting.model()
  _ = try again.loadAdapter(folder: saved)
  let second = AnswerEvaluation(model: again, tokenizer: setting.tokenizer, render: TinySetting.render)
  #expect(try second.run(dataset, sink: setting.sink).exact == 3)
}

@Test func `all weights train where there is no adapter`() throws {
  let setting = try TinySetting()
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  let parts = try setting.parts(
    texts(["钟离来自璃月", "砂糖来自蒙德"]),
    [
      ("output_dir", .string(folder)), ("num_train_epochs", 4), ("learning_rate", 1e-2), ("logging_steps", 1),
      ("per_device_train_batch_size", 2), ("save_strategy", "steps"), ("save_steps", 2), ("weight_decay", 0.01),
    ])
  let trainer = try SFTTrainer(parts)
  _ = try trainer.train()
  let losses = trainer.state.logHistory.compactMap { $0["loss"] }
  #expect(losses.count == 4)
  #expect(try #require(losses.last) < losses[0] / 2)
  #expect(pathExists(joinPath(folder, "checkpoint-4/model.safetensors")))
  let resumed = try SFTTrainer(
    try setting.parts(
      texts(["钟离来自璃月", "砂糖来自蒙德"]),
      [
        ("output_dir", .string(folder)), ("num_train_epochs", 4), ("learning_rate", 1e-2), ("logging_steps", 1),
        ("per_device_train_batch_size", 2), ("save_strategy", "steps"), ("save_steps", 2), ("weight_decay", 0.01),
      ]))
  _ = try resumed.train(.folder(joinPath(folder, "checkpoint-2")))
  for (left, right) in zip(trainer.parts.model.parameters, resumed.parts.model.parameters) {
    #expect(left.value.floats() == right.value.floats(), "\(left.name)")
  }
}

@Test func `rows that cannot be used say which and why`() throws {
  let setting = try TinySetting()
  func message(_ dataset: Dataset, _ arguments: [(String, JSON)] = []) throws -> String {
    do {
      _ = try SFTTrainer(setting.parts(dataset, arguments))
      return "no error"
    } catch {
      return "\(error)"
    }
  }
  let other = try Dataset.fromRows([Value.dictionary([("talk", .string("a"))])])
  #expect(
    try message(other)
      == "the dataset has no column text; it has talk: set dataset_text_field, or rename the columns to a form that is"
      + " known: text; messages (role, content); conversations (from, value); prompt and completion; instruction,"
      + " input and output")
  let numbers = try Dataset.fromRows([Value.dictionary([("text", .int(3))])])
  #expect(try message(numbers) == "row 0 of the dataset: text must be a string, not int")
  let ids = try Dataset.fromRows([Value.dictionary([("input_ids", .array([.int(1 << 40)]))])])
  #expect(
    try message(ids)
      == "row 0 is not encoded: input_ids holds what is no token id; give what tokenizer(text) returns")
  let empty = try texts(["a"]).select([Int]())
  #expect(try message(empty) == "train_dataset has no rows: give at least one")
  #expect(try message(texts(["a"]), [("pad_token", "<none>")]) == "pad_token: the tokenizer has no token <none>")
}

@Test func `encoded rows, completions and cuts become the labels that they mean`() throws {
  let setting = try TinySetting()
  let encoded = try Dataset.fromRows([
    Value.dictionary([("input_ids", [5, 6, 7]), ("labels", [-100, 6, 7])]),
    Value.dictionary([("input_ids", [8, 9]), ("labels", [-100, 9])]),
  ])
  let trainer = try SFTTrainer(setting.parts(encoded, [("per_device_train_batch_size", 2)]))
  let batch = try trainer.evaluationLoader()?.batch(at: 0) ?? trainer.trainingLoader().batch(at: 0)
  #expect(batch.batch.labels.filter { $0 != -100 }.sorted() == [6, 7, 9])
  #expect(batch.reasons.contains(.given))
  let completion = try Dataset.fromRows([Value.dictionary([("prompt", "钟离<｜Assistant｜>"), ("completion", "璃月")])])
  let rows = try SFTTrainer(setting.parts(completion, [("max_length", 1000)])).trainingRows
  #expect(rows[0].labels?.last == setting.tokenizer.id(of: .end))
  #expect(rows[0].labels?.first == -100)
  let cut = try SFTTrainer(setting.parts(texts(["<｜User｜>钟离<｜Assistant｜>璃月", "a"]), [("max_length", 3)])).trainingRows
  #expect(cut[0].ids.count == 3)
  #expect(cut.truncated.map(\.row) == [0])
  #expect(cut.closedCount == 2)
}

@Test func `Alpaca's and ShareGPT's rows and prompted messages are rendered, and of a prompt nothing is learnt`() throws
{
  let setting = try TinySetting()
  func turn(_ keys: (String, String), _ values: (String, String)) -> Value {
    .dictionary([(keys.0, .string(values.0)), (keys.1, .string(values.1))])
  }
  let shown = "<｜begin▁of▁sentence｜><｜User｜>Add\n1+1<｜Assistant｜>"
  let answer = "2<｜end▁of▁sentence｜>"
  func learnt(_ row: Value) throws -> (all: String, learnt: String) {
    let rows = try SFTTrainer(setting.parts(Dataset.fromRows([row]), [])).trainingRows
    let labels = rows[0].labels ?? rows[0].ids
    return (setting.tokenizer.decode(rows[0].ids), setting.tokenizer.decode(labels.filter { $0 != -100 }))
  }
  let alpaca = try learnt(
    .dictionary([("instruction", .string("Add")), ("input", .string("1+1")), ("output", .string("2"))]))
  #expect(alpaca == (shown + answer, answer))
  #expect(
    setting.sink.notices.map(\.message) == [
      "train_dataset: the columns instruction, output, input are read as Alpaca's: the user says the instruction and, on"
        + " a new line, the input, the assistant the output, which alone is learnt"
    ])
  let prompted = try learnt(
    .dictionary([
      ("prompt", .array([turn(("role", "content"), ("user", "Add\n1+1"))])),
      ("completion", .array([turn(("role", "content"), ("assistant", "2"))])),
    ]))
  #expect(prompted == (shown + answer, answer))
  let talk = try learnt(
    .dictionary([
      (
        "conversations",
        .array([turn(("from", "value"), ("human", "Add\n1+1")), turn(("from", "value"), ("gpt", "2"))])
      )
    ]))
  #expect(talk == (shown + answer, shown + answer))
}
