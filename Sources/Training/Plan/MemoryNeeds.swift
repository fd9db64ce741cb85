import Kernels
import LanguageModels

/// The memory that a training takes, by what takes it, from shapes alone.
public struct MemoryNeeds: Sendable, Equatable {
  /// The weights as they are stored, mapped from their files.
  public let weights: Int
  /// What is trained: value, gradient and AdamW's two means of each number, in float32.
  public let trained: Int
  /// What the largest pass keeps for its backward pass, and its working memory.
  public let activations: Int
  /// The logits of one chunk.
  public let logits: Int

  /// What a machine must have: all but the weights, whose pages the system can drop and read again.
  public var required: Int { trained + activations + logits }

  /// All together.
  public var total: Int { weights + required }
}

extension Trainer {
  /// The memory of a training whose largest pass is known.
  public func memoryNeeds(_ pass: PassSize) -> MemoryNeeds {
    let shapes = model.configuration
    let plan = MemoryPlan(model, tokensPerPass: configuration.tokensPerPass)
    let chunk = min(pass.labels, Tape.positionsAtOnce(vocabulary: shapes.vocabularySize))
    let working =
      4 * pass.tokens * (4 * shapes.hiddenSize + 4 * shapes.intermediateSize) + 8 * pass.labels * shapes.hiddenSize
    return MemoryNeeds(
      weights: model.adapter == nil ? 0 : model.parameters.reduce(0) { $0 + $1.value.sizeInBytes },
      trained: 16 * trainedCount,
      activations: plan.activationBytes(tokens: pass.tokens) + working, logits: 4 * chunk * shapes.vocabularySize)
  }

  /// The longest row that goes through the model in so many bytes of memory; nil where none does.
  public func longestRow(within bytes: Int) -> Int? {
    var (fits, above) = (0, 1 << 20)
    while fits + 1 < above {
      let middle = (fits + above) / 2
      var pass = PassSize()
      pass.add(RowSize(tokens: middle, labels: middle))
      if memoryNeeds(pass).required <= bytes { fits = middle } else { above = middle }
    }
    return fits > 0 ? fits : nil
  }

  /// The numbers that training changes.
  public var trainedCount: Int { model.trainableParameters.reduce(0) { $0 + $1.shape.count } }

  /// The bytes of one checkpoint's tensors: the adapter or the model, and the optimizer's state.
  public var checkpointSize: Int { savedSize + 12 * trainedCount }

  /// The bytes of the adapter's file, or of the model's where there is none.
  public var savedSize: Int {
    guard let adapter = model.adapter else {
      return model.parameters.reduce(0) { $0 + $1.shape.count } * model.elementType.sizeInBytes
    }
    return adapter.parameters.reduce(8) { $0 + 4 * $1.shape.count + $1.name.utf8.count + 70 }
  }

  /// How many evaluations and checkpoints a training of so many steps makes.
  public func interruptions(steps: Int) throws -> (evaluations: Int, checkpoints: Int) {
    let plan = try configuration.plan(rowCount: trainingRows.rowCount)
    func count(_ interval: Interval) -> Int {
      switch interval.strategy {
      case .no: 0
      case .epoch: plan.epochCount
      case .steps: steps / max(1, interval.wholeSteps(of: steps))
      }
    }
    let last =
      configuration.saving.strategy == .steps && steps % max(1, configuration.saving.wholeSteps(of: steps)) != 0
    let evaluations = count(configuration.evaluation) + (configuration.evaluatesOnStart ? 1 : 0)
    return (evaluations, configuration.savesBest ? evaluations : count(configuration.saving) + (last ? 1 : 0))
  }
}
