import Files
import JSON
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

/// The adapters of the recorded trainings, before their first step and after their last.
@Suite struct AdapterTrainingTests {
  static let runs = ["untied-nonzero", "untied-peftinit-article-lr", "gemma3-nonzero"]

  private func adapted(_ run: String, _ file: String) throws -> (LanguageModel, AdapterReport) {
    let folder = try TemporaryFolder()
    let here = fixture("train/\(run)")
    try writeFile(folder.path("adapter_config.json"), readFile(joinPath(here, "adapter_config.json")))
    try writeFile(folder.path("adapter_model.safetensors"), readFile(joinPath(here, file)))
    let base = run.hasPrefix("gemma3") ? "tiny-gemma3" : "tiny-untied"
    let model = try LanguageModel(folder: fixture("models/\(base)"))
    try model.resizeTokenEmbeddings(663)
    return (model, try model.loadAdapter(folder: folder.path, isTrainable: true))
  }

  @Test(arguments: runs) func `a recorded adapter fits key for key`(run: String) throws {
    let (model, report) = try adapted(run, "lora_init.safetensors")
    let names = try SafetensorsFile(path: fixture("train/\(run)/lora_init.safetensors")).names
    #expect(report.missing.isEmpty && report.unexpected.isEmpty)
    #expect(report.matched.sorted() == names.sorted())
    let record = try fixtureJSON("train/\(run)/run.json")
    #expect(model.parameterCounts.trainable == record["trainable"]?.integer)
    #expect(model.parameterCounts.all == record["total"]?.integer)
  }

  @Test(arguments: runs) func `losses and gradients of the first step are those of peft`(run: String) throws {
    let (model, _) = try adapted(run, "lora_init.safetensors")
    let record = try fixtureJSON("train/\(run)/run.json")
    var total = 0.0
    for micro in record["micro"]?.array ?? [] where micro["before_global_step"]?.integer == 0 {
      let batch = try PaddedBatch(inputIDs: rows(micro["input_ids"]), mask: rows(micro["attention_mask"]))
      let wanted = try batch.predictions(labels: rows(micro["labels"]))
      let tape = Tape()
      let hidden = try model.forward(tape, batch.tokens)
      let result = try model.loss(
        tape, hidden: hidden, positions: wanted.positions, labels: wanted.labels,
        normalizer: micro["num_items_in_batch"]?.number ?? 1)
      tape.backward()
      #expect(abs(result.loss - (micro["loss"]?.number ?? 0)) < 1e-5)
      total += result.loss
    }
    #expect(abs(total - (record["steps"]?.array?[0]["loss"]?.number ?? 0)) < 1e-4)
    let norm = record["steps"]?.array?[0]["grad_norm"]?.number ?? 1
    let squares = model.trainableParameters.flatMap { $0.gradient?.floats() ?? [] }.reduce(0) { $0 + Double($1 * $1) }
    #expect(abs(squares.squareRoot() - norm) < 1e-4 * norm)
    let clipping = Float(min(1, 1 / (norm + 1e-6)))
    let wanted = try SafetensorsFile(path: fixture("train/\(run)/step1_grads_clipped.safetensors"))
    for parameter in model.trainableParameters {
      let found = (parameter.gradient?.floats() ?? []).map { $0 * clipping }
      let worst = try worstDifference(found, wanted.tensor(parameter.name).floats())
      #expect(worst.difference < 1e-4, "\(parameter.name): \(worst)")
    }
  }

  @Test func `logits after training, merged and read again, are those of peft`() throws {
    let (model, _) = try adapted("untied-nonzero", "lora_final.safetensors")
    let after = try fixtureJSON("train/untied-nonzero/after.json")
    let wanted = try SafetensorsFile(path: fixture("train/untied-nonzero/after_logits.safetensors"))
    let batch = try PaddedBatch(inputIDs: rows(after["input_ids"]))
    let adaptedLogits = try model.logits(batch).floats()
    #expect(try worstDifference(adaptedLogits, wanted.tensor("lora_final_logits").floats()).difference < 1e-5)
    try model.mergeAdapter()
    #expect(try worstDifference(model.logits(batch).floats(), adaptedLogits).difference < 1e-5)
    let merged = try SafetensorsFile(path: fixture("train/untied-nonzero/merged/model.safetensors"))
    for parameter in model.parameters {
      let worst = try worstDifference(parameter.value.floats(), merged.tensor(parameter.name).floats())
      #expect(worst.difference < 1e-6, "\(parameter.name): \(worst)")
    }
    let folder = try TemporaryFolder()
    try model.save(folder: folder.path)
    let again = try LanguageModel(folder: folder.path)
    #expect(try again.logits(batch).floats() == model.logits(batch).floats())
    #expect(again.unexpectedTensors.isEmpty)
    #expect(
      try readFile(folder.path("config.json")) == readFile(fixture("train/untied-nonzero/merged/config.json")))
    #expect(
      try readFile(folder.path("generation_config.json"))
        == readFile(fixture("train/untied-nonzero/merged/generation_config.json")))
  }

  @Test func `a tied model merged apart is the adapted one`() throws {
    let (model, _) = try adapted("gemma3-nonzero", "lora_final.safetensors")
    let after = try fixtureJSON("train/gemma3-nonzero/after.json")
    let wanted = try SafetensorsFile(path: fixture("train/gemma3-nonzero/after_logits.safetensors"))
    let batch = try PaddedBatch(inputIDs: rows(after["input_ids"]))
    let logits = try model.logits(batch).floats()
    #expect(try worstDifference(logits, wanted.tensor("lora_final_logits").floats()).difference < 1e-5)
    try model.mergeAdapter()
    #expect(try worstDifference(model.logits(batch).floats(), logits).difference < 1e-5)
    #expect(!model.configuration.tiesEmbeddings)
  }
}
