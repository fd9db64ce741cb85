extension Benchmark {
  /// Training steps.
  static var trainings: [Benchmark] {
    [
      training(
        "train-135m", "LoRA step, SmolLM2-135M shape, 16 rows of about 67 tokens, 17 labels each",
        TimedTraining(
          shape: .smolLM135M, rowLengths: TimedTraining.lengths(60...74), labelsPerRow: 17,
          targets: TimedTraining.articleTargets), aim: "74 %"),
      training(
        "train-270m", "LoRA step, Gemma 3 270M shape, 16 rows of about 28 tokens, 9 labels each",
        TimedTraining(
          shape: .gemma270M, rowLengths: TimedTraining.lengths(22...34), labelsPerRow: 9,
          targets: ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]), aim: "70 %"),
      training(
        "train-0.5b", "LoRA step, Qwen2.5-0.5B shape, 16 rows of 16 to 30 tokens, 9 labels each",
        TimedTraining(
          shape: .qwen500M, rowLengths: TimedTraining.lengths(16...30), labelsPerRow: 9,
          targets: TimedTraining.articleTargets), aim: "70 %"),
    ]
  }

  private static func training(_ name: String, _ summary: String, _ work: TimedTraining, aim: String) -> Benchmark {
    Benchmark(name, summary, aim: aim) { run in
      let model = try work.model(run)
      try work.check(name, model, rows: 4)
      let (seconds, _, limit) = try work.train(run, model, seconds: 8, fewest: 4)
      let tokens = Double(work.tokenCount)
      return Measurement(tokens / seconds, "tokens/s", limit: tokens * limit / work.operations(model))
    }
  }
}
