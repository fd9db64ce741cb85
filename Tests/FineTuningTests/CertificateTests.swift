import Files
import Kernels
import LanguageModels
import ModelFiles
import SourceText
import Tensors
import TestSupport
import Testing
import Tokenization

@testable import FineTuning

@Suite struct CertificateTests {
  private let setting: TinySetting
  private let folder: TemporaryFolder

  init() throws {
    setting = try TinySetting()
    folder = try TemporaryFolder()
  }

  /// A model with an adapter whose factors are drawn.
  private func adapted(_ targets: [String]) throws -> LanguageModel {
    let model = try setting.model()
    var generator = MersenneTwister(seed: 3)
    try model.addAdapter(
      LoRAConfiguration([
        "target_modules": .array(targets.map { .string($0) }), "r": 3, "lora_alpha": 6, "init_lora_weights": false,
      ]), generator: &generator)
    return model
  }

  private func message(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return ""
    } catch { return "\(error)" }
  }

  @Test func `a merge and what is saved of it are certified against the adapter`() throws {
    let model = try adapted(["q_proj", "embed_tokens", "lm_head"])
    let (answers, merge) = try ModelCertificate.merge(model)
    #expect(
      merge.description.hasPrefix("merge certificate: against the adapter over its base, logits of 3 prompts differ"))
    #expect(merge.description.hasSuffix("greedy text the same"))
    let saved = try ModelCertificate.save(model, folder: folder.path, shardSize: 100_000, merged: answers)
    #expect(saved.difference.map { $0.relative < 1e-5 } == true)
    #expect(saved.description.contains("tensors the same bit for bit (float32); against the adapter over its base, "))
    #expect(try listFolder(folder.path).contains("model.safetensors.index.json"))
    model.elementType = .bfloat16
    let rounded = try ModelCertificate.save(model, folder: folder.path, merged: answers)
    #expect(rounded.difference.map { $0.relative > 1e-5 && $0.relative < 0.05 } == true)
  }

  @Test func `a model that was changed since is certified by its bits alone`() throws {
    let model = try adapted(["q_proj"])
    let (answers, _) = try ModelCertificate.merge(model)
    let weight = try #require(model.parameters.first { $0.name == "model.norm.weight" })
    weight.value = Tensor(weight.value.floats().map { $0 * 3 }, shape: weight.value.shape)
    let certificate = try ModelCertificate.save(model, folder: folder.path, merged: answers)
    #expect(certificate.difference == nil)
    #expect(certificate.description.hasSuffix("the same bit for bit (float32)"))
  }

  @Test func `saving and exporting tell how far they are, and leave nothing where they are ended`() throws {
    let model = try setting.model()
    var told: [Int] = []
    var all = 0
    _ = try ModelCertificate.save(model, folder: folder.path("saved")) {
      told.append($0)
      all = $1
    }
    #expect(told == Array(0..<all))
    #expect(all == 2 * model.parameters.count)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try ModelCertificate.save(model, folder: folder.path("ended")) { done, _ in if done == 5 { throw Stop() } }
    }
    #expect(try listFolder(folder.path("ended")).isEmpty)
    var export = try GGUFExport(model: model, tokenizer: setting.tokenizer, quantization: "f16")
    export.progress = { done, all in if done == all - 1 { throw Stop() } }
    #expect(throws: Stop.self) { try export.write(to: folder.path("exported")) }
    #expect(try listFolder(folder.path("exported")).isEmpty)
  }

  @Test func `a merge that gives no numbers fails`() throws {
    let model = try adapted(["v_proj"])
    let factor = try #require(model.adapter?.parameters.last)
    factor.value = Tensor([Float](repeating: 3e38, count: factor.value.count), shape: factor.value.shape)
    let said = message { try ModelCertificate.merge(model) }
    #expect(said.hasPrefix("the merged model is not the model with its adapter: logits of 3 prompts differ by at most"))
  }

  @Test func `a weight that the type has no room for fails the saving`() throws {
    let model = try setting.model()
    let weight = try #require(model.parameters.first { $0.name == "model.norm.weight" })
    weight.value = Tensor([Float](repeating: 1e6, count: weight.value.count), shape: weight.value.shape)
    model.elementType = .float16
    let said = message { try ModelCertificate.save(model, folder: folder.path) }
    #expect(said.contains("holds another model.norm.weight than the model, or one with numbers that are not finite"))
  }

  @Test func `answers to probe prompts tell models apart, and a model from itself not`() throws {
    let model = try setting.model()
    let prompts = ProbeAnswers.drawnPrompts(vocabularySize: model.configuration.vocabularySize)
    #expect(prompts == ProbeAnswers.drawnPrompts(vocabularySize: model.configuration.vocabularySize))
    let answers = try ProbeAnswers(of: model, prompts)
    #expect(answers.rows.map(\.count) == [12, 16, 20] && answers.promptLengths == [4, 8, 12])
    #expect(try answers.difference(from: setting.model()).largest == 0)
    let other = try adapted(["q_proj", "v_proj", "lm_head"])
    let difference = try answers.difference(from: other)
    #expect(difference.relative > 1e-2 && !difference.isWithin(1e-3))
    let small = try LanguageModel(folder: fixture("models/tiny-untied"))
    #expect(message { try answers.difference(from: small) }.contains("has logits of"))
  }

  @Test(arguments: ["f32", "F16", "bf16", "q8_0"]) func `an exported file is certified and is the model`(kind: String)
    throws
  {
    let model = try setting.model()
    let export = try GGUFExport(model: model, tokenizer: setting.tokenizer, quantization: kind)
    let (file, remarks, certificate) = try export.write(to: folder.path)
    #expect(file == folder.path("model.\(kind.uppercased()).gguf") && remarks == [])
    #expect(certificate.description.hasPrefix("certificate: model.\(kind.uppercased()).gguf read back, "))
    #expect(certificate.description.contains("bit for bit (\(kind.uppercased())), tokens of 7 texts the same, "))
    #expect(try listFolder(folder.path) == ["model.\(kind.uppercased()).gguf"])
    #expect(try Tokenizer.load(folder: file).count == setting.tokenizer.count)
    if kind == "f32" { #expect(certificate.difference?.largest == 0) }
  }

  @Test func `an export that cannot be the model leaves no file`() throws {
    let model = try setting.model()
    #expect(
      message { try GGUFExport(model: model, tokenizer: setting.tokenizer, quantization: "q4_k_m") }
        == "quantization_method 'q4_k_m' is not written: use f16, bf16, q8_0 or f32 (llama.cpp's llama-quantize makes "
        + "smaller ones of an f16 file)")
    let export = try GGUFExport(model: model, tokenizer: setting.tokenizer, quantization: "f16")
    let weight = try #require(model.parameters.first { $0.name.contains("q_proj.weight") })
    weight.value = Tensor([Float](repeating: 1e6, count: weight.value.count), shape: weight.value.shape)
    #expect(message { try export.write(to: folder.path("x/y.gguf")) }.contains("F16 has no room for"))
    #expect(try listFolder(folder.path("x")) == [])
    let adapter = try GGUFExport(model: adapted(["q_proj"]), tokenizer: setting.tokenizer, quantization: "f16")
    #expect(message { try adapter.write(to: folder.path) }.contains("carries an adapter: merge or unload it first"))
  }

  @Test func `a tokenizer with tokens beyond the model's rows is told of`() throws {
    let model = try LanguageModel(folder: fixture("models/tiny-untied"))
    try model.resizeTokenEmbeddings(600)
    try model.save(folder: folder.path)
    #expect(try vocabularyProblem(folder: folder.path) == nil)
    try setting.tokenizer.save(folder: folder.path)
    let said = try #require(try vocabularyProblem(folder: folder.path))
    #expect(said.contains("the model has 600 rows: call model.resize_token_embeddings(len(tokenizer)) before training"))
    try setting.model().save(folder: folder.path)
    #expect(try vocabularyProblem(folder: folder.path) == nil)
  }
}
