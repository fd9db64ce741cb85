import Display
import Files
import JSON
import Kernels
import LanguageModels
import Tensors
import TestSupport
import Testing

@testable import Training

/// Writes down what it is told, and asks for things.
private final class Recorder: TrainerCallback {
  var events: [String] = []
  var ask: (TrainerEvent, TrainerState, inout TrainerControl) -> Void = { _, _, _ in }
  func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) {
    events.append("\(event.methodName.dropFirst(3)) \(trainer.state.globalStep)")
    ask(event, trainer.state, &control)
  }
}

private func small(_ recorder: Recorder, _ change: @escaping (inout TrainingConfiguration) -> Void) throws -> Trainer {
  try RecordedRun("untied-nonzero").trainer(
    {
      $0.evaluation = Interval(.no)
      $0.maximumSteps = 3
      change(&$0)
    }, callbacks: [recorder])
}

@Test func `events come in transformers' order`() throws {
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  let recorder = Recorder()
  _ = try small(recorder) {
    $0.outputFolder = folder
    $0.evaluation = Interval(.epoch)
    $0.saving = Interval(.epoch)
    $0.logging = Interval(.steps, steps: 2)
  }.train()
  #expect(
    recorder.events == [
      "train_begin 0", "epoch_begin 0", "step_begin 0", "step_end 1", "step_begin 1", "step_end 2", "log 2",
      "step_begin 2", "step_end 3", "epoch_end 3", "log 3", "evaluate 3", "save 3", "log 3", "train_end 3",
    ])
  let files = try listFolder(joinPath(folder, "checkpoint-3"))
  #expect(
    files == [
      "adapter_config.json", "adapter_model.safetensors", "optimizer.safetensors", "trainer_state.json",
      "tunebook.json", "tunebook_state.json",
    ])
  let state = try JSON.parse(readFile(joinPath(folder, "checkpoint-3/trainer_state.json")), name: "state")
  #expect(state["global_step"]?.integer == 3)
  #expect(state["log_history"]?.array?.count == 2)
  #expect(state["stateful_callbacks"]?["TrainerControl"]?["args"]?["should_save"]?.bool == true)
}

@Test func `callbacks can ask for a log, an evaluation, the end of an epoch and of the training`() throws {
  let recorder = Recorder()
  recorder.ask = { event, state, control in
    guard event == .stepEnd else { return }
    if state.globalStep == 1 {
      control.shouldEvaluate = true
      control.shouldEpochStop = true
    }
    if state.globalStep == 2 {
      control.shouldLog = true
      control.shouldTrainingStop = true
    }
  }
  let trainer = try small(recorder) {
    $0.maximumSteps = 9
    $0.logging = Interval(.no)
  }
  let output = try trainer.train()
  #expect(output.globalStep == 2)
  #expect(
    recorder.events == [
      "train_begin 0", "epoch_begin 0", "step_begin 0", "step_end 1", "log 1", "evaluate 1", "epoch_end 1",
      "epoch_begin 1", "step_begin 1", "step_end 2", "log 2", "epoch_end 2", "log 2", "train_end 2",
    ])
  #expect(trainer.state.epoch.map { $0 > 1 } == true)
}

@Test func `without clipping no norm is logged`() throws {
  let trainer = try small(Recorder()) { $0.maximumGradientNorm = 0 }
  _ = try trainer.train()
  #expect(trainer.state.logHistory.allSatisfy { $0["grad_norm"] == nil })
}

@Test func `a loss that is not finite stops the training, naming step and rows`() throws {
  let trainer = try small(Recorder()) { $0.learningRate = 1e30 }
  do {
    _ = try trainer.train()
    Issue.record("the training went on")
  } catch let error as TrainingError {
    switch error {
    case .lossNotFinite(let step, _, let row, let tensor):
      #expect(step > 1)
      #expect((0..<trainer.trainingRows.rowCount).contains(row))
      #expect(!tensor.isEmpty)
    case .gradientNotFinite(let step, let parameter, _):
      #expect(step > 1)
      #expect(parameter.contains("lora"))
    default: Issue.record("\(error)")
    }
  }
  #expect(
    TrainingError.lossNotFinite(step: 3, value: "nan", row: 12, tensor: "the output of model.layers.1").description
      == "the loss of step 3 is nan in training row 12, where the output of model.layers.1 is the first that is not "
      + "finite: training stopped; the last checkpoint is whole. Try a lower learning_rate")
}

