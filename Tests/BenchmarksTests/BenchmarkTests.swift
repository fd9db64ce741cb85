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

  @Test func `a benchmark that fails keeps no other from being run, and parts are lines of their own`() throws {
    var lines: [String] = []
    var report = BenchmarkReport(isJSON: true) { lines.append($0) }
    let failing = Benchmark("failing", "", aim: "") { _ in throw BenchmarkError.missingAssets(path: "assets/x") }
    let other = Benchmark("other", "", aim: "") { _ in
      var found = Measurement(3, "GB/s", limit: 4)
      found.parts = [("other-memory", Measurement(5, "GB", atMost: 20))]
      return found
    }
    #expect(throws: BenchmarkError.failed(["failing: no assets/x: make assets fetches it"])) {
      try report.run([failing, other])
    }
    let objects = try lines.map { try JSON.parse(Array($0.utf8)) }
    #expect(objects.compactMap { $0["name"]?.string }.prefix(2) == ["other", "other-memory"])
    #expect(objects.compactMap { $0["ratio"]?.number }.prefix(2) == [0.75, 4])
  }

  @Test func `the sweep finds a ratio for each size and shows a table`() throws {
    let sweep = ProductSweep(widths: [32, 64], tokens: [1, 3, 20], seconds: 0)
    let found = try sweep.measure(BenchmarkRun())
    #expect(found.count == 2)
    for ratios in found.values.flatMap({ $0 }) {
      #expect(ratios.count == 3 && ratios.allSatisfy { $0 > 0 && $0.isFinite })
    }
    let firsts = sweep.table(found).map { $0.split(separator: " ").first }
    #expect(firsts == ["bfloat16,", "width", "width", "float32,", "width", "width"])
  }

  @Test func `a program is timed until its prompt, and one without a prompt refused`() throws {
    let seconds = try Benchmark.secondsToPrompt(of: "/usr/bin/env", "PATH=")
    #expect(seconds > 0 && seconds < 10)
    #expect(throws: BenchmarkError.notStarted(program: "/bin/true", reason: "it shows no prompt")) {
      try Benchmark.secondsToPrompt(of: "/bin/true", "In [1]:")
    }
    #expect(throws: BenchmarkError.notStarted(program: "/no/program", reason: "No such file or directory")) {
      try Benchmark.secondsToPrompt(of: "/no/program", "In [1]:")
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
    let (seconds, _, limit) = try work.train(run, model, seconds: 0, fewest: 2)
    #expect(seconds > 0 && seconds < 10 && limit > 0)
  }
}
