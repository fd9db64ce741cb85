import Files
import JSON
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct ModelTests {
  @Test func `the article's adapter over the 7B shape counts without weights`() throws {
    let members: JSONObject = [
      "model_type": "qwen2", "vocab_size": 152_064, "hidden_size": 3584, "intermediate_size": 18_944,
      "num_hidden_layers": 28, "num_attention_heads": 28, "num_key_value_heads": 4,
    ]
    let model = try LanguageModel(configuration: ModelConfiguration(members), seed: 0)
    try model.resizeTokenEmbeddings(151_666)
    var generator = MersenneTwister(seed: 0)
    let lora: JSONObject = [
      "r": 8, "lora_alpha": 16,
      "target_modules": ["embed_tokens", "lm_head", "q_proj", "k_proj", "v_proj", "o_proj"],
    ]
    try model.addAdapter(LoRAConfiguration(lora), generator: &generator)
    #expect(
      model.parameterCounts.description
        == "trainable params: 7,530,272 || all params: 7,620,293,920 || trainable%: 0.0988")
    #expect(model.adapter?.parameters.count == 228)
    #expect(!model.hasWeights)
  }

  @Test func `new weights follow the configuration and the seed`() throws {
    let model = try smallModel(["hidden_size": 64, "vocab_size": 200, "embedding_initializer_range": 0.5])
    func deviation(_ name: String) -> Double {
      let values = model.parameters.first { $0.name == name }?.value.floats() ?? []
      return (values.reduce(0) { $0 + Double($1 * $1) } / Double(values.count)).squareRoot()
    }
    #expect(abs(deviation("model.embed_tokens.weight") - 0.5) < 0.02)
    #expect(abs(deviation("lm_head.weight") - 0.3) < 0.02)
    #expect(deviation("model.norm.weight") == 1 && deviation("model.layers.0.self_attn.q_proj.bias") == 0)
    let same = try smallModel(["hidden_size": 64, "vocab_size": 200, "embedding_initializer_range": 0.5])
    #expect(same.parameters.map { $0.value.floats() } == model.parameters.map { $0.value.floats() })
  }

  @Test func `a shrunk vocabulary keeps its first rows, a grown one has rows near their mean`() throws {
    let model = try tinyModel()
    let before = model.parameters[0].value.floats()
    try model.resizeTokenEmbeddings(663)
    #expect(model.parameters[0].value.floats() == Array(before[..<(663 * 64)]))
    #expect(model.configuration.vocabularySize == 663 && model.configuration.members["vocab_size"] == 663)
    #expect(model.specifications[0].weightShape == [663, 64])
    let grown = try tinyModel()
    try grown.resizeTokenEmbeddings(770)
    let after = grown.parameters[0].value.floats()
    #expect(Array(after[..<(768 * 64)]) == before)
    for column in 0..<64 {
      let values = (0..<768).map { before[$0 * 64 + column] }
      let mean = values.reduce(0, +) / 768
      let largest = values.map { abs($0 - mean) }.max() ?? 0
      for row in 768..<770 { #expect(abs(after[row * 64 + column] - mean) < 1e-3 * largest) }
    }
    let again = try tinyModel()
    try again.resizeTokenEmbeddings(770)
    #expect(again.parameters[0].value.floats() == after)
    #expect(
      message { try again.resizeTokenEmbeddings(0) }
        == "a vocabulary of 0 is not possible: it must lie between 1 and 16777216")
  }

  @Test func `a tied table is resized once`() throws {
    let model = try smallModel(["tie_word_embeddings": true])
    try model.resizeTokenEmbeddings(30)
    #expect(model.parameters.map(\.name).filter { $0.contains("lm_head") } == [])
    #expect(try model.logits(PaddedBatch(inputIDs: [[29]])).shape == [1, 1, 30])
  }

  @Test(arguments: ["qwen2", "llama"]) func `what is saved is loaded, whole or in shards`(type: String) throws {
    let model = try smallModel(["model_type": .string(type), "attention_bias": true, "mlp_bias": true])
    let batch = try PaddedBatch(inputIDs: [[3, 1, 4]])
    let logits = try model.logits(batch).floats()
    let folder = try TemporaryFolder()
    try model.save(folder: folder.path, shardSize: 2000)
    #expect(pathExists(folder.path("model.safetensors.index.json")))
    #expect(try LanguageModel(folder: folder.path).logits(batch).floats() == logits)
    try model.save(folder: folder.path)
    #expect(!pathExists(folder.path("model.safetensors.index.json")))
    let again = try LanguageModel(folder: folder.path)
    #expect(try again.logits(batch).floats() == logits)
    #expect(again.parameters.allSatisfy { $0.value.storage.isMapped })
    #expect(
      again.configuration.members["architectures"] == [
        .string(type == "qwen2" ? "Qwen2ForCausalLM" : "LlamaForCausalLM")
      ])
  }

  @Test func `a folder that lacks something says what`() throws {
    let folder = try TemporaryFolder()
    #expect(
      message { try LanguageModel(folder: folder.path) }.contains("no file or folder at \(folder.path("config.json"))"))
    try writeFile(folder.path("config.json"), readFile(fixture("models/tiny-untied/config.json")))
    #expect(message { try LanguageModel(folder: folder.path) }.contains("holds no model.safetensors or"))
    let path = folder.path("model.safetensors")
    let whole = try SafetensorsFile(path: fixture("models/tiny-untied/model.safetensors"))
    let names = whole.names.filter { $0 != "model.norm.weight" }
    let tensors = try names.map { PendingTensor($0, try whole.tensor($0)) }
    try writeSafetensors(path, tensors + [PendingTensor("extra", Tensor([1], shape: [1]))])
    #expect(
      message { try LanguageModel(folder: folder.path) }
        == "\(path) lacks one weight of the model: model.norm.weight; it has extra instead, which the model does not know"
    )
    try writeSafetensors(path, tensors + [PendingTensor("model.norm.weight", Tensor([1], shape: [1]))])
    #expect(
      message { try LanguageModel(folder: folder.path) }
        == "\(path): model.norm.weight has shape [1], the model's is [64]")
    try writeSafetensors(path, tensors + [PendingTensor("model.norm.weight", Tensor(zeros: [64], .int64))])
    #expect(
      message { try LanguageModel(folder: folder.path) }.hasSuffix("is of type int64, not of floating-point numbers"))
  }

  @Test func `ids and labels outside the vocabulary are refused`() throws {
    let model = try smallModel()
    let hint = "the model's vocabulary has 23 (was resize_token_embeddings(len(tokenizer)) called?)"
    #expect(
      message { try model.logits(PaddedBatch(inputIDs: [[1, 23]])) }
        == "the batch cannot be used: input_ids hold 23 at token 1, \(hint)")
    #expect(message { try model.logits(PaddedBatch(inputIDs: [[-1]])) }.contains("input_ids hold -1 at token 0"))
    #expect(
      message { try model.meanLoss(PaddedBatch(inputIDs: [[1, 2]]), labels: [[1, 99]]) }.contains("labels hold 99"))
    #expect(message { try PaddedBatch(inputIDs: [[1, 2], [1]]) }.contains("row 1 has 1 ids, row 0 has 2"))
    #expect(message { try PaddedBatch(inputIDs: [[1, 2]], mask: [[1]]) }.contains("attention_mask is [1, 1]"))
    #expect(message { try PaddedBatch(inputIDs: []) }.contains("input_ids hold no token"))
    #expect(try model.meanLoss(PaddedBatch(inputIDs: [[1, 2]]), labels: [[1, -100]]) == nil)
  }
}
