import Display
import Files
import JSON
import LanguageModels
import Testing
import Training

@testable import FineTuning

private let rows = [
  [("user", "钟离来自哪个国家?"), ("assistant", "钟离来自璃月")], [("user", "谁?"), ("assistant", "我")],
  [("user", "你来自哪个国家?"), ("assistant", "我来自璃月, 不来自蒙德")],
]

private func trainer(_ arguments: [(String, JSON)] = [], rank: Int? = 4, folder: String) throws -> SFTTrainer {
  let setting = try TinySetting()
  let standard: [(String, JSON)] = [
    ("output_dir", .string(folder)), ("num_train_epochs", 2), ("per_device_train_batch_size", 2),
    ("save_strategy", "epoch"),
  ]
  var parts = try setting.parts(talks(rows), standard + arguments)
  parts.collator = try setting.collator()
  if let rank {
    var lora = LoRAConfiguration()
    lora.rank = rank
    lora.targetModules = .names(["q_proj", "embed_tokens", "lm_head"])
    parts.adapter = lora
  }
  return try SFTTrainer(parts)
}

@Test func `an estimate counts steps, files and tokens as the training makes them`() throws {
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  let trainer = try trainer(folder: folder)
  let estimate = try trainer.estimate()
  _ = try trainer.train()
  #expect(estimate.steps == 4)
  #expect(estimate.steps == trainer.state.globalStep)
  #expect(estimate.seconds > 0)
  #expect(estimate.memory > 1 << 20)
  let lengths = try (0..<3).map { RowSize(try trainer.collator.batch(of: [trainer.trainingRows[$0]]).batch).tokens }
  #expect(estimate.longestRow == lengths.max())
  try trainer.saveModel(folder)
  let saved = try readFile(joinPath(folder, "adapter_model.safetensors")).count
  #expect(abs(Double(estimate.adapterSize) / Double(saved) - 1) < 0.05)
  let checkpoint = try ["adapter_model.safetensors", "optimizer.safetensors"].reduce(0) {
    $0 + (try readFile(joinPath(folder, "checkpoint-4/\($1)")).count)
  }
  #expect(abs(Double(estimate.disk) / Double(2 * checkpoint) - 1) < 0.05)
  #expect(estimate.description.hasPrefix("4 steps in about "))
}

@Test func `an estimate changes nothing of the training`() throws {
  func trained(_ looks: Bool) throws -> [Float] {
    let folder = temporaryFolder()
    defer { try? removeFolder(folder) }
    let trainer = try trainer([("learning_rate", 0.01), ("weight_decay", 0.1)], folder: folder)
    if looks { _ = try trainer.estimate() }
    _ = try trainer.train()
    return trainer.parts.model.trainableParameters.flatMap { $0.value.floats() }
  }
  #expect(try trained(true) == trained(false))
}

@Test func `a training that does not fit is refused, and what would fit is said`() throws {
  let folder = temporaryFolder()
  func problem(_ trainer: SFTTrainer) -> String {
    do {
      _ = try trainer.train()
      return "it trained"
    } catch { return "\(error)" }
  }
  let large = try trainer(rank: 64, folder: folder)
  large.availableMemory = { 500_000 }
  #expect(problem(large).contains("of memory and there are 500 kB: LoraConfig(r=9) would fit"), "\(problem(large))")
  let all = try trainer(rank: nil, folder: folder)
  all.availableMemory = { 500_000 }
  #expect(problem(all).hasSuffix("give peft_config=LoraConfig(r=8): an adapter trains a small part of the weights"))
  let long = try trainer([("per_device_train_batch_size", 3)], rank: 1, folder: folder)
  let pass = try long.checkedWork().largestPass
  long.availableMemory = { [trainer = long.trainer] in trainer.memoryNeeds(pass).required - 1 }
  #expect(problem(long).contains("tokens_per_pass="), "\(problem(long))")
  let full = try trainer(folder: folder)
  full.freeSpace = { _ in 1000 }
  #expect(problem(full).contains("of disk space for one checkpoint and there are 1.0 kB"), "\(problem(full))")
  #expect(!pathExists(folder))
}

@Test func `sizes and times are spoken in three digits`() {
  #expect(
    [999, 1000, 12_345, 1_499_000_000, 20_000_000_000].map(spokenSize) == [
      "999 bytes", "1.0 kB", "12 kB", "1.5 GB", "20 GB",
    ])
  #expect([0.2, 41.4, 130, 14_000].map(spokenTime) == ["1 s", "41 s", "2 min", "3 h 53 min"])
}
