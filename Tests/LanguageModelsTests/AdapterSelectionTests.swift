import JSON
import Kernels
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct AdapterSelectionTests {
  private func adapted(_ members: JSONObject, _ model: LanguageModel? = nil) throws -> LanguageModel {
    let model = try model ?? smallModel()
    var generator = MersenneTwister(seed: 1)
    try model.addAdapter(LoRAConfiguration(members), generator: &generator)
    return model
  }

  private func names(_ members: JSONObject) throws -> [String] {
    let model = try adapted(members)
    return model.adapter?.factors.keys.sorted().map { model.specifications[$0].name } ?? []
  }

  @Test func `modules are meant by their last name, their whole name, or all at once`() throws {
    #expect(
      try names(["target_modules": ["v_proj", "embed_tokens", "model.layers.1.self_attn.q_proj"]]) == [
        "model.embed_tokens", "model.layers.0.self_attn.v_proj", "model.layers.1.self_attn.q_proj",
        "model.layers.1.self_attn.v_proj",
      ])
    #expect(try names([:]).map { $0.suffix(6) } == ["q_proj", "v_proj", "q_proj", "v_proj"])
    let all = try adapted(["target_modules": "all-linear"])
    #expect(
      all.adapter?.moduleNames == ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"])
    #expect(all.adapter?.factors.count == 14)
  }

  @Test func `modules are meant by a pattern, less those excluded, in chosen layers`() throws {
    #expect(
      try names(["target_modules": #".*\.(q|k)_proj"#, "exclude_modules": ["k_proj"]]) == [
        "model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.q_proj",
      ])
    #expect(
      try names(["target_modules": ["q_proj", "lm_head"], "layers_to_transform": 1]) == [
        "model.layers.1.self_attn.q_proj"
      ])
    #expect(
      try names(["target_modules": ["q_proj"], "layers_to_transform": [0, 1], "layers_pattern": "layers"]).count == 2)
    #expect(
      try names(["target_modules": #"model\.layers\.\d+\.mlp\.(?!gate).*_proj"#]).map { $0.split(separator: ".").last }
        == ["up_proj", "down_proj", "up_proj", "down_proj"])
  }

  @Test func `ranks and alphas follow their patterns, scales their rule`() throws {
    let model = try adapted([
      "r": 4, "lora_alpha": 6, "target_modules": ["q_proj", "v_proj"], "use_rslora": true,
      "rank_pattern": .object(["layers.1.self_attn.q_proj": 2, "v_proj": 3]),
      "alpha_pattern": .object([#"^model\.layers\.0.*"#: 10]),
    ])
    let found = model.adapter?.factors.keys.sorted().compactMap { model.adapter?.factors[$0] } ?? []
    #expect(found.map(\.rank) == [4, 3, 2, 3])
    let wanted = [10 / 2.0, 10 / 3.squareRoot(), 6 / 2.squareRoot(), 6 / 3.squareRoot()].map { Float($0) }
    #expect(found.map(\.scale) == wanted)
  }

  static let refused: [(JSONObject, String)] = [
    (["target_modules": ["q_prj"]], "target_modules names no module of the model: q_prj; did you mean q_proj?"),
    (["target_modules": []], "target_modules names no module of the model"),
    (["target_modules": "x.*"], "target_modules names no module of the model: the pattern"),
    (["target_modules": "(q"], "the pattern \"(q\" cannot be used: a group is not closed"),
    (["target_modules": ["input_layernorm"]], "model.layers.0.input_layernorm is a norm"),
    (["target_modules": [3]], "LoraConfig: target_modules is [3], not a list of strings"),
    (["modules_to_save": ["score"]], "modules_to_save names no module of the model: score"),
    (["modules_to_save": ["q_proj"]], "model.layers.0.self_attn.q_proj is in target_modules too"),
    (["use_dora": true], "LoraConfig: use_dora=true is not supported: use false"),
    (["bias": "all"], "LoraConfig: bias=\"all\" is not supported: use \"none\""),
    (["layer_replication": [[0, 1]]], "layer_replication=[[0, 1]] is not supported: use null"),
    (["init_lora_weights": "pissa"], "init_lora_weights=\"pissa\" is not supported: use true, false or \"gaussian\""),
    (["trainable_token_indices": [1]], "trainable_token_indices=[1] is not supported"),
    (["r": 0], "LoraConfig: r is 0, not a whole number from 1 to 65536"),
    (["lora_dropout": 1], "lora_dropout is 1"), (["rnk": 8], "LoraConfig has no field rnk"),
    (["lora_alfa": 8], "LoraConfig has no field lora_alfa; did you mean lora_alpha?"),
    (["rank_pattern": .object(["q": 0])], "rank_pattern is 0, not a rank from 1 to 65536"),
  ]

  @Test(arguments: refused) func `what is not supported is refused by name`(members: JSONObject, wanted: String) {
    let said = message { try adapted(members) }
    #expect(said.contains(wanted), "\(said)")
  }

  @Test func `a second adapter is refused, and so is what an adapted model cannot do`() throws {
    let model = try adapted([:])
    let busy = "the model carries an adapter: merge or unload it first"
    #expect(message { try adapted([:], model) } == "cannot add another adapter: \(busy)")
    #expect(message { try model.resizeTokenEmbeddings(9) } == "cannot resize the vocabulary: \(busy)")
    #expect(message { try model.save(folder: "/nowhere") } == "cannot save the whole model: \(busy)")
    #expect(message { try model.makeAllTrainable() } == "cannot train all weights: \(busy)")
    try model.unloadAdapter()
    #expect(message { try model.mergeAdapter() }.contains("the model carries no adapter"))
    #expect(message { try model.saveAdapter(folder: "/nowhere") }.contains("the model carries no adapter"))
  }
}
