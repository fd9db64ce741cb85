import Display
import LanguageModels
import Testing
import Training

@testable import FineTuning

private let rows = [
  [("user", "钟离来自什么国家?"), ("assistant", "钟离来自璃月")], [("user", "砂糖的身份是什么?"), ("assistant", "炼金术士")],
]

private func trained(_ probes: [ProbeCallback], _ setting: TinySetting, evaluates: Bool) throws -> SFTTrainer {
  var parts = try setting.parts(
    talks(rows),
    [
      ("num_train_epochs", 3), ("learning_rate", 1e-3), ("eval_strategy", .string(evaluates ? "epoch" : "no")),
      ("per_device_train_batch_size", 1), ("save_strategy", "no"), ("output_dir", .string(temporaryFolder())),
    ])
  var adapter = LoRAConfiguration()
  adapter.targetModules = .names(["q_proj", "v_proj"])
  parts.adapter = adapter
  if evaluates { parts.evaluationDataset = try talks(rows) }
  parts.callbacks = probes
  let trainer = try SFTTrainer(parts)
  _ = try trainer.train()
  return trainer
}

@Suite struct AskingTests {
  @Test(arguments: [true, false])
  func `probes are asked at every evaluation, or every epoch, and change no bit`(evaluates: Bool) throws {
    let setting = try TinySetting()
    let probe = ProbeCallback(questions: ["钟离来自什么国家?", "谁?"], maximumNewTokens: 3, sink: setting.sink)
    let with = try trained([probe], setting, evaluates: evaluates)
    let without = try trained([], try TinySetting(), evaluates: evaluates)
    #expect(probe.history.map(\.step) == [2, 4, 6])
    #expect(probe.history.allSatisfy { $0.answers.count == 2 && $0.loss != nil })
    let weights = { (trainer: SFTTrainer) in trainer.parts.model.trainableParameters.map { $0.value.floats() } }
    #expect(weights(with) == weights(without))
    let tables = setting.sink.events.compactMap { if case .table(let table) = $0 { table } else { nil } }
    #expect(tables.count == 3 && tables[0].rows[1][0].plain == "谁?")
    #expect(tables[0].title?.hasPrefix(evaluates ? "step 2, eval_loss " : "step 2, loss ") == true)
  }

  @Test func `the base of an adapter is its model with the adapter switched off`() throws {
    let setting = try TinySetting()
    let model = try trained([], setting, evaluates: false).parts.model
    let base = try setting.model()
    func compared(_ base: LanguageModel?, _ tuned: LanguageModel) throws -> AnswerComparison {
      try AnswerComparison(
        base: base, tuned: tuned, tokenizer: setting.tokenizer,
        questions: [.init("钟离来自什么国家?", expected: "钟离来自璃月"), .init("谁?")], maximumNewTokens: 4,
        render: TinySetting.render, sink: setting.sink)
    }
    let off = try compared(nil, model)
    let other = try compared(base, model)
    #expect(off == other)
    #expect(model.isAdapterEnabled)
    #expect(off.table.rows[0].map(\.plain)[3] == "钟离来自璃月" && off.table.columns.count == 4)
    #expect(try compared(base, base).rows.allSatisfy { $0.base == $0.tuned })
  }

  @Test func `a text is shown with its cuts`() throws {
    let setting = try TinySetting()
    let inspection = TextInspection("钟离\n?", tokenizer: setting.tokenizer)
    let ids = setting.tokenizer.encode("钟离\n?")
    #expect(inspection.table.rows.map { $0[2].plain } == ids.map(String.init))
    #expect(inspection.line.plain.hasPrefix("<｜begin▁of▁sentence｜>│") && inspection.line.plain.contains("⏎"))
    #expect(inspection.table.rows[0][4].plain == "special")
    #expect(TextInspection(ids: [], tokenizer: setting.tokenizer).table.title == "0 tokens")
  }
}
