import Files
import Kernels
import ModelFiles
import Tensors
import TestSupport
import Testing

@testable import LanguageModels

/// Models over the blocks of a GGUF file; the oracle is the same model with its weights decoded to float32.
@Suite struct QuantizedModelTests {
  private let ids: [Int32] = [1, 5, 2, 9, 11, 4, 30, 8, 12]

  /// A small model whose matrices are blocks of several types, drawn by a seed.
  private func model(_ architecture: String = "qwen2", elementType: ElementType? = nil) throws -> LanguageModel {
    var builder = GGUFBytes()
    builder.add("general.architecture", architecture)
    for (key, value) in [
      ("embedding_length", 256), ("block_count", 2), ("feed_forward_length", 512), ("attention.head_count", 4),
      ("attention.head_count_kv", 2), ("context_length", 64),
    ] { builder.add("\(architecture).\(key)", value) }
    func matrix(_ name: String, _ outputs: Int, _ inputs: Int, _ type: GGUFElementType) {
      let halves: [Int] =
        switch type {
        case .bits6K: [208]
        case .bits4K, .bits4WithLeast: [0, 2]
        default: [0]
        }
      builder.add(
        tensor: name, [UInt64(inputs), UInt64(outputs)], type: type.rawValue,
        randomBlocks(
          count: outputs * inputs / type.blockCount, size: type.blockSizeInBytes, halves: halves,
          seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) }))
    }
    func norm(_ name: String) { builder.add(tensor: name, [256], [Float](repeating: 0.01, count: 256)) }
    matrix("token_embd.weight", 40, 256, .bits4K)
    matrix("output.weight", 40, 256, .bits6K)
    norm("output_norm.weight")
    for layer in 0..<2 {
      let prefix = "blk.\(layer)."
      matrix(prefix + "attn_q.weight", 256, 256, .bits4)
      matrix(prefix + "attn_k.weight", 128, 256, .bits4WithLeast)
      matrix(prefix + "attn_v.weight", 128, 256, .bits6K)
      matrix(prefix + "attn_output.weight", 256, 256, .bits8)
      matrix(prefix + "ffn_gate.weight", 512, 256, .bits4K)
      matrix(prefix + "ffn_up.weight", 512, 256, .bits5)
      matrix(prefix + "ffn_down.weight", 256, 512, .bits4K)
      norm(prefix + "attn_norm.weight")
      norm(prefix + "ffn_norm.weight")
      if architecture == "qwen2" {
        for (name, count) in [("q", 256), ("k", 128), ("v", 128)] {
          builder.add(tensor: prefix + "attn_\(name).bias", [UInt64(count)], [Float](repeating: 0.1, count: count))
        }
      }
    }
    let folder = try TemporaryFolder()
    try writeFile(folder.path("x.gguf"), builder.file)
    return try LanguageModel(gguf: GGUFFile(path: folder.path("x.gguf")), elementType: elementType)
  }

  /// The same model with every weight decoded.
  private func decoded(_ architecture: String = "qwen2") throws -> LanguageModel {
    let model = try model(architecture)
    for parameter in model.parameters { parameter.value = parameter.value.converted(to: .float32) }
    return model
  }

  @Test func `blocks stay in the file, the model counts and shows as it would without`() throws {
    let model = try model(elementType: .bfloat16)
    let matrices = model.parameters.filter { $0.value.shape.rank == 2 }
    #expect(matrices.allSatisfy { $0.value.elementType.isQuantized && $0.value.storage.isMapped })
    #expect(model.elementType == .bfloat16 && model.unexpectedTensors == [])
    #expect(try model.parameterCounts == decoded().parameterCounts)
  }

  @Test(arguments: ["llama", "qwen2"], ComputePrecision.allCases)
  func `loss and gradients of an adapter are those over the decoded weights`(
    architecture: String, precision: ComputePrecision
  ) throws {
    func step(_ model: LanguageModel) throws -> (loss: Double, gradients: [[Float]]) {
      var generator = MersenneTwister(seed: 4)
      var configuration = LoRAConfiguration()
      configuration.targetModules = .names(["q_proj", "down_proj", "embed_tokens", "lm_head"])
      try model.addAdapter(configuration, generator: &generator)
      for parameter in model.trainableParameters where parameter.name.contains("_B") {
        var generator = MersenneTwister(seed: 5)
        parameter.value = Tensor(uniform: parameter.value.shape, in: -0.1..<0.1, from: &generator)
      }
      let tape = Tape(precision: precision)
      let hidden = try model.forward(tape, TokenBatch(rows: [ids, [7, 3]]))
      let loss = try model.loss(tape, hidden: hidden, positions: [3, 5, 9], labels: [8, 1, 2], normalizer: 3).loss
      tape.backward()
      return (loss, model.trainableParameters.map { $0.gradient?.floats() ?? [] })
    }
    let (packed, plain) = (try step(model(architecture)), try step(decoded(architecture)))
    #expect(packed.loss == plain.loss && packed.gradients == plain.gradients)
  }

  @Test func `decoding with a cache gives the logits of the whole text`() throws {
    let (packed, plain) = (try model(), try decoded())
    for precision in ComputePrecision.allCases {
      let cache = packed.makeCache(rows: 1)
      for (place, count) in [(0, 3), (3, 1), (4, 1), (5, 1)] {
        let tape = Tape(precision: precision, recordsGradients: false)
        tape.isDecoding = place > 0
        let batch = TokenBatch(ids: Array(ids[place..<place + count]), rowLengths: [count], firstPositions: [place])
        let hidden = try packed.forward(tape, batch, cache: cache)
        let found = packed.logits(tape, hidden: hidden, positions: [count - 1]).floats()
        let whole = Tape(precision: precision, recordsGradients: false)
        let expected = try plain.logits(
          whole, hidden: plain.forward(whole, TokenBatch(rows: [Array(ids[..<(place + count)])])),
          positions: [place + count - 1]
        ).floats()
        let worst = worstDifference(found, expected)
        #expect(worst.difference < (precision == .float32 ? 1e-5 : 2e-2), "\(precision) at \(place): \(worst)")
      }
    }
  }

  @Test func `merging decodes what it touches, to the model's type`() throws {
    let model = try model(elementType: .bfloat16)
    let before = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value) })
    var generator = MersenneTwister(seed: 4)
    var configuration = LoRAConfiguration()
    configuration.targetModules = .names(["q_proj"])
    try model.addAdapter(configuration, generator: &generator)
    try model.mergeAdapter()
    for parameter in model.parameters {
      let old = try #require(before[parameter.name])
      if parameter.name.contains("q_proj.weight") {
        #expect(parameter.value.elementType == .bfloat16)
        #expect(parameter.value.floats() == old.converted(to: .bfloat16).floats())  // B is still zero
      } else {
        #expect(parameter.value.elementType == old.elementType && parameter.value.storage === old.storage)
      }
    }
  }

  @Test(arguments: [ElementType.bfloat16, .float16, .float32])
  func `a saved model has the decoded weights in the model's type`(type: ElementType) throws {
    let folder = try TemporaryFolder()
    let model = try model(elementType: type)
    try model.save(folder: folder.path)
    let saved = try LanguageModel(folder: folder.path)
    #expect(saved.elementType == type)
    for (own, other) in zip(model.parameters, saved.parameters) {
      #expect(other.name == own.name && other.value.elementType == type)
      #expect(other.value.floats() == own.value.converted(to: .float32).converted(to: type).floats())
    }
  }

  @Test func `a vocabulary of blocks shrinks as it lies and grows decoded`() throws {
    let model = try model(elementType: .bfloat16)
    let table = model.parameters[0].value.floats()
    try model.resizeTokenEmbeddings(30)
    let shrunk = model.parameters[0].value
    #expect(shrunk.elementType == .bits4K && shrunk.floats() == Array(table[..<7680]))
    try model.resizeTokenEmbeddings(33)
    let grown = model.parameters[0].value
    #expect(grown.elementType == .bfloat16 && grown.shape == [33, 256])
    let old = Tensor(Array(table[..<7680]), shape: [30, 256]).converted(to: .bfloat16).floats()
    #expect(Array(grown.floats()[..<7680]) == old)
  }

  @Test func `all weights can be trained, decoded`() throws {
    let model = try model()
    let table = model.parameters[0].value.floats()
    try model.makeAllTrainable()
    #expect(model.parameters.allSatisfy { $0.value.elementType == .float32 && !$0.value.storage.isMapped })
    #expect(model.parameters[0].value.floats() == table)
  }
}
