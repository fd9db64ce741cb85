import Kernels
import Tensors

extension LanguageModel {
  /// Runs the layers over a packed batch.
  ///
  /// - Parameters:
  ///   - tape: what records the pass.
  ///   - batch: T tokens.
  ///   - cache: the keys and values of what the rows have read before; the new ones are appended.
  ///   - recomputedLayers: so many layers, from the first on, keep only what enters them and run once more in the
  ///     backward pass; no bit depends on it. 0 with a cache.
  ///   - observer: called with the input of each layer, by its number, and at last with the result.
  /// - Returns: the final norm's output, [T, C], which `loss` and `logits` take.
  /// - Throws: `LanguageModelError.badBatch` where an id lies outside the vocabulary.
  public func forward(
    _ tape: Tape, _ batch: TokenBatch, cache: KeyValueCache? = nil, recomputedLayers: Int = 0,
    observer: ((Int, Variable) -> Void)? = nil
  ) throws(LanguageModelError) -> Variable {
    try check(batch.ids, "input_ids")
    let rows = PackedRows(
      lengths: batch.rowLengths, starts: batch.firstPositions,
      identities: batch.rowKeys.map { Int(truncatingIfNeeded: $0) })
    tape.rows = rows
    let modules = activeModules
    let scale = embeddingScale
    var hidden = tape.embedding(
      ids: batch.ids, table: modules[blueprint.embedding].weight,
      adapter: factors(blueprint.embedding)?.scaled(by: scale), scale: scale)
    for (number, layer) in blueprint.layers.enumerated() {
      observer?(number, hidden)
      if number < recomputedLayers, cache == nil {
        hidden = tape.checkpointed(hidden) { [self] in run(layer, $0, $1, modules: modules, rows: rows, cache: nil) }
      } else {
        hidden = run(layer, tape, hidden, modules: modules, rows: rows, cache: cache?.layers[number])
      }
    }
    hidden = norm(blueprint.norm, tape, hidden, modules)
    observer?(blueprint.layers.count, hidden)
    return hidden
  }

  /// An empty cache for rows that are generated at once.
  public func makeCache(rows: Int) -> KeyValueCache {
    KeyValueCache(
      layers: configuration.layerCount, rows: rows, width: configuration.keyValueHeadCount * configuration.headSize)
  }

  /// The cross-entropy of next tokens over the forward pass's result, and its gradient where the tape records.
  ///
  /// - Parameters:
  ///   - positions: places in the batch whose successor is learnt.
  ///   - labels: the successors.
  ///   - normalizer: what the summed loss is divided by.
  /// - Throws: `LanguageModelError.badBatch` where a label lies outside the vocabulary.
  public func loss(
    _ tape: Tape, hidden: Variable, positions: [Int], labels: [Int32], normalizer: Double
  ) throws(LanguageModelError) -> CrossEntropyResult {
    try check(labels, "labels")
    return tape.crossEntropy(
      hidden: hidden, head: activeModules[blueprint.head].weight, adapter: factors(blueprint.head),
      positions: positions, labels: labels, normalizer: normalizer)
  }

  /// The logits of places in the forward pass's result, [N, V].
  public func logits(_ tape: Tape, hidden: Variable, positions: [Int]) -> Tensor {
    tape.logits(
      hidden: hidden, head: activeModules[blueprint.head].weight, adapter: factors(blueprint.head),
      positions: positions)
  }

  /// The logits of a padded batch, [B, T, V]; those of padding are zeros (in transformers they mean nothing).
  ///
  /// - Throws: `LanguageModelError.badBatch`.
  public func logits(_ batch: PaddedBatch, precision: ComputePrecision = .float32) throws(LanguageModelError) -> Tensor
  {
    let tape = Tape(precision: precision, recordsGradients: false)
    let hidden = try forward(tape, batch.tokens)
    let packed = logits(tape, hidden: hidden, positions: Array(batch.places.indices))
    let size = configuration.vocabularySize
    if packed.shape[0] == batch.rowCount * batch.columnCount {
      return packed.reshaped([batch.rowCount, batch.columnCount, size])
    }
    let full = Tensor(zeros: [batch.rowCount, batch.columnCount, size])
    packed.withFloats { source in
      full.withMutableFloats { destination in
        for (index, place) in batch.places.enumerated() {
          for column in 0..<size { destination[place * size + column] = source[index * size + column] }
        }
      }
    }
    return full
  }

  /// The mean loss of a padded batch, as `model(input_ids, attention_mask, labels).loss`; nil without a label.
  ///
  /// - Parameter labels: [B, T], -100 where nothing is learnt; not shifted.
  /// - Throws: `LanguageModelError.badBatch`.
  public func meanLoss(
    _ batch: PaddedBatch, labels: [[Int32]], precision: ComputePrecision = .float32
  ) throws(LanguageModelError) -> Double? {
    let wanted = try batch.predictions(labels: labels)
    guard !wanted.labels.isEmpty else { return nil }
    let tape = Tape(precision: precision, recordsGradients: false)
    let hidden = try forward(tape, batch.tokens)
    return try loss(
      tape, hidden: hidden, positions: wanted.positions, labels: wanted.labels,
      normalizer: Double(wanted.labels.count)
    ).loss
  }

