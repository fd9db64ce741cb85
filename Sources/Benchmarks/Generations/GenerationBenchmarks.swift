import Kernels
import LanguageModels
import ModelFiles
import Tensors

extension Benchmark {
  /// Generating texts, and reading a prompt.
  static var generations: [Benchmark] {
    [
      generation("generate-135m", "SmolLM2-135M shape, bfloat16, one text", aim: "90 %") { run in
        try LanguageModel(folder: run.checkpoint(.smolLM135M))
      },
      generation("generate-0.5b", "Qwen2.5-0.5B shape, bfloat16, one text", aim: "90 %") { run in
        try LanguageModel(folder: run.checkpoint(.qwen500M))
      },
      quantized("generate-135m-q8_0", "SmolLM2-135M shape, GGUF of 8 bits, one text", .smolLM8),
      quantized("generate-135m-q4_1", "SmolLM2-135M shape, GGUF of 4 bits, one text", .smolLM4),
      batch, prompt,
    ]
  }

  /// One text of a model of 7 billion weights.
  static var generate7B: Benchmark {
    quantized("generate-7b-q4_k_m", "Qwen2.5-7B shape, GGUF of 4 to 6 bits, one text", .qwen7BQ4, newTokens: 12)
  }

  private static func generation(
    _ name: String, _ summary: String, newTokens: Int = 32, aim: String,
    model: @escaping (BenchmarkRun) throws -> LanguageModel
  ) -> Benchmark {
    Benchmark(name, summary, aim: aim) { run in
      run.forgetMemory()
      let work = GenerationWork(model: try model(run), newTokens: newTokens)
      try work.check(name)
      let (seconds, limit) = try run.raceOwnTime(.memory, seconds: 6, work.run)
      return Measurement(Double(work.timedTokens) / seconds, "tokens/s", limit: limit / work.bytesPerToken)
    }
  }

  private static func quantized(
    _ name: String, _ summary: String, _ shape: QuantizedShape, newTokens: Int = 32
  ) -> Benchmark {
    generation(name, summary, newTokens: newTokens, aim: "llama.cpp") { run in
      try LanguageModel(gguf: GGUFFile(path: run.checkpoint(shape)))
    }
  }

  private static var batch: Benchmark {
    Benchmark("generate-batch-64", "64 texts at once, beside 10 times one, SmolLM2-135M shape", aim: "100 %") { run in
      let model = try LanguageModel(folder: run.checkpoint(.smolLM135M))
      let alone = GenerationWork(model: model, precision: .bfloat16)
      let together = GenerationWork(model: model, rows: 64, precision: .bfloat16, newTokens: 16)
      try alone.check("generate-batch-64")
      var (slow, fast) = (Double.infinity, Double.infinity)
      for _ in 0..<5 {
        slow = min(slow, try alone.run() / Double(alone.timedTokens))
        fast = min(fast, try together.run() / Double(together.timedTokens))
      }
      return Measurement(1 / fast, "tokens/s", limit: 10 / slow)
    }
  }

  private static var prompt: Benchmark {
    Benchmark("prompt-512", "a prompt of 512 tokens, bfloat16, SmolLM2-135M shape", aim: "60 %") { run in
      let model = try LanguageModel(folder: run.checkpoint(.smolLM135M))
      try GenerationWork(model: model).check("prompt-512")
      var draw = WeightDraw(seed: 8)
      let batch = TokenBatch(rows: [draw.ids(512, below: model.configuration.vocabularySize)])
      let (seconds, limit) = try run.race(.bfloat16, seconds: 5) {
        let tape = Tape(precision: .bfloat16, recordsGradients: false)
        let hidden = try model.forward(tape, batch, cache: model.makeCache(rows: 1))
        _ = model.logits(tape, hidden: hidden, positions: [511])
      }
      let operations = model.specifications.reduce(0.0) { sum, module in
        switch module.kind {
        case .linear: sum + 2 * 512 * Double(module.weightShape.count)
        case .head: sum + 2 * Double(module.weightShape.count)
        case .embedding, .norm: sum
        }
      }
      return Measurement(512 / seconds, "tokens/s", limit: 512 * limit / operations)
    }
  }
}
