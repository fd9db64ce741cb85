import Files
import JSON
import ModelFiles
import TestSupport
import Testing

@testable import Training

private func expectClose(_ mine: Double?, _ recorded: Double?, _ tolerance: Double, _ what: String) {
  guard let mine, let recorded else {
    Issue.record("\(what): \(mine.map { "\($0)" } ?? "nothing"), recorded \(recorded.map { "\($0)" } ?? "nothing")")
    return
  }
  #expect(abs(mine - recorded) <= tolerance * max(1, abs(recorded)), "\(what): \(mine), recorded \(recorded)")
}

@Test(
  arguments: [
    ("untied-nonzero", 1e-4), ("untied-peftinit-article-lr", 1e-4), ("mixed-fp16base-bf16autocast", 2e-2),
  ])
func `a recorded run comes out step by step`(name: String, tolerance: Double) throws {
  let run = try RecordedRun(name)
  let trainer = try run.trainer()
  let output = try trainer.train()
  let recorded = try #require(run.json["log_history"]?.array)
  #expect(trainer.state.logHistory.count == recorded.count)
  for (mine, other) in zip(trainer.state.logHistory, recorded) {
    #expect(mine.names == other.object?.keys.map(\.string))
    #expect(mine.step == other["step"]?.integer)
    for key in ["loss", "grad_norm", "eval_loss", "train_loss"] where other[key] != nil {
      expectClose(mine[key], other[key]?.number, tolerance, "\(key) of step \(mine.step ?? 0)")
    }
    for key in ["learning_rate", "num_tokens", "eval_num_tokens", "epoch", "total_flos"] where other[key] != nil {
      #expect(mine[key] == other[key]?.number, "\(key) of step \(mine.step ?? 0)")
    }
    if tolerance < 1e-3 {
      for key in ["mean_token_accuracy", "eval_mean_token_accuracy"] where other[key] != nil {
        expectClose(mine[key], other[key]?.number, 1e-7, "\(key) of step \(mine.step ?? 0)")
      }
    }
  }
  #expect(output.globalStep == 15)
  expectClose(output.trainingLoss, run.json["train_loss"]?.number, tolerance, "train_loss")
  let file = try SafetensorsFile(path: joinPath(run.folder, "lora_final.safetensors"))
  for parameter in trainer.model.trainableParameters {
    let mine = parameter.value.floats()
    let other = try file.tensor(parameter.name).floats()
    let worst = zip(mine, other).map { abs($0 - $1) }.max() ?? 0
    #expect(Double(worst) <= tolerance, "\(parameter.name) differs by \(worst)")
  }
}
