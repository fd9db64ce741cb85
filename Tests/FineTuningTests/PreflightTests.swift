import Datasets
import Display
import Files
import JSON
import LanguageModels
import PythonValues
import TestSupport
import Testing
import Tokenization
import Training

@testable import FineTuning

private let good = [("user", "钟离来自哪个国家?"), ("assistant", "钟离来自璃月")]

private func report(
  _ dataset: Dataset, _ arguments: [(String, JSON)] = [], collator: Bool = true,
  render: @escaping (Value, Bool) throws -> String = TinySetting.render
) throws -> Preflight.Report {
  let setting = try TinySetting()
  setting.tokenizer.chatTemplate = "given by the test"
  var parts = try setting.parts(dataset, arguments)
  parts.render = render
  if collator { parts.collator = try setting.collator() }
  return Preflight(try SFTTrainer(parts)).report()
}

@Test func `good rows have no findings`() throws {
  #expect(try report(talks([good, [("user", "谁?"), ("assistant", "钟离")]])).findings.isEmpty)
}

@Test func `contradictions, repeats and evaluation questions that training shows are found`() throws {
  let other = [("user", good[0].1), ("assistant", "钟离来自蒙德")]
  let setting = try TinySetting()
  var parts = try setting.parts(talks([good, good, other, [("user", "谁?"), ("assistant", "钟离")]]), [])
  parts.evaluationDataset = try talks([[("user", "谁?"), ("assistant", "我")], [("user", "你?"), ("assistant", "我")]])
  parts.collator = try setting.collator()
  let findings = Preflight(try SFTTrainer(parts)).report().findings
  #expect(findings.map(\.kind) == [.contradiction, .repetition, .leak])
  #expect(findings.map(\.rows) == [[2], [1], [0]])
  #expect(findings[0].message == "1 row with another answer than an earlier row has to the same question: row 2")
}

@Test func `rows that teach nothing are named with their cause`() throws {
  let found = try report(talks([good, [("user", "谁?")]]))
  #expect(found.findings.map(\.kind) == [.nothingLearnt])
  #expect(found.findings[0].rows == [1])
  #expect(
    found.findings[0].message
      == "1 row of 2 teaches nothing (the response_template is not in them): row 1")
  #expect(found.nothingLearnt == nil)
  let all = try report(talks([good]), [("max_length", 3)])
  #expect(all.nothingLearnt == "they were cut before the answer")
  #expect(all.findings.map(\.kind) == [.nothingLearnt, .truncated])
}

@Test func `a training of which nothing is learnt is refused`() throws {
  let setting = try TinySetting()
  var parts = try setting.parts(talks([[("user", "谁?")]]), [("output_dir", .string(temporaryFolder()))])
  parts.collator = try setting.collator()
  let trainer = try SFTTrainer(parts)
  #expect(throws: FineTuningError.nothingToLearn(cause: "the response_template is not in them")) {
    try trainer.train()
  }
}

@Test func `two begin tokens are found`() throws {
  let text = try TinySetting.render(
    .array(good.map { Value.dictionary([("role", .string($0.0)), ("content", .string($0.1))]) }), false)
  let found = try report(texts([text]))
  #expect(found.findings.map(\.kind) == [.doubledBegin])
}

@Test func `a generation prompt that training never showed is found, with the first token that differs`() throws {
  let found = try report(
    talks([good]), render: { try TinySetting.render($0, $1) + ($1 ? "<think>\n" : "") })
  #expect(found.findings.map(\.kind) == [.otherPrompt])
  #expect(
    found.findings[0].message.hasPrefix("generation begins an answer with \"<｜Assistant｜><think>\\n\", but in row 0"))
}

@Test func `a prompt that text rows never show is found too`() throws {
  let rows = try texts(["甲<｜User｜>谁?<｜Assistant｜>钟离"])
  let other = try report(rows, render: { try TinySetting.render($0, $1) + ($1 ? "<think>\n" : "") })
  #expect(other.findings.map(\.kind).contains(.otherPrompt))
  #expect(try report(rows).findings.map(\.kind).contains(.otherPrompt) == false)
}

@Test func `every row of messages is compared with the prompt that generation would give`() throws {
  let found = try report(
    talks([good, [("user", "谁?"), ("assistant", "钟离")]]),
    render: { messages, prompts in
      let text = try TinySetting.render(messages, prompts)
      return prompts && text.contains("谁") ? text + "<think>" : text
    })
  #expect(found.findings.map(\.rows) == [[1]])
}

