import Files
import JSON
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

@Suite struct GGUFModelTests {
  private func open(_ builder: GGUFBytes) throws -> GGUFFile {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("x.gguf"), builder.file)
    return try GGUFFile(path: folder.path("x.gguf"))
  }

  @Test func `the tiny Gemma as GGUF has the weights and logits of its folder`() throws {
    let folder = try LanguageModel(folder: fixture("models/tiny-gemma3"))
    let model = try LanguageModel(gguf: GGUFFile(path: fixture("gguf/tiny-gemma3-f32.gguf")))
    #expect(model.unexpectedTensors == [])
    #expect(model.parameters.map(\.name) == folder.parameters.map(\.name))
    for (own, other) in zip(model.parameters, folder.parameters) {
      #expect(own.value.shape == other.value.shape)
      let isNorm = own.name.hasSuffix("norm.weight")
      for (a, b) in zip(own.value.floats(), other.value.floats()) where a != b {
        // 1 + w was rounded when the file was written.
        #expect(isNorm && abs(a - b) <= 1e-6 * max(1, abs(b)), "\(own.name): \(a), not \(b)")
        break
      }
    }
    let padded = try fixtureJSON("forward/tiny-gemma3.json")["padded"]
    let batch = try PaddedBatch(inputIDs: rows(padded?["input_ids"]), mask: rows(padded?["attention_mask"]))
    let worst = try worstDifference(model.logits(batch).floats(), folder.logits(batch).floats())
    #expect(worst.difference < 1e-5, "\(worst)")
  }

  @Test func `the configuration of the tiny Gemma is that of its config`() throws {
    let own = try ModelConfiguration(gguf: GGUFFile(path: fixture("gguf/tiny-gemma3-f32.gguf")))
    let other = try ModelConfiguration(folder: fixture("models/tiny-gemma3"))
    #expect(own.variant == other.variant && own.rotary == other.rotary && own.headSize == other.headSize)
    #expect(own.normEpsilon == other.normEpsilon && own.tiesEmbeddings == other.tiesEmbeddings)
    #expect(own.hiddenSize == other.hiddenSize && own.intermediateSize == other.intermediateSize)
    #expect(own.vocabularySize == other.vocabularySize && own.layerCount == other.layerCount)
    #expect(own.endOfTextIDs == [1])
  }

  @Test func `a folder that holds a GGUF file is loaded from it`() throws {
    let folder = try TemporaryFolder()
    try writeFile(folder.path("any.gguf"), readFile(fixture("gguf/tiny-gemma3-f32.gguf")))
    let model = try LanguageModel(folder: folder.path, elementType: .bfloat16)
    #expect(model.elementType == .bfloat16 && model.configuration.family == .gemma3Text)
    #expect(try LanguageModel(folder: folder.path("any.gguf")).elementType == .float32)
    #expect(try ModelConfiguration(folder: folder.path).layerCount == 6)
  }

  /// The file of a small Llama or Qwen2 of one layer, from the weights of a model as llama.cpp's converter writes it.
  private func builder(of model: LanguageModel, _ architecture: String) throws -> GGUFBytes {
    let configuration = model.configuration
    var builder = GGUFBytes()
    builder.add("general.architecture", architecture)
    for (key, value) in [
      ("embedding_length", configuration.hiddenSize), ("block_count", configuration.layerCount),
      ("feed_forward_length", configuration.intermediateSize), ("attention.head_count", configuration.headCount),
      ("attention.head_count_kv", configuration.keyValueHeadCount), ("context_length", 77),
    ] { builder.add("\(architecture).\(key)", value) }
    builder.add("\(architecture).attention.layer_norm_rms_epsilon", Float(1e-6))
    builder.add("\(architecture).rope.freq_base", Float(500_000))
    builder.add("tokenizer.ggml.eos_token_id", 3)
    builder.add("tokenizer.ggml.eot_token_id", 5)
    let names = Dictionary(uniqueKeysWithValues: GGUFArchitecture.llama.layerModules.map { ($0.1, $0.0) })
    for parameter in model.parameters {
      var parts = parameter.name.split(separator: ".").map(String.init)
      let suffix = parts.removeLast()
      let layer = parts.count > 3 ? parts[2] : ""
      let module = parts.count > 3 ? parts[3...].joined(separator: ".") : parts.joined(separator: ".")
      let outer = ["model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"]
      let name = outer[module] ?? "blk.\(layer).\(names[module] ?? module)"
      var values = parameter.value.floats()
      let isPaired = module.hasSuffix("q_proj") || module.hasSuffix("k_proj")
      if architecture == "llama", isPaired {
        values = interleaved(values, rowSize: values.count / parameter.value.shape[0], headSize: configuration.headSize)
      }
      builder.add(
        tensor: "\(name).\(suffix)", parameter.value.shape.dimensions.reversed().map { UInt64($0) }, values)
    }
    return builder
  }

  /// `reshape(heads, 2, D / 2, rows).swapaxes(1, 2)` of llama.cpp's converter.
  private func interleaved(_ values: [Float], rowSize: Int, headSize: Int) -> [Float] {
    var result = values
    for row in 0..<values.count / rowSize {
      let (head, half, pair) = (row / headSize, row % headSize / (headSize / 2), row % (headSize / 2))
      let to = head * headSize + pair * 2 + half
      for column in 0..<rowSize { result[to * rowSize + column] = values[row * rowSize + column] }
    }
    return result
  }

  @Test(arguments: ["llama", "qwen2"]) func `a converted model gives the logits of the original`(kind: String) throws {
    for ties in [true, false] {
      let original = try smallModel(
        ["model_type": .string(kind), "rope_theta": 500_000.0, "tie_word_embeddings": .bool(ties)])
      let model = try LanguageModel(gguf: open(builder(of: original, kind)))
      #expect(model.configuration.tiesEmbeddings == ties && model.configuration.positionLimit == 77)
      #expect(model.configuration.endOfTextIDs == [3, 5] && model.unexpectedTensors == [])
      let batch = try PaddedBatch(inputIDs: [[1, 5, 2, 9, 11, 4]])
      #expect(try model.logits(batch).floats() == original.logits(batch).floats())
    }
  }

  /// Writes a model's file as the program does, and opens it.
  private func exported(_ model: LanguageModel, _ type: GGUFElementType) throws -> GGUFFile {
    let folder = try TemporaryFolder()
    try writeGGUF(
      folder.path("x.gguf"), metadata: model.ggufMetadata(name: "x", type: type), model.ggufTensors(type: type))
    return try GGUFFile(path: folder.path("x.gguf"))
  }

  private static let families: [JSONObject] = [
    ["model_type": "qwen2"], ["model_type": "qwen2", "tie_word_embeddings": true, "head_dim": 8],
    [
      "model_type": "qwen2",
      "rope_scaling": .object(["rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64]),
    ],
    ["model_type": "qwen3", "head_dim": 8], ["model_type": "llama"],
    ["model_type": "llama", "attention_bias": true, "mlp_bias": true],
    ["model_type": "llama", "rope_scaling": .object(["rope_type": "linear", "factor": 2.5])],
    [
      "model_type": "llama", "rope_theta": 500_000.0, "head_dim": 32,
      "rope_scaling": .object([
        "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64,
      ]),
    ],
    ["model_type": "mistral", "sliding_window": 100],
    [
      "model_type": "gemma3_text", "head_dim": 8, "query_pre_attn_scalar": 8, "num_hidden_layers": 7,
      "sliding_window": 4,
    ],
    [
      "model_type": "gemma3_text", "head_dim": 8, "query_pre_attn_scalar": 8, "sliding_window": 4,
      "sliding_window_pattern": 2, "rope_local_base_freq": 5000.0,
    ],
  ]

  @Test(arguments: families.indices) func `an exported model gives its own logits, bit for bit`(number: Int) throws {
    let folder = try TemporaryFolder()
    for (element, type) in [(ElementType.float32, GGUFElementType.f32), (.bfloat16, .bf16), (.float16, .f16)] {
      let made = try smallModel(Self.families[number])
      for parameter in made.parameters where parameter.name.hasSuffix("norm.weight") {
        parameter.value = Tensor(
          parameter.value.floats().enumerated().map { $1 + 0.01 * Float($0) }, shape: parameter.value.shape)
      }
      made.elementType = element
      try made.save(folder: folder.path)
      let original = try LanguageModel(folder: folder.path, elementType: element)
      let model = try LanguageModel(gguf: exported(original, type), elementType: element)
      #expect(model.unexpectedTensors == [])
      #expect(model.configuration.tiesEmbeddings == original.configuration.tiesEmbeddings)
      #expect(model.configuration.positionLimit == original.configuration.positionLimit)
      let batch = try PaddedBatch(inputIDs: [[1, 5, 2, 9, 11, 4, 7, 8, 3, 22]])
      #expect(try model.logits(batch).floats() == original.logits(batch).floats(), "\(type.name)")
    }
  }

  @Test func `tensors lie as llama.cpp's converter lays them`() throws {
    for kind in ["llama", "qwen2"] {
      let model = try smallModel(["model_type": .string(kind), "rope_theta": 500_000.0])
      let (own, other) = try (exported(model, .f32), open(builder(of: model, kind)))
      #expect(Set(own.names) == Set(other.names))
      for name in other.names { #expect(try own.tensor(name).floats() == other.tensor(name).floats(), "\(name)") }
    }
  }

  @Test func `in blocks of 8 bits norms stay whole, and rows of no whole blocks are half precision`() throws {
    let file = try exported(smallModel(["hidden_size": 32, "intermediate_size": 24]), .bits8)
    #expect(file.value("general.file_type") == 7 && file.value("general.quantization_version") == 2)
    #expect(file.entry("token_embd.weight")?.type == .bits8 && file.entry("output_norm.weight")?.type == .f32)
    #expect(file.entry("blk.0.attn_q.bias")?.type == .f32 && file.entry("blk.0.ffn_down.weight")?.type == .f16)
  }

  @Test(
    arguments: [
      (
        ["model_type": "gemma3_text", "head_dim": 8, "query_pre_attn_scalar": 9],
        "query_pre_attn_scalar=9 is not supported: use 8"
      ),
      (["model_type": "qwen3", "head_dim": 8, "attention_bias": true], "attention_bias=true"),
      (
        ["model_type": "llama", "hidden_act": "gelu_pytorch_tanh"],
        "hidden_act=gelu_pytorch_tanh is not supported: use silu"
      ),
      (
        ["model_type": "qwen2", "rope_scaling": .object(["rope_type": "yarn", "factor": 4.0, "beta_fast": 16])],
        "rope_scaling=yarn with values of its own"
      ),
    ] as [(JSONObject, String)])
  func `what llama.cpp computes otherwise is refused by name`(changes: JSONObject, wanted: String) throws {
    let model = try smallModel(changes)
    let said = message { try model.ggufMetadata(name: "x", type: .f16) }
    #expect(said.contains(wanted), "\(said)")
  }

  @Test func `a window that the format cannot say is told`() throws {
    #expect(try smallModel(["model_type": "mistral", "sliding_window": 100]).ggufRemarks.count == 1)
    #expect(try smallModel().ggufRemarks == [])
  }

  @Test func `the factors of Llama 3 are recognised, others refused`() throws {
    let original = try smallModel(["model_type": "llama", "rope_theta": 500_000.0, "head_dim": 32])
    let plain = RotaryConfiguration(theta: 500_000).inverseFrequencies(headSize: 32)
    var scaled = RotaryConfiguration(theta: 500_000)
    scaled.scaling = .llama3(factor: 32, lowFactor: 1, highFactor: 4, originalLimit: 8192)
    let factors = zip(plain, scaled.inverseFrequencies(headSize: 32)).map { $0 / $1 }
    var file = try builder(of: original, "llama")
    file.add("llama.attention.key_length", 32)
    var other = file
    file.add(tensor: "rope_freqs.weight", [16], factors)
    let model = try LanguageModel(gguf: open(file))
    #expect(model.configuration.rotary.scaling == scaled.scaling && model.unexpectedTensors == [])
    other.add(tensor: "rope_freqs.weight", [16], factors.map { $0 * $0 })
    let fault = message { try LanguageModel(gguf: open(other)) }
    #expect(fault.contains("rope_freqs.weight=other factors than Llama 3's is not supported"))
  }

  @Test func `what a file lacks is named`() throws {
    var builder = GGUFBytes()
    #expect(message { try LanguageModel(gguf: open(builder)) }.contains("general.architecture is missing, not a text"))
    builder.add("general.architecture", "mamba")
    let unknown = message { try LanguageModel(gguf: open(builder)) }
    #expect(unknown.hasSuffix("general.architecture=mamba is not supported: use llama, qwen2, qwen3, gemma3"))
    builder = GGUFBytes()
    builder.add("general.architecture", "llama")
    let missing = message { try LanguageModel(gguf: open(builder)) }
    #expect(missing.hasSuffix("llama.embedding_length is missing, not a whole number"))
  }
}
