import Display
import Kernels
import LanguageModels
import Tensors
import Training

/// What a training benchmark trains: rows, and the modules that carry a LoRA.
struct TimedTraining {
  /// The model.
  let shape: ModelShape
  /// The tokens of each row; the labels stand at its end.
  let rowLengths: [Int]
  /// The labels of each row.
  let labelsPerRow: Int
  /// `target_modules`.
  let targets: [String]

  /// The modules that the article adapts.
  static let articleTargets = ["embed_tokens", "lm_head", "q_proj", "k_proj", "v_proj", "o_proj"]

  /// 16 rows whose lengths are spread between two bounds.
  static func lengths(_ bounds: ClosedRange<Int>) -> [Int] {
    (0..<16).map { bounds.lowerBound + $0 * 7 % 16 * (bounds.upperBound - bounds.lowerBound) / 15 }
  }

  /// The tokens of all rows.
  var tokenCount: Int { rowLengths.reduce(0, +) }

  /// The tokens that go through the layers: what follows the last prediction of a row does not.
  var computedTokens: Int { tokenCount - rowLengths.count }

  /// Operations of a step that count: forward, and backward to the inputs, through the layers' matrices for each token
  /// and the head for each label.
  func operations(_ model: LanguageModel) -> Double {
    var count = 0.0
    for module in model.specifications {
      switch module.kind {
      case .linear: count += Double(module.weightShape.count) * Double(computedTokens)
      case .head: count += Double(module.weightShape.count) * Double(labelsPerRow * rowLengths.count)
      case .embedding, .norm: break
      }
    }
    return 4 * count
  }

  /// Rows of random ids.
  func rows(vocabulary: Int) -> [StoredRows.Row] {
    var draw = WeightDraw(seed: 3)
    return rowLengths.map { length in
      let ids = draw.ids(length, below: vocabulary)
      let ignored = [Int32](repeating: EncodedBatch.ignoredLabel, count: length - labelsPerRow)
      return StoredRows.Row(ids: ids, labels: ignored + ids.suffix(labelsPerRow))
    }
  }

  /// The model with a new adapter.
  func model(_ run: BenchmarkRun) throws -> LanguageModel {
    let model = try LanguageModel(folder: run.checkpoint(shape), elementType: .bfloat16, name: shape.name)
    return try adapted(model)
  }

  /// A model with a new adapter over it.
  func adapted(_ model: LanguageModel) throws -> LanguageModel {
    var adapter = LoRAConfiguration()
    adapter.rank = 8
    adapter.alpha = 16
    adapter.targetModules = .names(targets)
    var generator = MersenneTwister(seed: 1)
    try model.addAdapter(adapter, generator: &generator)
    return model
  }

  /// The loss of the first rows, which the tape records.
  func loss(_ model: LanguageModel, rows count: Int, _ tape: Tape) throws -> Double {
    let rows = rows(vocabulary: model.configuration.vocabularySize).prefix(count)
    let hidden = try model.forward(tape, TokenBatch(rows: rows.map(\.ids)))
    var positions: [Int] = []
    var end = 0
    for row in rows {
      end += row.ids.count
      positions += end - 1 - labelsPerRow..<end - 1
    }
    let labels = rows.flatMap { $0.labels.suffix(labelsPerRow) }
    return try model.loss(
      tape, hidden: hidden, positions: positions, labels: labels, normalizer: Double(labels.count)
    ).loss
  }

  /// Compares loss and gradients of a few rows in bfloat16 with those in float32.
  func check(_ name: String, _ model: LanguageModel, rows count: Int) throws {
    func learnt(_ precision: ComputePrecision) throws -> (loss: Double, norm: Double) {
      let tape = Tape(precision: precision)
      let loss = try loss(model, rows: count, tape)
      tape.backward()
      let norm = gradientNorm(model.trainableParameters)
      for parameter in model.trainableParameters { parameter.gradient = nil }
      return (loss, norm)
    }
    let (found, expected) = (try learnt(.bfloat16), try learnt(.float32))
    try Benchmarks.check(name, "the loss", found.loss, is: expected.loss, within: 1e-2)
    try Benchmarks.check(name, "the gradients' norm", found.norm, is: expected.norm, within: 3e-2)
  }

  /// Trains, and times the steps in turns with the machine's limit.
  ///
  /// - Parameters:
  ///   - seconds: how long at least.
  ///   - fewest: the fewest steps.
  /// - Returns: the shortest step and the middle one, and the limit's best rate.
  func train(
    _ run: BenchmarkRun, _ model: LanguageModel, seconds: Double, fewest: Int
  ) throws -> (seconds: Double, typical: Double, limit: Double) {
    var configuration = TrainingConfiguration()
    configuration.batchSize = 1
    configuration.accumulationSteps = rowLengths.count
    configuration.learningRate = 1e-4
    configuration.usesBFloat16 = true
    configuration.maximumSteps = 10_000
    configuration.saving = Interval(.no)
    configuration.logging = Interval(.no)
    let clock = StepClock(run, seconds: seconds, fewest: fewest)
    let trainer = try Trainer(
      model: model, configuration: configuration,
      trainingRows: StoredRows(rows(vocabulary: model.configuration.vocabularySize)), callbacks: [clock],
      sink: RecordingSink())
    trainer.showsProgress = false
    _ = try trainer.train()
    return (clock.best, clock.typical, clock.limit)
  }
}

/// Times steps, with a slice of the machine's limit before each.
private final class StepClock: TrainerCallback {
  private let run: BenchmarkRun
  private let end: Double
  private let fewest: Int
  private var start = 0.0
  private var steps: [Double] = []
  private(set) var limit = 0.0

  /// The shortest step.
  var best: Double { steps.min() ?? .infinity }

  /// The middle one of all steps.
  var typical: Double { steps.isEmpty ? .infinity : steps.sorted()[steps.count / 2] }

  init(_ run: BenchmarkRun, seconds: Double, fewest: Int) {
    self.run = run
    self.fewest = fewest
    end = monotonicSeconds() + seconds
  }

  func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) {
    switch event {
    case .stepBegin:
      if !steps.isEmpty { limit = max(limit, run.slice(.bfloat16, seconds: best)) }
      start = monotonicSeconds()
    case .stepEnd:
      let now = monotonicSeconds()
      steps.append(now - start)
      if steps.count >= fewest, now > end { control.shouldTrainingStop = true }
    default: break
    }
  }
}
