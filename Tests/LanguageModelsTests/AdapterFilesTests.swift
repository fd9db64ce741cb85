import Files
import JSON
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct AdapterFilesTests {
  private let article: JSONObject = [
    "r": 8, "lora_alpha": 16, "lora_dropout": 0.0, "bias": "none", "task_type": "CAUSAL_LM",
    "target_modules": ["embed_tokens", "lm_head", "q_proj", "k_proj", "v_proj", "o_proj"],
  ]

  private func adapted(_ members: JSONObject, _ model: LanguageModel, seed: UInt64 = 3) throws -> LanguageModel {
    var generator = MersenneTwister(seed: seed)
    try model.addAdapter(LoRAConfiguration(members), generator: &generator)
    return model
  }

  /// Numbers in all factors, so that each takes part.
  private func fill(_ model: LanguageModel) {
    var generator = MersenneTwister(seed: 8)
    for parameter in model.adapter?.parameters ?? [] {
      parameter.value = Tensor(normal: parameter.value.shape, standardDeviation: 0.2, from: &generator)
    }
  }

  @Test func `new factors are those that peft draws from the same seed`() throws {
    let base = try tinyModel()
    try base.resizeTokenEmbeddings(663)
    let model = try adapted(article, base, seed: 1234)
    let wanted = try SafetensorsFile(path: fixture("train/untied-peftinit-article-lr/lora_init.safetensors"))
    for parameter in model.adapter?.parameters ?? [] {
      let values = try wanted.tensor(parameter.name).floats()
      let found = parameter.value.floats()
      if parameter.name.contains("embedding_B") {
        #expect(zip(found, values).allSatisfy { abs($0 - $1) < 1e-6 })
      } else {
        #expect(found == values, "\(parameter.name)")
      }
    }
  }

  @Test func `an adapter's configuration is written byte for byte as peft writes it`() throws {
    let path = fixture("train/untied-nonzero/adapter_config.json")
    let configuration = try LoRAConfiguration(folder: fixture("train/untied-nonzero"))
    let model = try tinyModel()
    var generator = MersenneTwister(seed: 0)
    try model.addAdapter(configuration, generator: &generator)
    let folder = try TemporaryFolder()
    try model.saveAdapter(folder: folder.path)
    #expect(try readFile(folder.path("adapter_config.json")) == readFile(path))
  }

  @Test func `a saved adapter has peft's names and comes back as it was`() throws {
    let model = try adapted(article, tinyModel())
    fill(model)
    let batch = try PaddedBatch(inputIDs: [[1, 2, 3]])
    let logits = try model.logits(batch).floats()
    let folder = try TemporaryFolder()
    try model.saveAdapter(folder: folder.path)
    let file = try SafetensorsFile(path: folder.path("adapter_model.safetensors"))
    #expect(
      try file.names == SafetensorsFile(path: fixture("train/untied-nonzero/lora_init.safetensors")).names)
    let again = try tinyModel()
    let report = try again.loadAdapter(folder: folder.path)
    #expect(report.matched.count == 20 && report.missing.isEmpty && report.unexpected.isEmpty)
    #expect(try again.logits(batch).floats() == logits)
    #expect(again.trainableParameters.isEmpty && again.parameterCounts.trainable == 0)
    again.isAdapterEnabled = false
    #expect(try again.logits(batch).floats() == tinyModel().logits(batch).floats())
  }

  @Test func `frozen tables are written on request and replace the model's when read`() throws {
    let folder = try TemporaryFolder()
    let base = try tinyModel()
    try base.resizeTokenEmbeddings(800)
    let model = try adapted(["target_modules": ["embed_tokens", "q_proj"]], base)
    try model.saveAdapter(folder: folder.path, savesTables: true)
    let names = try SafetensorsFile(path: folder.path("adapter_model.safetensors")).names
    #expect(names.contains("base_model.model.model.embed_tokens.base_layer.weight"))
    #expect(names.contains("base_model.model.lm_head.weight"))
    // As other programs write it.
    try removeFile(folder.path("tunebook.json"))
    let other = try tinyModel()
    let said = message { try other.loadAdapter(folder: folder.path) }
    #expect(said.contains("has shape [8, 800], the model's is [8, 768]: call model.resize_token_embeddings(800) first"))
    #expect(other.adapter == nil)
    try other.resizeTokenEmbeddings(800)
    for parameter in other.parameters where parameter.name.contains("embed") || parameter.name.contains("lm_head") {
      parameter.value = Tensor(zeros: parameter.value.shape)
    }
    let report = try other.loadAdapter(folder: folder.path)
    #expect(report.unexpected.isEmpty && report.missing.isEmpty)
    let batch = try PaddedBatch(inputIDs: [[1, 790]])
    #expect(try other.logits(batch).floats() == model.logits(batch).floats())
  }

  @Test func `a vocabulary that had grown grows again with the adapter, and stays as it was where that fails`() throws {
    let base = try tinyModel()
    try base.resizeTokenEmbeddings(777)
    let model = try adapted(["target_modules": ["embed_tokens", "q_proj"]], base)
    fill(model)
    let folder = try TemporaryFolder()
    try model.saveAdapter(folder: folder.path)
    #expect(
      try String(decoding: readFile(folder.path("tunebook.json")), as: UTF8.self) == "{\n  \"vocab_size\": 777\n}\n")
    let other = try tinyModel()
    #expect(try other.loadAdapter(folder: folder.path).resizedRows == 777)
    let batch = try PaddedBatch(inputIDs: [[1, 776]])
    #expect(try other.logits(batch).floats() == model.logits(batch).floats())
    try writeFile(folder.path("tunebook.json"), Array(#"{"vocab_size": 900}"#.utf8))
    let third = try tinyModel()
    #expect(message { try third.loadAdapter(folder: folder.path) }.contains("has shape"))
    #expect(third.configuration.vocabularySize == 768 && third.adapter == nil)
    let one = try PaddedBatch(inputIDs: [[1, 7]])
    #expect(try third.logits(one).floats() == tinyModel().logits(one).floats())
    try writeFile(folder.path("tunebook.json"), Array(#"{"vocab_size": "many"}"#.utf8))
    #expect(message { try tinyModel().loadAdapter(folder: folder.path) }.contains("tunebook.json: vocab_size is"))
  }

  @Test func `modules to save are trained whole and saved beside`() throws {
    let model = try adapted(["target_modules": ["q_proj"], "modules_to_save": ["lm_head", "norm"]], tinyModel())
    #expect(
      model.trainableParameters.map(\.name).suffix(2) == [
        "base_model.model.model.norm.weight", "base_model.model.lm_head.weight",
      ])
    fill(model)
    let folder = try TemporaryFolder()
    try model.saveAdapter(folder: folder.path)
    let again = try tinyModel()
    #expect(try again.loadAdapter(folder: folder.path).unexpected.isEmpty)
    let batch = try PaddedBatch(inputIDs: [[1, 2, 3]])
    let logits = try model.logits(batch).floats()
    #expect(try again.logits(batch).floats() == logits)
    try again.mergeAdapter()
    #expect(try worstDifference(again.logits(batch).floats(), logits).difference < 1e-5)
    try model.unloadAdapter()
    #expect(try model.logits(batch).floats() == tinyModel().logits(batch).floats())
  }

  @Test func `an adapter that does not fit is refused, one that fits in part is reported`() throws {
    let folder = try TemporaryFolder()
    let model = try adapted(["target_modules": ["q_proj"]], tinyModel())
    try model.saveAdapter(folder: folder.path)
    let path = folder.path("adapter_model.safetensors")
    let file = try SafetensorsFile(path: path)
    let kept = try file.names.prefix(3).map { PendingTensor($0, try file.tensor($0)) }
    try writeSafetensors(path, kept + [PendingTensor("odd", Tensor([1], shape: [1]))])
    let report = try tinyModel().loadAdapter(folder: folder.path)
    #expect(report.matched.count == 3 && report.unexpected == ["odd"])
    #expect(report.missing == ["base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight"])
    try writeSafetensors(path, [PendingTensor("odd", Tensor([1], shape: [1]))])
    #expect(
      message { try tinyModel().loadAdapter(folder: folder.path) }.contains(
        "does not fit the model: 0 tensors matched, 4 missing"))
    #expect(message { try tinyModel().loadAdapter(folder: "/none") }.contains("no file or folder at /none"))
    try writeFile(folder.path("adapter_config.json"), Array(#"{"peft_type":"IA3"}"#.utf8))
    #expect(
      message { try tinyModel().loadAdapter(folder: folder.path) }.hasSuffix(
        #"adapter_config.json: peft_type="IA3" is not supported: use "LORA""#))
  }
}
