import Files
import Kernels
import LanguageModels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import Benchmarks

@Suite struct GeneratedModelTests {
  /// Two layers that are wide enough for blocks of 256.
  static func shape(isTied: Bool) -> ModelShape {
    ModelShape(
      name: isTied ? "small-tied" : "small",
      members: [
        "model_type": "qwen2", "vocab_size": 300, "hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "tie_word_embeddings": .bool(isTied),
        "torch_dtype": "bfloat16",
      ])
  }

  @Test func `a written GGUF has llama.cpp's mix of types, and its decoded checkpoint the same loss`() throws {
    let run = BenchmarkRun()
    let shape = Self.shape(isTied: false)
    let mixed = QuantizedShape.q4KM(shape, layers: 2)
    let file = try GGUFFile(path: run.checkpoint(mixed))
    let types = ["token_embd", "output", "blk.0.attn_q", "blk.0.attn_v", "blk.1.attn_v", "blk.1.ffn_down"].map {
      file.entry($0 + ".weight")?.type.name
    }
    #expect(types == ["Q4_K", "Q6_K", "Q4_K", "Q4_K", "Q6_K", "Q6_K"])
    let packed = try LanguageModel(gguf: file, elementType: .bfloat16)
    let decoded = try LanguageModel(folder: run.decodedCheckpoint(mixed))
    #expect(packed.storesPackedWeights && !decoded.storesPackedWeights)
    let count = try shape.parameterCount()
    #expect(decoded.parameters.reduce(0) { $0 + $1.shape.count } == count)
    let work = TimedTraining(shape: shape, rowLengths: [5, 7], labelsPerRow: 2, targets: [])
    func loss(_ model: LanguageModel) throws -> Double {
      try work.loss(model, rows: 2, Tape(precision: .bfloat16, recordsGradients: false))
    }
    let (found, expected) = try (loss(packed), loss(decoded))
    #expect(abs(found - expected) < 1e-2 && expected > 4 && expected < 8, "\(found), \(expected)")
  }

  @Test func `files stand in one scratch folder, are written once, and go with the run`() throws {
    let shape = Self.shape(isTied: true)
    var run: BenchmarkRun? = BenchmarkRun()
    let path = try #require(try run?.checkpoint(shape))
    #expect(try run?.checkpoint(shape) == path)
    #expect(isFolder(path))
    run = nil
    #expect(!pathExists(path) && !pathExists(parentFolder(of: path)))
  }

  @Test(arguments: [true, false]) func `a generation counts the bytes that a token needs`(isTied: Bool) throws {
    let run = BenchmarkRun()
    let shape = Self.shape(isTied: isTied)
    let work = GenerationWork(model: try LanguageModel(folder: run.checkpoint(shape)), rows: 2, newTokens: 3)
    // q and o 256x256, k and v 128x256, three of 512x256, and the head, of 2 bytes each.
    #expect(work.bytesPerToken == Double(2 * (2 * (2 * 65_536 + 2 * 32_768 + 3 * 131_072) + 300 * 256)))
    try work.check("small")
    try work.run()
  }
}