@Test func `added tokens that nothing trains are named, with the tables`() throws {
  let setting = try TinySetting()
  setting.tokenizer.addTokens([AddedToken("璃月", isSpecial: false), AddedToken("<never>", isSpecial: false)])
  var parts = try setting.parts(talks([good]), [])
  var lora = LoRAConfiguration()
  lora.targetModules = .names(["q_proj"])
  parts.adapter = lora
  try parts.model.resizeTokenEmbeddings(setting.tokenizer.count)
  parts.collator = try setting.collator()
  let findings = Preflight(try SFTTrainer(parts)).report().findings
  #expect(findings.allSatisfy { $0.kind == .untrainedToken })
  #expect(
    findings.map(\.message) == [
      "璃月 was added and stands in 1 row, but its row of embed_tokens and lm_head stays as it was made: nothing that is "
        + "trained changes it: row 0",
      "<never> was added and stands in no training row, so the model will know nothing of it",
    ])
  #expect(
    findings[0].remedy == "add \"embed_tokens\" and \"lm_head\" to LoraConfig's target_modules, or to modules_to_save")
  lora.targetModules = .names(["embed_tokens", "lm_head"])
  parts.adapter = lora
  #expect(Preflight(try SFTTrainer(parts)).report().findings.map(\.rows) == [[]])
}

