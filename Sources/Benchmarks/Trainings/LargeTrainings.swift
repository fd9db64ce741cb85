import Display
import Files
import Kernels
import LanguageModels
import ModelFiles
import Tensors

/// The training of the article's model: of 7 billion weights, on rows of 21 tokens.
private let article = TimedTraining(
  shape: .qwen7B, rowLengths: TimedTraining.lengths(16...26), labelsPerRow: 9, targets: TimedTraining.articleTargets)

/// What of a training over 7 billion weights is looked at beside its rate.
private struct LargeTraining {
  let name: String
  /// GB, mapped pages included.
  let mostMemory: Double
  /// The benchmark whose rate it is compared with.
  var reference: String?

  /// Trains a few steps, and looks at memory and at how long the article's 5 epochs would take: 3,480 rows to learn,
  /// 870 to evaluate.
  func measure(_ run: BenchmarkRun, _ model: LanguageModel) throws -> Measurement {
    let times = try article.train(run, article.adapted(model), seconds: 1, fewest: 4)
    let peak = Double(SystemResources.peakMemory() ?? 0) / 1e9
    let evaluation = try shortest(of: 2) {
      _ = try article.loss(model, rows: 16, Tape(precision: .bfloat16, recordsGradients: false))
    }
    run.stepSeconds[name] = times.seconds
    let tokens = Double(article.tokenCount)
    let operations = article.operations(model)
    var found = Measurement(tokens / times.seconds, "tokens/s", limit: tokens * times.limit / operations)
    let windows = 5.0 * 870 / 16 / 3600
    let memory = Measurement(peak, "GB", atMost: mostMemory, note: "peak, mapped pages included")
    let steps = Measurement(times.typical * 1090 / 3600, "h", atMost: 4, note: "forecast of 5 epochs of 3,480 rows")
    let evaluations = Measurement(
      evaluation * windows, "h", atMost: operations / 2 / times.limit * windows, note: "forecast of 5 over 870 rows")
    found.parts = [(name + "-memory", memory), (name + "-steps", steps), (name + "-evaluations", evaluations)]
    if let reference, let other = run.stepSeconds[reference] {
      let rate = Measurement(100 * other / times.seconds, "%", limit: 100, note: "of \(reference)'s rate")
      found.parts.append((name + "-rate", rate))
    }
    return found
  }
}

extension Benchmark {
  /// What a model of 7 billion weights needs: its files take 20 GB.
  static var large: [Benchmark] { [opening, train7B, train7BPacked, generate7B] }

  private static var opening: Benchmark {
    Benchmark("open-15gb", "opening a checkpoint of the Qwen2.5-7B shape in 4 files, mapped", aim: "1 s") { run in
      let folder = try run.decodedCheckpoint(.qwen7BQ4)
      let model = try LanguageModel(folder: folder)
      let count = Double(model.parameters.reduce(0) { $0 + $1.shape.count })
      let expected = Double(try ModelShape.qwen7B.parameterCount())
      try check("open-15gb", "the number of weights", count, is: expected, within: 0)
      let seconds = try shortest(of: 3) { _ = try LanguageModel(folder: folder) }
      return Measurement(seconds, "s", atMost: 1)
    }
  }

  private static var train7B: Benchmark {
    Benchmark(
      "train-7b", "LoRA step, Qwen2.5-7B shape, 16 rows of about 21 tokens, 9 labels each", aim: "70 %"
    ) { run in
      run.forgetMemory()
      let folder = try run.decodedCheckpoint(.qwen7BQ4)
      try article.check("train-7b", article.adapted(LanguageModel(folder: folder)), rows: 2)
      run.forgetMemory()
      return try LargeTraining(name: "train-7b", mostMemory: 20).measure(run, LanguageModel(folder: folder))
    }
  }

  private static var train7BPacked: Benchmark {
    let name = "train-7b-q4_k_m"
    return Benchmark(name, "the same over a GGUF of 4 to 6 bits a weight", aim: "52 %") { run in
      func loss(_ model: LanguageModel) throws -> Double {
        try article.loss(model, rows: 16, Tape(precision: .bfloat16, recordsGradients: false))
      }
      let decoded = try loss(LanguageModel(folder: run.decodedCheckpoint(.qwen7BQ4)))
      run.forgetMemory()
      let model = try LanguageModel(gguf: GGUFFile(path: run.checkpoint(.qwen7BQ4)), elementType: .bfloat16)
      let packed = try loss(model)
      try check(name, "the loss of a step", packed, is: decoded, within: 1e-2)
      var found = try LargeTraining(name: name, mostMemory: 7, reference: "train-7b").measure(run, model)
      found.note = "loss \(decimals(packed, 5)), over the same weights in bfloat16 \(decimals(decoded, 5))"
      return found
    }
  }
}

/// The shortest time of work that is done a few times.
func shortest(of times: Int, _ work: () throws -> Void) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<times {
    let start = monotonicSeconds()
    try work()
    best = min(best, monotonicSeconds() - start)
  }
  return best
}
