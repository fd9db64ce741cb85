import LanguageModels

/// How much of a row goes through a model: up to the last token that predicts a label.
public struct RowSize: Sendable, Equatable {
  /// The tokens.
  public let tokens: Int
  /// The labels that are predicted.
  public let labels: Int

  /// The size of the only row of a batch.
  public init(_ batch: EncodedBatch) {
    let pass = packedPasses([batch], rowKeys: [Array(repeating: 0, count: batch.rowCount)], tokenLimit: .max).first
    tokens = pass?.ids.count ?? 0
    labels = pass?.labels.count ?? 0
  }

  /// Makes a size.
  public init(tokens: Int, labels: Int) {
    self.tokens = tokens
    self.labels = labels
  }
}

/// The size of rows that go through a model at once.
public struct PassSize: Sendable, Equatable {
  /// The tokens of all rows.
  public var tokens = 0
  /// The labels of all rows.
  public var labels = 0
  /// The sum of the rows' squared lengths, which attention costs.
  public var squares = 0

  /// Nothing.
  public init() {}

  mutating func add(_ row: RowSize) {
    tokens += row.tokens
    labels += row.labels
    squares += row.tokens * row.tokens
  }

  /// The products' operations of a training step, relative to each other: forward, and backward to the inputs.
  ///
  /// - Parameter trainsAll: whether the weights have gradients too.
  func operations(_ shapes: ModelConfiguration, trainsAll: Bool) -> Double {
    let queries = Double(shapes.headCount * shapes.headSize)
    let keys = Double(shapes.keyValueHeadCount * shapes.headSize)
    let (width, middle) = (Double(shapes.hiddenSize), Double(shapes.intermediateSize))
    let layer = width * (2 * queries + 2 * keys) + 3 * width * middle
    let linear =
      Double(shapes.layerCount) * layer * Double(tokens) + width * Double(shapes.vocabularySize) * Double(labels)
    let attention = Double(shapes.layerCount) * queries * Double(squares)
    return 2 * linear * (trainsAll ? 3 : 2) + 2 * attention * 3.5
  }
}

/// What a training has to compute, counted from the rows' lengths before its first step.
public struct TrainingWork: Sendable, Equatable {
  /// The optimizer steps.
  public internal(set) var steps = 0
  /// The operations of all steps.
  public internal(set) var operations = 0.0
  /// The rows of the step with the most operations.
  public internal(set) var heaviest: [Int] = []
  /// The rows of the step with the fewest operations.
  public internal(set) var lightest: [Int] = []
  /// The operations of the heaviest step.
  public internal(set) var mostOperations = 0.0
  /// The operations of the lightest step.
  public internal(set) var fewestOperations = Double.infinity
  /// The tokens of the longest row.
  public internal(set) var longestRow = 0
  /// The largest number of tokens that go through the model at once, and the most labels.
  public internal(set) var largestPass = PassSize()
}

extension Trainer {
  /// Counts the work of a whole training, window by window in the order in which they will be learnt; of more than
  /// 20,000 steps the first epoch, or the first 20,000, stand for all.
  ///
  /// - Parameter sizes: a size for each row of the training dataset.
  /// - Throws: `TrainingError` where the configuration has no plan.
  /// - Complexity: O(rows x epochs), at most 20,000 steps beyond an epoch.
  public func work(_ sizes: [RowSize]) throws -> TrainingWork {
    let plan = try configuration.plan(rowCount: trainingRows.rowCount)
    let limit = MemoryPlan(model.configuration, tokensPerPass: configuration.tokensPerPass).tokensPerPass
    var order = RowOrder(seed: configuration.dataSeed ?? configuration.seed, rowCount: trainingRows.rowCount)
    var work = TrainingWork()
    work.steps = plan.totalSteps
    work.longestRow = sizes.map(\.tokens).max() ?? 0
    let counted = min(plan.totalSteps, max(plan.stepsPerEpoch, 20_000))
    for step in 0..<counted {
      let window = plan.window(completed: step)
      let epochRows = order.rows(ofEpoch: window.epoch)
      let rows = window.batches.flatMap { plan.places(ofBatch: $0).map { epochRows[$0] } }
      work.add(rows, sizes, limit: limit, model: model)
    }
    work.operations *= Double(plan.totalSteps) / Double(counted)
    return work
  }

  /// The work of an evaluation, in the same measure.
  public func evaluationOperations(_ sizes: [RowSize]) -> Double {
    var size = PassSize()
    for row in sizes { size.add(row) }
    return size.operations(model.configuration, trainsAll: false) / 2
  }
}

extension TrainingWork {
  fileprivate mutating func add(_ rows: [Int], _ sizes: [RowSize], limit: Int, model: LanguageModel) {
    var (pass, window) = (PassSize(), PassSize())
    for row in rows where sizes[row].labels > 0 {
      if pass.tokens > 0, pass.tokens + sizes[row].tokens > limit { pass = PassSize() }
      pass.add(sizes[row])
      window.add(sizes[row])
      if pass.tokens > largestPass.tokens { largestPass = pass }
    }
    let needed = window.operations(model.configuration, trainsAll: model.adapter == nil)
    operations += needed
    if needed > mostOperations { (mostOperations, heaviest) = (needed, rows) }
    if needed < fewestOperations { (fewestOperations, lightest) = (needed, rows) }
  }
}