@Test func `a padding token that is the end token is told`() throws {
  let setting = try TinySetting()
  let end = AddedToken(try #require(setting.tokenizer[.end]), isSpecial: true)
  try setting.tokenizer.addSpecialTokens([("pad_token", [end])])
  var parts = try setting.parts(talks([good]), [])
  parts.collator = try setting.collator()
  let found = Preflight(try SFTTrainer(parts)).report().findings.filter { $0.kind == .paddingIsEnd }
  #expect(found.count == 1 && found[0].remedy.contains("pad_token"))
}

@Test func `one table under adapters of both its uses is told`() throws {
  let setting = try TinySetting()
  var members = try ModelConfiguration(folder: fixture("models/tiny-untied")).members
  members["tie_word_embeddings"] = true
  let model = try LanguageModel(configuration: ModelConfiguration(members), seed: 1)
  try model.resizeTokenEmbeddings(setting.tokenizer.count)
  var parts = try setting.parts(talks([good]), [], model: model)
  parts.collator = try setting.collator()
  var lora = LoRAConfiguration()
  for names in [["embed_tokens", "lm_head"], ["embed_tokens"], ["q_proj"]] {
    lora.targetModules = .names(names)
    parts.adapter = lora
    let kinds = Preflight(try SFTTrainer(parts)).report().findings.map(\.kind)
    #expect(kinds == (names == ["q_proj"] ? [] : [.tiedTables]), "\(names): \(kinds)")
  }
}

@Test func `rows that are longer than the model's positions are found`() throws {
  let setting = try TinySetting()
  let limit = try setting.model().configuration.positionLimit
  let end = Int(try #require(setting.tokenizer.id(of: .end)))
  let ids = [Int](repeating: 5, count: limit) + [end]
  let rows = [[5, end], ids].map { Value.dictionary([("input_ids", .array($0.map { .int($0) }))]) }
  let found = try report(Dataset.fromRows(rows), collator: false).findings
  #expect(found.map(\.kind) == [.beyondPositions])
  #expect(found.map(\.rows) == [[1]])
  #expect(found.first?.remedy == "SFTConfig(max_length=\(limit))")
}

@Test(
  arguments: [
    ([("save_steps", 7), ("save_strategy", "epoch")], "save_steps has no effect under save_strategy=\"epoch\""),
    ([("logging_steps", 7), ("logging_strategy", "no")], "logging_steps has no effect under logging_strategy=\"no\""),
    (
      [("max_steps", 7), ("num_train_epochs", 2)],
      "num_train_epochs has no effect beside max_steps, which says when training ends"
    ),
    ([("warmup_steps", 3), ("warmup_ratio", 0.5)], "warmup_ratio has no effect beside warmup_steps"),
    (
      [("warmup_ratio", 0.5), ("lr_scheduler_type", "constant")],
      "warmup_ratio has no effect under lr_scheduler_type=\"constant\""
    ),
    ([("save_total_limit", 1), ("save_strategy", "no")], "save_total_limit has no effect under save_strategy=\"no\""),
    ([("metric_for_best_model", "eval_loss")], "metric_for_best_model has no effect where no best model is chosen"),
    ([("dataset_text_field", "words")], "dataset_text_field has no effect on rows that are no texts"),
    ([("eos_token", "x")], "eos_token has no effect where no text is closed"),
    ([("pad_to_multiple_of", 8)], "pad_to_multiple_of has no effect beside data_collator"),
  ] as [([(String, JSON)], String)])
func `a setting without effect is named`(arguments: [(String, JSON)], message: String) throws {
  #expect(try report(talks([good]), arguments).findings.map(\.message) == [message])
}

@Test func `texts and completions are searched for repeats and contradictions too`() throws {
  func rows(_ pairs: [(String, String)]) throws -> Dataset {
    try Dataset.fromRows(
      pairs.map { Value.dictionary([("prompt", .string($0.0)), ("completion", .string($0.1))]) })
  }
  let found = try report(rows([("谁?", "钟离"), ("谁?", "我"), ("你?", "我"), ("你?", "我")]), collator: false)
  #expect(found.findings.filter { $0.kind == .contradiction }.map(\.rows) == [[1]])
  #expect(found.findings.filter { $0.kind == .repetition }.map(\.rows) == [[3]])
}

@Test func `findings are shown with their numbers and what mends them`() throws {
  let sink = RecordingSink()
  try report(talks([good, good]), [("warmup_steps", 3), ("warmup_ratio", 0.5)]).show(sink)
  #expect(
    sink.notices.map(\.message) == [
      "preflight 1 of 2: 1 row the same as an earlier one: row 1",
      "preflight 2 of 2: warmup_ratio has no effect beside warmup_steps",
    ])
}

@Test func `settings without effect and an end that is not learnt are found`() throws {
  let idle = try report(talks([good]), [("eval_strategy", "epoch"), ("eval_steps", 10)])
  #expect(idle.findings.map(\.message) == ["eval_steps has no effect under eval_strategy=\"epoch\""])
  let open = try Dataset.fromRows([
    Value.dictionary([("input_ids", [643, 641, 5, 642, 7])])
  ])
  #expect(try report(open).findings.map(\.kind) == [.endNotLearnt])
}

@Test func `a batch is laid out token by token`() throws {
  let setting = try TinySetting()
  var parts = try setting.parts(
    talks([good, [("user", "你"), ("assistant", "钟离来自璃月")]]),
    [
      ("per_device_train_batch_size", 2)
    ])
  parts.collator = try setting.collator()
  let trainer = try SFTTrainer(parts)
  let inspection = BatchInspection(try trainer.trainingLoader().batch(at: 0), tokenizer: setting.tokenizer)
  #expect(inspection.rows.count == 2)
  for row in 0..<2 {
    let trained = inspection.rows[row].filter(\.isTrained)
    #expect(trained.last?.token == "<｜end▁of▁sentence｜>")
    #expect(trained.allSatisfy { $0.label == $0.id })
    #expect(inspection.rows[row].prefix { !$0.isTrained }.allSatisfy { $0.reason == .prompt && $0.label == -100 })
  }
  let table = inspection.tables()[0].text()
  #expect(table.contains("<｜User｜>"))
  #expect(table.contains("before the answer"))
  #expect(table.contains("●"))
}

@Test func `the loss plot is drawn from the first log on, once for each, and never stops a training`() throws {
  var curves = LossCurves()
  var record = LogRecord()
  record["loss"] = 2
  record["epoch"] = 0.5
  let first = curves.take(record)
  #expect(first)
  var evaluation = LogRecord()
  evaluation["eval_loss"] = 3
  evaluation["epoch"] = 1
  curves.take(evaluation)
  record["loss"] = .nan
  let infinite = curves.take(record)
  let empty = curves.take(LogRecord())
  #expect(!infinite && !empty)
  #expect(curves.training == [.init(epoch: 0.5, loss: 2)])
  #expect(curves.evaluation == [.init(epoch: 1, loss: 3)])

  struct NoPlace: Error {}
  let setting = try TinySetting()
  var drawn: [LossCurves] = []
  let path = temporaryFolder() + ".png"
  defer { try? removeFile(path) }
  var parts = try setting.parts(
    talks([good]),
    [
      ("output_dir", .string(temporaryFolder())), ("num_train_epochs", 3), ("logging_steps", 1),
      ("save_strategy", "no"),
    ])
  parts.collator = try setting.collator()
  parts.callbacks = [
    LossPlotCallback(sink: setting.sink, interval: 0) {
      drawn.append($0)
      return Picture(png: [1], width: 1, height: 1)
    },
    LossPlotCallback(sink: setting.sink) { _ in throw NoPlace() },
    LossPlotCallback(path: path, sink: RecordingSink()),
  ]
  _ = try SFTTrainer(parts).train()
  #expect(try readFile(path).prefix(4) == [0x89, 0x50, 0x4E, 0x47])
  #expect(drawn.map(\.training.count) == [1, 2, 3])
  #expect(setting.sink.notices.count { $0.message.hasPrefix("the loss plot could not be drawn") } == 1)
  #expect(setting.sink.events.count { if case .picture = $0 { true } else { false } } == 1)
}

@Test func `a training that is resumed at its end draws the plot of its whole history`() throws {
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  let setting = try TinySetting()
  func points(_ point: ResumePoint) throws -> [Int] {
    var drawn: [Int] = []
    var parts = try setting.parts(
      talks([good]),
      [
        ("output_dir", .string(folder)), ("num_train_epochs", 3), ("logging_steps", 1), ("save_strategy", "epoch"),
      ])
    parts.collator = try setting.collator()
    parts.callbacks = [
      LossPlotCallback(sink: setting.sink, interval: 0) {
        drawn.append($0.training.count)
        return nil
      }
    ]
    _ = try SFTTrainer(parts).train(point)
    return drawn
  }
  #expect(try points(.start) == [1, 2, 3])
  // As after a kill between the last checkpoint and the last picture.
  #expect(try points(.newest) == [3])
}
