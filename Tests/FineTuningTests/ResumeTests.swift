import Datasets
import Files
import JSON
import LanguageModels
import Testing
import Training

@testable import FineTuning

private let rows = [
  [("user", "钟离来自哪个国家?"), ("assistant", "钟离来自璃月")], [("user", "谁?"), ("assistant", "我")],
]

private func trainer(
  _ dataset: Dataset, folder: String, model: LanguageModel? = nil,
  _ change: (inout LoRAConfiguration) -> Void = { _ in }
) throws -> SFTTrainer {
  let setting = try TinySetting()
  var parts = try setting.parts(
    dataset, [("output_dir", .string(folder)), ("num_train_epochs", 2), ("save_strategy", "epoch")], model: model)
  parts.collator = try setting.collator()
  var lora = LoRAConfiguration()
  lora.rank = 4
  lora.targetModules = .names(["q_proj"])
  change(&lora)
  parts.adapter = lora
  return try SFTTrainer(parts)
}

@Test func `another data set, base or adapter is refused when a training is resumed, the field named`() throws {
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  _ = try trainer(talks(rows), folder: folder).train()
  let otherBase = try TinySetting().model()
  let table = try #require(otherBase.parameters.first { $0.name.contains("embed_tokens") })
  table.value = table.value.converted(to: .float16).converted(to: .float32)
  let answered = [rows[0], [("user", "谁?"), ("assistant", "他")]]
  let others: [(field: String, trainer: SFTTrainer)] = [
    ("train_dataset", try trainer(talks(answered), folder: folder)),
    ("train_dataset", try trainer(talks(rows + rows), folder: folder)),
    ("base model", try trainer(talks(rows), folder: folder, model: otherBase)),
    ("trainable parameters", try trainer(talks(rows), folder: folder) { $0.rank = 8 }),
    ("trainable parameters", try trainer(talks(rows), folder: folder) { $0.alpha = 32 }),
    ("trainable parameters", try trainer(talks(rows), folder: folder) { $0.targetModules = .names(["v_proj"]) }),
  ]
  for (field, other) in others {
    do {
      _ = try other.train(.newest)
      Issue.record("another \(field) was not refused")
    } catch let TrainingError.otherPast(path, name, then, now) {
      #expect(name == field && then != now && path == joinPath(folder, "checkpoint-2"))
    }
  }
  #expect(try trainer(talks(rows), folder: folder).train(.newest).globalStep == 2)
}

@Test func `an adapter's first values come from the seed of the configuration, whatever was drawn before`() throws {
  func factors(_ seed: Int, draws: UInt64) throws -> [Float] {
    let setting = try TinySetting()
    let model = try setting.model()
    if draws > 0 { _ = try LanguageModel(configuration: model.configuration, seed: draws).parameters.count }
    var parts = try setting.parts(
      talks(rows), [("output_dir", .string("unused")), ("seed", .integer(seed))], model: model)
    parts.collator = try setting.collator()
    var lora = LoRAConfiguration()
    lora.targetModules = .names(["q_proj"])
    parts.adapter = lora
    return try SFTTrainer(parts).parts.model.trainableParameters.flatMap { $0.value.floats() }
  }
  #expect(try factors(5, draws: 0) == factors(5, draws: 9))
  #expect(try factors(5, draws: 0) != factors(6, draws: 0))
}
