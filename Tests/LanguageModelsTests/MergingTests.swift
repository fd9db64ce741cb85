import JSON
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct MergingTests {
  private let batch = try? PaddedBatch(
    inputIDs: [[1, 2, 3, 22], [0, 0, 7, 5]], mask: [[1, 1, 1, 1], [0, 0, 1, 1]])

  private func adapted(_ model: LanguageModel, _ targets: JSON, zeroB: Bool = false) throws -> LanguageModel {
    var generator = MersenneTwister(seed: 3)
    try model.addAdapter(
      LoRAConfiguration(["target_modules": targets, "r": 3, "lora_alpha": 5]), generator: &generator)
    guard !zeroB else { return model }
    for parameter in model.adapter?.parameters ?? [] {
      parameter.value = Tensor(normal: parameter.value.shape, standardDeviation: 0.3, from: &generator)
    }
    return model
  }

  private func logits(_ model: LanguageModel) throws -> [Float] {
    try batch.map { try model.logits($0).floats() } ?? []
  }

  @Test func `a new adapter changes nothing`() throws {
    let model = try smallModel()
    let before = try logits(model)
    let targets: JSON = ["embed_tokens", "lm_head", "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "down_proj"]
    #expect(try logits(adapted(model, targets, zeroB: true)) == before)
  }

  @Test(
    arguments: [
      (false, ["q_proj", "up_proj"]), (false, ["embed_tokens", "lm_head", "o_proj"]), (true, ["q_proj", "down_proj"]),
      (true, ["embed_tokens", "lm_head"]), (true, ["embed_tokens"]), (true, ["lm_head", "k_proj"]),
    ] as [(Bool, [String])]) func `merged is unmerged`(tied: Bool, targets: [String]) throws
  {
    let model = try smallModel(["tie_word_embeddings": .bool(tied)])
    let base = try logits(model)
    let adaptedModel = try adapted(model, .array(targets.map { .string($0) }))
    let unmerged = try logits(adaptedModel)
    #expect(worstDifference(unmerged, base).difference > 1e-3)
    try model.mergeAdapter()
    let merged = try logits(model)
    #expect(worstDifference(merged, unmerged).difference < 1e-5)
    let staysTied = tied && !targets.contains("embed_tokens") && !targets.contains("lm_head")
    #expect(model.configuration.tiesEmbeddings == staysTied)
    let folder = try TemporaryFolder()
    try model.save(folder: folder.path)
    let again = try LanguageModel(folder: folder.path)
    #expect(again.configuration.tiesEmbeddings == staysTied)
    #expect(try logits(again) == merged)
    let names = try SafetensorsFile(path: folder.path("model.safetensors")).names
    #expect(names.contains("lm_head.weight") != staysTied)
  }

  @Test(arguments: [ElementType.float16, .bfloat16]) func `weights are rounded once, to the type they are stored in`(
    type: ElementType
  ) throws {
    let folder = try TemporaryFolder()
    let made = try smallModel()
    made.elementType = type
    try made.save(folder: folder.path)
    let model = try adapted(LanguageModel(folder: folder.path), ["v_proj"])
    let name = "model.layers.0.self_attn.v_proj.weight"
    let before = model.parameters.first { $0.name == name }?.value.floats() ?? []
    let place = model.blueprint.layers[0].value
    guard let factors = model.adapter?.factors[place] else { throw LanguageModelError.badBatch(reason: "no factors") }
    let (a, b) = (factors.a.value.floats(), factors.b.value.floats())
    var wanted: [Float] = []
    for row in 0..<8 {
      for column in 0..<16 {
        let delta = (0..<3).reduce(Float(0)) { $0 + b[row * 3 + $1] * a[$1 * 16 + column] }
        wanted.append(before[row * 16 + column] + delta * factors.scale)
      }
    }
    try model.mergeAdapter()
    let merged = model.parameters.first { $0.name == name }?.value
    #expect(merged?.elementType == type)
    #expect(merged?.floats() == Tensor(wanted, shape: [8, 16]).converted(to: type).floats())
  }
}
