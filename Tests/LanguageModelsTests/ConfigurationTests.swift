import Files
import JSON
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct ConfigurationTests {
  @Test(arguments: ["models/tiny-untied", "train/untied-nonzero/merged"]) func `every field is written back`(
    name: String
  ) throws {
    let configuration = try ModelConfiguration(folder: fixture(name))
    #expect(try configuration.serialized() == readFile(fixture("\(name)/config.json")))
    let generation = try GenerationConfiguration(folder: fixture(name), model: configuration)
    #expect(try generation.serialized() == readFile(fixture("\(name)/generation_config.json")))
    #expect(generation.samples && generation.temperature == 0.6 && generation.topProbability == 0.95)
  }

  static let refused: [(JSONObject, String)] = [
    ([:], "config.json: it has no model_type: the known ones are qwen2, qwen3, llama, mistral, gemma3_text"),
    (
      ["model_type": "gpt9"],
      "config.json: model_type \"gpt9\" is not supported: the known ones are qwen2, qwen3, llama, mistral, gemma3_text"
    ),
    (["hidden_size": -4], "config.json: hidden_size is -4, not a whole number from 1 to 16777216"),
    (["hidden_size": 1.5], "config.json: hidden_size is 1.5, not a whole number from 1 to 16777216"),
    (["vocab_size": 1e30], "config.json: vocab_size is 1e+30, not a whole number from 1 to 16777216"),
    (["hidden_size": 66], "config.json: hidden_size is 66, not a multiple of num_attention_heads, 4"),
    (["num_key_value_heads": 3], "config.json: num_attention_heads is 4, not a multiple of num_key_value_heads, 3"),
    (["hidden_size": 12], "config.json: head_dim is 3, not an even number, as rotary embedding needs"),
    (
      ["hidden_act": "relu"], "config.json: hidden_act=\"relu\" is not supported: use \"silu\" or \"gelu_pytorch_tanh\""
    ),
    (["attention_dropout": 0.1], "config.json: attention_dropout=0.1 is not supported: use 0.0"),
    (["torch_dtype": "int8"], "config.json: torch_dtype=\"int8\" is not supported: use float32, float16 or bfloat16"),
    (["tie_word_embeddings": 1], "config.json: tie_word_embeddings is 1, not true or false"),
    (["rope_scaling": "x"], "config.json: rope_scaling is \"x\", not an object"),
    (
      ["rope_scaling": .object(["rope_type": "longrope"])],
      "config.json: rope_scaling type=\"longrope\" is not supported: use default, linear, llama3 or yarn"
    ),
    (["rope_scaling": .object(["type": "linear", "factor": 0])], "config.json: factor is 0, not a number from 1.0 to"),
  ]

  @Test(arguments: refused) func `what cannot be is refused by name`(changes: JSONObject, wanted: String) {
    var members: JSONObject = [:]
    if changes.count > 0 {
      members = [
        "model_type": "qwen2", "hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 9,
      ]
    }
    for (key, value) in changes.members { members[key] = value }
    let said = message { try ModelConfiguration(members) }
    #expect(said.hasPrefix(wanted), "\(said)")
  }

  @Test func `a broken file is named`() throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("config.json"), Array("{\"a\":".utf8))
    let path = folder.path("config.json")
    #expect(message { try ModelConfiguration(folder: folder.path) }.hasPrefix("\(path): invalid JSON at line 1"))
    try writeFile(path, Array("[]".utf8))
    #expect(message { try ModelConfiguration(folder: folder.path) } == "\(path): it is a list, not an object")
  }

  @Test func `stretched rotary frequencies are those of transformers' rules`() throws {
    for entry in try fixtureJSON("language-models/rotary.json").array ?? [] {
      var members: JSONObject = ["model_type": "llama"]
      members["rope_theta"] = entry["rope_theta"]
      members["rope_scaling"] = entry["rope_scaling"]
      let rotary = try ModelConfiguration(members).rotary
      let found = rotary.inverseFrequencies(headSize: entry["head_size"]?.integer ?? 0)
      let wanted = (entry["frequencies"]?.array ?? []).map { Float($0.number ?? .nan) }
      #expect(found.count == wanted.count)
      #expect(zip(found, wanted).allSatisfy { abs($0 / $1 - 1) < 1e-6 })
      #expect(abs(Double(rotary.amplitude) - (entry["amplitude"]?.number ?? 0)) < 1e-6)
    }
  }

  @Test func `rope_parameters of newer files hold base and scaling, for each kind of layer where they differ`() throws {
    let scaling: JSONObject = ["rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64]
    let old = try ModelConfiguration(["model_type": "qwen2", "rope_theta": 5e5, "rope_scaling": .object(scaling)])
    var parameters = scaling
    parameters["rope_theta"] = 5e5
    let new = try ModelConfiguration(["model_type": "qwen2", "rope_parameters": .object(parameters)])
    #expect(new.rotary == old.rotary)
    #expect(new.rotary.theta == 5e5)
    parameters["partial_rotary_factor"] = 0.5
    #expect(
      message { try ModelConfiguration(["model_type": "qwen2", "rope_parameters": .object(parameters)]) }
        == "config.json: partial_rotary_factor=0.5 is not supported: use 1.0")
    let gemma = try ModelConfiguration([
      "model_type": "gemma3_text",
      "rope_parameters": .object([
        "full_attention": .object(["rope_type": "linear", "factor": 8.0, "rope_theta": 2e6]),
        "sliding_attention": .object(["rope_type": "default", "rope_theta": 2e4]),
      ]),
    ])
    #expect(gemma.rotary.theta == 2e6)
    #expect(gemma.rotary.scaling == .linear(factor: 8))
    #expect(gemma.variant.windowedRotary?.theta == 2e4)
  }

  @Test func `YaRN's amplitude follows mscale where both of its kinds are given`() throws {
    let scaling: JSONObject = ["rope_type": "yarn", "factor": 40.0, "mscale": 1.0, "mscale_all_dim": 0.5]
    let rotary = try ModelConfiguration(["model_type": "llama", "rope_scaling": .object(scaling)]).rotary
    // (0.1 ln 40 + 1) / (0.05 ln 40 + 1)
    #expect(abs(rotary.amplitude - 1.155722) < 1e-5)
  }

  @Test func `later layers of Qwen2 may see a window`() throws {
    let members: JSONObject = [
      "model_type": "qwen2", "use_sliding_window": true, "sliding_window": 7, "max_window_layers": 3,
    ]
    let configuration = try ModelConfiguration(members)
    #expect(configuration.variant.windows[1...4] == [nil, nil, 7, 7])
    #expect(try configuration.setting("use_sliding_window", false).variant.windows[3] == nil)
    #expect(
      try ModelConfiguration(["model_type": "mistral", "sliding_window": 9]).variant.windows.allSatisfy { $0 == 9 })
    let gemma = try ModelConfiguration(["model_type": "gemma3_text", "num_hidden_layers": 7, "sliding_window": 5])
    #expect(gemma.variant.windows == [5, 5, 5, 5, 5, nil, 5])
    let types: JSON = ["full_attention", "sliding_attention"]
    let listed = try ModelConfiguration(["model_type": "qwen3", "num_hidden_layers": 2, "layer_types": types])
    #expect(listed.variant.windows == [nil, 4096])
    #expect(
      message { try ModelConfiguration(["model_type": "qwen3", "layer_types": types]) }
        == "config.json: layer_types is a list of 2, not one type for each of 32 layers")
  }

  static let generation: [(String, JSON, String)] = [
    ("temperature", 0.0, "generation_config.json: temperature is 0.0, not greater than 0 (do_sample=False is greedy)"),
    ("top_p", 1.5, "generation_config.json: top_p is 1.5, not a number from 0.0 to 1.0"),
    ("num_beams", 4, "generation_config.json: num_beams=4 is not supported: use 1"),
    ("eos_token_id", "x", "generation_config.json: eos_token_id is \"x\", not a token id"),
    ("do_sample", "yes", "generation_config.json: do_sample is \"yes\", not true or false"), ("num_beams", 1, ""),
    ("cache_implementation", "hybrid", ""), ("bad_words_ids", nil, ""),
    ("penalty_alpha", 0.6, "generation_config.json: penalty_alpha=0.6 is not supported: use 0"),
  ]

  @Test(arguments: generation) func `a field of generation is set, refused or kept`(
    key: String, value: JSON, wanted: String
  ) {
    #expect(message { try GenerationConfiguration([key: value]) } == wanted)
  }

  @Test func `without a file the model's ids are taken`() throws {
    let folder = try TemporaryFolder()
    let configuration = try ModelConfiguration(["model_type": "qwen2", "eos_token_id": [5, 6], "pad_token_id": 3])
    let generation = try GenerationConfiguration(folder: folder.path, model: configuration)
    #expect(generation.endOfTextIDs == [5, 6] && generation.padID == 3 && !generation.samples)
  }
}
