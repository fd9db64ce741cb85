import Display
import Files
import JSON
import Kernels
import LanguageModels
import Tensors
import TestSupport
import Testing

@testable import Benchmarks

@Suite struct BenchmarkTests {
  @Test func `names are unique and a wrong one is refused with the nearest`() throws {
    let names = Benchmark.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(try Benchmark.named([]).count == names.count)
    #expect(try Benchmark.named(["gemm-f32"]).map(\.name) == ["gemm-f32"])
    #expect {
      _ = try Benchmark.named(["gemm-bf1"])
    } throws: {
      "\($0)" == "there is no benchmark 'gemm-bf1': did you mean 'gemm-bf16'?"
    }
  }

  @Test func `limits are printed as JSON lines whatever was asked for`() throws {
    var lines: [String] = []
    var report = BenchmarkReport(isJSON: true) { lines.append($0) }
    try report.run(["limit-f32"])
    let objects = try lines.map { try JSON.parse(Array($0.utf8)) }
    #expect(objects.map { $0["name"]?.string } == ["limit-f32", "limit-bf16", "limit-memory"])
    for object in objects {
      #expect(object["ratio"]?.number == 1)
      #expect((object["value"]?.number ?? 0) > 0.1)
    }
  }

  @Test func `a product whose answer is wrong is not timed`() throws {
    let trial = ProductTrial(ProductShape(tokens: 5, outputs: 70, inputs: 33), .bfloat16)
    try trial.check("product")
    #expect(throws: BenchmarkError.self) {
      try check("product", "the sum", 1.02, is: 1, within: 1e-2)
    }
    #expect(throws: BenchmarkError.self) { try check("product", "the sum", .nan, is: 1, within: 1e-2) }
  }

  @Test func `a training of random weights counts forward and backward and finds its own loss`() throws {
    let shape = ModelShape(
      name: "tiny",
      members: [
        "model_type": "qwen2", "vocab_size": 50, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 1,
        "num_attention_heads": 2, "num_key_value_heads": 1, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
      ])
    let work = TimedTraining(
      shape: shape, rowLengths: [5, 7], labelsPerRow: 2, targets: TimedTraining.articleTargets)
    let run = BenchmarkRun()
    let model = try work.model(run)
    // q 16x16, k and v 8x16, o 16x16, three of 24x16; tokens that predict nothing are not computed.
    #expect(work.operations(model) == 4 * Double((2 * 256 + 2 * 128 + 3 * 384) * 10 + 50 * 16 * 4))
    try work.check("tiny", model, rows: 2)
    let (seconds, limit) = try work.train(run, model, seconds: 0, fewest: 2)
    #expect(seconds > 0 && seconds < 10 && limit > 0)
  }
}
