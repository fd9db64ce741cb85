import Display
import Files
import Kernels
import LanguageModels
import Tensors
import TestSupport
import Testing

@testable import Training

@Test func `a value that is not finite is traced to its row and its tensor, and the last checkpoint stays`() throws {
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  let run = try RecordedRun("untied-nonzero")
  let rows = try run.trainingRows()
  let model = try run.model()
  // The last row of the second window gets a token of its own, whose row in the table is broken.
  var order = RowOrder(seed: 42, rowCount: rows.rowCount)
  let broken = order.rows(ofEpoch: 0)[31]
  let table = try #require(model.parameters.first { $0.name.contains("embed_tokens") })
  table.value = table.value.converted(to: .float32)
  let token = 662
  table.value.withMutableFloats { $0[token * model.configuration.hiddenSize] = .nan }
  let changed = try StoredRows(
    (0..<rows.rowCount).map { row in
      let batch = try rows.batch(ofRows: [row])
      var ids = batch.inputIDs
      if row == broken { ids[0] = Int32(token) }
      return StoredRows.Row(ids: ids, labels: batch.labels)
    })
  var configuration = try run.configuration()
  configuration.evaluation = Interval(.no)
  configuration.saving = Interval(.steps, steps: 1)
  configuration.outputFolder = folder
  let trainer = try Trainer(
    model: model, configuration: configuration, trainingRows: changed, sink: RecordingSink())
  #expect(
    throws: TrainingError.lossNotFinite(
      step: 2, value: "nan", row: broken, tensor: "the output of model.embed_tokens")
  ) { try trainer.train() }
  #expect(try listFolder(folder) == ["checkpoint-1"])
}

@Test func `a gradient that overflows is named, with the row that makes it so`() throws {
  let run = try RecordedRun("untied-nonzero")
  let model = try LanguageModel(folder: fixture("models/tiny-untied"))
  try model.resizeTokenEmbeddings(663)
  var lora = LoRAConfiguration()
  lora.targetModules = .names(["q_proj"])
  lora.alpha = 1_000_000
  var generator = MersenneTwister(seed: 1)
  try model.addAdapter(lora, generator: &generator)
  for parameter in model.trainableParameters {
    let value: Float = parameter.name.contains("lora_B") ? 1e38 : 0
    parameter.value.withMutableFloats { $0.update(repeating: value) }
  }
  var configuration = try run.configuration()
  configuration.evaluation = Interval(.no)
  let rows = try run.trainingRows()
  var order = RowOrder(seed: 42, rowCount: rows.rowCount)
  let first = order.rows(ofEpoch: 0)[0]
  let trainer = try Trainer(model: model, configuration: configuration, trainingRows: rows, sink: RecordingSink())
  do {
    _ = try trainer.train()
    Issue.record("the training went on")
  } catch TrainingError.gradientNotFinite(let step, let parameter, let row) {
    #expect(step == 1)
    #expect(parameter.contains("q_proj.lora_A"))
    #expect(row == first)
  }
}

@Test func `nothing that is not finite is saved`() throws {
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  final class Breaker: TrainerCallback {
    func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) {
      guard event == .stepEnd, trainer.state.globalStep == 2 else { return }
      trainer.model.trainableParameters.last?.value.withMutableFloats { $0[0] = .infinity }
    }
  }
  let trainer = try RecordedRun("untied-nonzero").trainer(
    {
      $0.evaluation = Interval(.no)
      $0.saving = Interval(.steps, steps: 1)
      $0.outputFolder = folder
    }, callbacks: [Breaker()])
  let name = try #require(trainer.model.trainableParameters.last?.name)
  #expect(throws: TrainingError.parameterNotFinite(step: 2, parameter: name)) { try trainer.train() }
  #expect(try listFolder(folder) == ["checkpoint-1"])
}

@Test func `a resumed training tells what was changed of its plan`() throws {
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  let run = try RecordedRun("untied-nonzero")
  func train(steps: Int, logging: Double, _ point: ResumePoint, _ sink: RecordingSink) throws {
    _ = try run.trainer(
      {
        $0.evaluation = Interval(.no)
        $0.saving = Interval(.steps, steps: 1)
        $0.logging = Interval(.steps, steps: logging)
        $0.maximumSteps = steps
        $0.outputFolder = folder
      }, sink: sink
    ).train(point)
  }
  try train(steps: 1, logging: 1, .start, RecordingSink())
  let same = RecordingSink()
  try train(steps: 1, logging: 1, .newest, same)
  #expect(same.notices.isEmpty)
  let longer = RecordingSink()
  try train(steps: 3, logging: 2, .newest, longer)
  #expect(
    longer.notices.map(\.message) == [
      "the training goes on at step 1 with max_steps=3 (was 1), logging_steps=2 (was 1): the steps so far stand, "
        + "the rest follows the new plan"
    ])
}