@Test func `a training that cannot start says why`() throws {
  let run = try RecordedRun("untied-nonzero")
  let frozen = try LanguageModel(folder: fixture("models/tiny-untied"))
  for parameter in frozen.parameters { parameter.isTrainable = false }
  var configuration = try run.configuration()
  let rows = try run.trainingRows()
  #expect(throws: TrainingError.noEvaluationRows) {
    try Trainer(model: frozen, configuration: configuration, trainingRows: rows, sink: RecordingSink()).train()
  }
  configuration.evaluation = Interval(.no)
  #expect(throws: TrainingError.nothingTrainable) {
    try Trainer(model: frozen, configuration: configuration, trainingRows: rows, sink: RecordingSink()).train()
  }
  #expect(throws: TrainingError.noRows) {
    try Trainer(model: run.model(), configuration: configuration, trainingRows: StoredRows([]), sink: RecordingSink())
      .train()
  }
}

@Test func `the best checkpoint is kept and loaded, and a training that gets no better ends early`() throws {
  let folder = temporaryFolder()
  defer { try? removeFolder(folder) }
  let run = try RecordedRun("untied-nonzero")
  let early = EarlyStoppingCallback(patience: 1)
  let trainer = try run.trainer(
    {
      $0.outputFolder = folder
      $0.learningRate = 0.05
      $0.loadsBestModelAtEnd = true
      $0.saveTotalLimit = 1
      $0.saving = Interval(.epoch)
    }, callbacks: [early])
  _ = try trainer.train()
  let losses = trainer.state.logHistory.compactMap { record in record["eval_loss"].map { (record.step ?? 0, $0) } }
  let best = try #require(losses.min { $0.1 < $1.1 })
  #expect(trainer.state.bestStep == best.0)
  #expect(trainer.state.bestMetric == best.1)
  #expect(try listFolder(folder).contains("checkpoint-\(best.0)"))
  #expect(try listFolder(folder).count <= 2)
  #expect(try trainer.evaluate()["eval_loss"] == best.1)
  #expect(losses.count < 5, "\(losses)")
}

@Test func `decay leaves biases and norms alone`() {
  for name in [
    "model.layers.0.input_layernorm.weight", "model.norm.weight", "model.layers.0.self_attn.q_proj.bias",
    "model.layers.0.self_attn.q_norm.weight",
  ] { #expect(!Optimizer.decays(name), "\(name)") }
  for name in [
    "model.embed_tokens.weight", "lm_head.weight", "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
    "base_model.model.model.embed_tokens.lora_embedding_A",
  ] { #expect(Optimizer.decays(name), "\(name)") }
}

@Test func `dropout draws the same masks for any packing, and others for another seed`() throws {
  func train(tokens: Int?, seed: Int, dropout: Double) throws -> [Float] {
    let run = try RecordedRun("untied-nonzero")
    let model = try LanguageModel(folder: fixture("models/tiny-untied"))
    try model.resizeTokenEmbeddings(663)
    var lora = LoRAConfiguration()
    lora.targetModules = .names(["q_proj", "v_proj", "lm_head"])
    lora.dropout = dropout
    var generator = MersenneTwister(seed: 1)
    try model.addAdapter(lora, generator: &generator)
    var configuration = try run.configuration()
    configuration.evaluation = Interval(.no)
    configuration.maximumSteps = 3
    configuration.tokensPerPass = tokens
    configuration.seed = seed
    configuration.dataSeed = 42
    _ = try Trainer(
      model: model, configuration: configuration, trainingRows: run.trainingRows(), sink: RecordingSink()
    ).train()
    return model.trainableParameters.flatMap { $0.value.floats() }
  }
  let whole = try train(tokens: nil, seed: 1, dropout: 0.3)
  let cut = try train(tokens: 20, seed: 1, dropout: 0.3)
  #expect(zip(whole, cut).allSatisfy { abs($0 - $1) < 1e-4 })
  #expect(try train(tokens: nil, seed: 1, dropout: 0.3) == whole)
  #expect(try train(tokens: nil, seed: 2, dropout: 0.3) != whole)
  #expect(try train(tokens: nil, seed: 1, dropout: 0) != whole)
}

@Test func `progress goes to the sink, with a line for each record`() throws {
  let sink = RecordingSink()
  let run = try RecordedRun("untied-nonzero")
  let trainer = try run.trainer(
    {
      $0.maximumSteps = 2
      $0.evaluation = Interval(.no)
    }, callbacks: [ProgressCallback(sink: sink)], sink: sink)
  let output = try trainer.train()
  let lines = sink.text.split(separator: "\n")
  #expect(lines.count == 3)
  #expect(lines[0].hasPrefix("{'loss': 7.1733, 'grad_norm': 5.21"))
  #expect(lines[0].hasSuffix("'epoch': 0.33}"))
  #expect(lines[2].hasPrefix("{'train_runtime': "))
  let bars = sink.events.compactMap { if case .progress(let state) = $0 { state } else { nil } }
  #expect(bars.last?.isFinished == true)
  #expect(bars.last?.completed == 2)
  #expect(output.description.hasPrefix("TrainOutput(global_step=2, training_loss="))
  #expect(output.description.contains("metrics={'train_runtime': "))
}
