import LanguageModels

/// How many tokens go through a model at once, and in how many of its layers the forward pass keeps what the backward
/// pass needs; the other layers run once more then.
///
/// It follows from shapes, stored types and configuration alone, never from free memory: where a window is cut changes
/// the last bits of a training (so that checkpoints record `tokensPerPass`); what is recomputed changes none.
struct MemoryPlan: Equatable {
  /// The most tokens of a pass; a row that is longer goes alone.
  let tokensPerPass: Int
  /// The bytes that kept activations may take.
  let budget: Int
  private let layerCount: Int
  private let keptNumbers: Int  // float32, for each token and layer
  private let enteringNumbers: Int

  /// The bytes for activations, where weights are stored in 16 bits or more.
  static let largestBudget = 3 << 30
  /// The same over packed weights, which people choose where memory is short.
  static let packedBudget = 5 << 28

  /// The plan of a model.
  ///
  /// - Parameters:
  ///   - tokensPerPass: nil lets as many through as keep about 4 GiB, at least 512, at most 16,384.
  ///   - isPacked: whether the weights are stored in less than 12 bits each.
  ///   - budget: the bytes that kept activations may take; nil: by `isPacked`.
  init(_ shapes: ModelConfiguration, tokensPerPass: Int? = nil, isPacked: Bool = false, budget: Int? = nil) {
    let (width, middle) = (shapes.hiddenSize, shapes.intermediateSize)
    let queries = shapes.headCount * shapes.headSize
    let keys = shapes.keyValueHeadCount * shapes.headSize
    layerCount = shapes.layerCount
    enteringNumbers = width
    keptNumbers =
      4 * width + 2 * queries + 2 * keys + 3 * middle + (shapes.variant.normalizesBranches ? 2 * width : 0)
      + (shapes.variant.normalizesHeads ? queries + keys : 0)
    let roughNumbers = layerCount * (12 * width + 4 * middle)
    self.tokensPerPass = tokensPerPass ?? min(16_384, max(512, (4 << 30) / max(1, 4 * roughNumbers)))
    self.budget = budget ?? (isPacked ? Self.packedBudget : Self.largestBudget)
  }

  /// The plan of a model with its weights as they are stored.
  init(_ model: LanguageModel, tokensPerPass: Int?) {
    self.init(model.configuration, tokensPerPass: tokensPerPass, isPacked: model.storesPackedWeights)
  }

  /// The bytes that a pass of so many tokens keeps for its backward pass.
  func activationBytes(tokens: Int) -> Int {
    let recomputed = recomputedLayers(tokens: tokens)
    let kept = (layerCount - recomputed) * keptNumbers + recomputed * enteringNumbers
    return 4 * tokens * (kept + (recomputed > 0 ? keptNumbers : 0))
  }

  /// How many layers, from the first on, are recomputed in a pass of so many tokens: those that do not fit.
  func recomputedLayers(tokens: Int) -> Int {
    let numbers = budget / 4 / max(1, tokens) - layerCount * enteringNumbers
    let kept = max(0, numbers) / max(1, keptNumbers - enteringNumbers)
    return max(0, layerCount - kept)
  }
}
