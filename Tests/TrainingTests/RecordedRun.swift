import Display
import Files
import JSON
import Kernels
import LanguageModels
import ModelFiles
import TestSupport
import Testing

@testable import Training

/// A training of the Hugging Face stack that was recorded step by step.
struct RecordedRun {
  let name: String
  let json: JSON

  init(_ name: String) throws {
    self.name = name
    json = try fixtureJSON("train/\(name)/run.json")
  }

  var folder: String { fixture("train/\(name)") }

  /// The configuration of the run.
  func configuration() throws -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.batchSize = 2
    configuration.accumulationSteps = 8
    configuration.schedule = LearningRateSchedule(.cosine)
    configuration.usesBFloat16 = json["trainer_args"]?["bf16"]?.bool ?? false
    configuration.logging = Interval(.steps, steps: 1)
    configuration.saving = Interval(.no)
    configuration.evaluation = Interval(.epoch)
    configuration.epochs = 5
    configuration.learningRate = try #require(json["trainer_args"]?["learning_rate"]?.number)
    return configuration
  }

  /// The model with the adapter as it was at the beginning.
  func model() throws -> LanguageModel {
    let model = try LanguageModel(folder: fixture("models/tiny-untied"))
    try model.resizeTokenEmbeddings(663)
    let folder = temporaryFolder()
    defer { try? removeFolder(folder) }
    try makeFolder(folder)
    try writeFile(joinPath(folder, "adapter_config.json"), readFile(joinPath(self.folder, "adapter_config.json")))
    try writeFile(
      joinPath(folder, "adapter_model.safetensors"), readFile(joinPath(self.folder, "lora_init.safetensors")))
    _ = try model.loadAdapter(folder: folder, isTrainable: true)
    return model
  }

  /// The rows of the dataset, found by undoing the order of the recorded batches.
  func trainingRows() throws -> StoredRows {
    let count = try #require(json["n_rows"]?.integer)
    let plan = try TrainingPlan(rowCount: count, batchSize: 2, accumulationSteps: 8, epochs: 5)
    var order = RowOrder(seed: 42, rowCount: count)
    var rows = [StoredRows.Row](repeating: .init(ids: [], labels: []), count: count)
    for (batch, item) in try #require(json["micro"]?.array).prefix(plan.batchesPerEpoch).enumerated() {
      for (line, place) in plan.places(ofBatch: batch).enumerated() {
        rows[order.rows(ofEpoch: 0)[place]] = try Self.row(item, line)
      }
    }
    return try StoredRows(rows)
  }

  /// The rows of the evaluation dataset.
  func evaluationRows() throws -> StoredRows {
    let batches = try #require(json["evals"]?.array?.first?["batches"]?.array)
    return try StoredRows(
      batches.flatMap { batch in
        try (batch["input_ids"]?.array ?? []).indices.map { try Self.row(batch, $0) }
      })
  }

  private static func row(_ batch: JSON, _ line: Int) throws -> StoredRows.Row {
    func integers(_ name: String) throws -> [Int32] {
      try #require(batch[name]?.array?[line].array).compactMap { $0.integer.map(Int32.init) }
    }
    let mask = try integers("attention_mask")
    let kept = mask.indices.filter { mask[$0] == 1 }
    let (ids, labels) = (try integers("input_ids"), try integers("labels"))
    return StoredRows.Row(ids: kept.map { ids[$0] }, labels: kept.map { labels[$0] })
  }

  /// A trainer of the run that shows nothing.
  func trainer(
    _ change: (inout TrainingConfiguration) -> Void = { _ in }, callbacks: [any TrainerCallback] = [],
    sink: any DisplaySink = RecordingSink()
  ) throws -> Trainer {
    var configuration = try configuration()
    change(&configuration)
    return try Trainer(
      model: try model(), configuration: configuration, trainingRows: try trainingRows(),
      evaluationRows: try evaluationRows(), callbacks: callbacks, sink: sink)
  }
}

/// A place for files that no other test has.
func temporaryFolder() -> String { joinPath("/tmp", "tunebook-training-\(UInt64.random(in: 0 ... .max))") }
