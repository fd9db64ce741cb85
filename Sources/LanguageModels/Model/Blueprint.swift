import Tensors

/// Which modules a model is made of, in torch's order, and how a layer joins them.
struct Blueprint: Sendable {
  /// The modules of one layer, as places in `modules`.
  struct Layer: Sendable {
    var query = 0
    var key = 0
    var value = 0
    var output = 0
    var gate = 0
    var up = 0
    var down = 0
    var inputNorm = 0
    /// Before the MLP; Gemma has it behind attention.
    var postAttentionNorm = 0
    /// Of each head's queries and keys, where the family has them.
    var queryNorm: Int?
    var keyNorm: Int?
    /// Around the MLP, where the family has them.
    var preFeedforwardNorm: Int?
    var postFeedforwardNorm: Int?
    /// How many keys a query sees, or nil for all.
    var window: Int?
  }

  private(set) var modules: [ModuleSpecification] = []
  private(set) var layers: [Layer] = []
  private(set) var embedding = 0
  private(set) var norm = 0
  private(set) var head = 0

  /// The modules of a decoder.
  init(_ configuration: ModelConfiguration) {
    let table: Shape = [configuration.vocabularySize, configuration.hiddenSize]
    embedding = add("model.embed_tokens", .embedding, table)
    for layer in 0..<configuration.layerCount { addLayer(layer, configuration) }
    norm = add("model.norm", .norm, [configuration.hiddenSize])
    head = add("lm_head", .head, table)
  }

  private mutating func addLayer(_ index: Int, _ configuration: ModelConfiguration) {
    let width = configuration.hiddenSize
    let queries = configuration.headCount * configuration.headSize
    let keys = configuration.keyValueHeadCount * configuration.headSize
    let middle = configuration.intermediateSize
    let biases = configuration.variant.biases
    let prefix = "model.layers.\(index)."
    var layer = Layer()
    layer.query = add(prefix + "self_attn.q_proj", .linear, [queries, width], biases.queryKeyValue, index)
    layer.key = add(prefix + "self_attn.k_proj", .linear, [keys, width], biases.queryKeyValue, index)
    layer.value = add(prefix + "self_attn.v_proj", .linear, [keys, width], biases.queryKeyValue, index)
    layer.output = add(prefix + "self_attn.o_proj", .linear, [width, queries], biases.output, index)
    if configuration.variant.normalizesHeads {
      layer.queryNorm = add(prefix + "self_attn.q_norm", .norm, [configuration.headSize], false, index)
      layer.keyNorm = add(prefix + "self_attn.k_norm", .norm, [configuration.headSize], false, index)
    }
    layer.gate = add(prefix + "mlp.gate_proj", .linear, [middle, width], biases.mlp, index)
    layer.up = add(prefix + "mlp.up_proj", .linear, [middle, width], biases.mlp, index)
    layer.down = add(prefix + "mlp.down_proj", .linear, [width, middle], biases.mlp, index)
    layer.inputNorm = add(prefix + "input_layernorm", .norm, [width], false, index)
    layer.postAttentionNorm = add(prefix + "post_attention_layernorm", .norm, [width], false, index)
    if configuration.variant.normalizesBranches {
      layer.preFeedforwardNorm = add(prefix + "pre_feedforward_layernorm", .norm, [width], false, index)
      layer.postFeedforwardNorm = add(prefix + "post_feedforward_layernorm", .norm, [width], false, index)
    }
    layer.window = configuration.variant.windows[index]
    layers.append(layer)
  }

  private mutating func add(
    _ name: String, _ kind: ModuleSpecification.Kind, _ shape: Shape, _ hasBias: Bool = false, _ layer: Int? = nil
  ) -> Int {
    modules.append(.init(name: name, kind: kind, weightShape: shape, hasBias: hasBias, layer: layer))
    return modules.count - 1
  }

  /// Gives both tables another number of rows.
  mutating func resizeTables(rows: Int) {
    for place in [embedding, head] { modules[place].weightShape = [rows, modules[place].weightShape[1]] }
  }

  /// The place of a module's name, or nil.
  func place(of name: String) -> Int? { modules.firstIndex { $0.name == name } }
}