  private func check(_ ids: [Int32], _ what: String) throws(LanguageModelError) {
    let size = configuration.vocabularySize
    for (place, id) in ids.enumerated() where id < 0 || Int(id) >= size {
      throw .badBatch(
        reason: "\(what) hold \(id) at token \(place), the model's vocabulary has \(size) "
          + "(was resize_token_embeddings(len(tokenizer)) called?)")
    }
  }

  /// The modules with those in place that the adapter trains whole.
  private var activeModules: [Module] {
    guard isAdapterEnabled, let adapter, !adapter.savedModules.isEmpty else { return modules }
    var active = modules
    for (place, module) in adapter.savedModules { active[place] = module }
    return active
  }

  private func factors(_ place: Int) -> LoRAFactors? { isAdapterEnabled ? adapter?.factors[place] : nil }
}

extension LanguageModel {
  /// One layer: h += attention(norm(h)), then h += MLP(norm(h)); in some families a norm stands before each sum.
  private func run(
    _ layer: Blueprint.Layer, _ tape: Tape, _ input: Variable, modules: [Module], rows: PackedRows,
    cache: KeyValueCache.Layer?
  ) -> Variable {
    let normed = norm(layer.inputNorm, tape, input, modules)
    let plainSum = layer.preFeedforwardNorm == nil
    let attended = attention(layer, tape, normed, modules, rows, cache, residual: plainSum ? input : nil)
    let hidden =
      plainSum ? attended : norm(layer.postAttentionNorm, tape, attended, modules, residual: input)
    let inner = norm(layer.preFeedforwardNorm ?? layer.postAttentionNorm, tape, hidden, modules)
    let branch = tape.feedForward(
      inner, gate: linear(layer.gate, modules), up: linear(layer.up, modules), down: linear(layer.down, modules),
      kind: configuration.variant.activation, residual: layer.postFeedforwardNorm == nil ? hidden : nil)
    return layer.postFeedforwardNorm.map { norm($0, tape, branch, modules, residual: hidden) } ?? branch
  }

  private func attention(
    _ layer: Blueprint.Layer, _ tape: Tape, _ input: Variable, _ modules: [Module], _ rows: PackedRows,
    _ cache: KeyValueCache.Layer?, residual: Variable?
  ) -> Variable {
    let projected = tape.linears(input, [layer.query, layer.key, layer.value].map { linear($0, modules) })
    var (query, key) = (projected[0], projected[1])
    if let place = layer.queryNorm { query = norm(place, tape, query, modules) }
    if let place = layer.keyNorm { key = norm(place, tape, key, modules) }
    let shape = AttentionShape(
      heads: configuration.headCount, keyValueHeads: configuration.keyValueHeadCount,
      headSize: configuration.headSize, scale: configuration.variant.scoreScale, window: layer.window)
    let attended = tape.attention(
      query: query, key: key, value: projected[2], shape: shape, rows: rows,
      rotary: layer.window == nil ? rotary : windowedRotary ?? rotary, cache: cache)
    return tape.linear(attended, linear(layer.output, modules), residual: residual)
  }

  private func linear(_ place: Int, _ modules: [Module]) -> LinearLayer {
    LinearLayer(weight: modules[place].weight, bias: modules[place].bias, adapter: factors(place))
  }

  private func norm(
    _ place: Int, _ tape: Tape, _ input: Variable, _ modules: [Module], residual: Variable? = nil
  ) -> Variable {
    tape.rmsNorm(
      input, weight: modules[place].weight, epsilon: configuration.normEpsilon,
      addsOne: configuration.variant.normsAddOne, residual: residual)
  }
}

extension LanguageModel {
  /// What looked-up rows are multiplied with; Gemma rounds the root of C to the model's element type.
  private var embeddingScale: Float {
    guard configuration.variant.scalesEmbedding else { return 1 }
    let root = Float(configuration.hiddenSize).squareRoot()
    switch elementType {
    case .bfloat16: return Float(bitPattern: UInt32(brainFloat(root)) << 16)
    case .float16: return floatOfHalf(half(root))
    default: return root
    }
  }
}

extension LoRAFactors {
  /// The same factors with a larger effect: an embedding's update is scaled as its rows are, so that merging is exact.
  fileprivate func scaled(by factor: Float) -> LoRAFactors {
    factor == 1 ? self : LoRAFactors(a: a, b: b, scale: scale * factor, dropout: dropout, module: module)
  }
}
