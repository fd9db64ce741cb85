import Cluster
import Display
import Files
import Kernels
import LanguageModels

/// Trains the trainable parameters of a model on batches of ids.
///
/// One training at a time, on the task that calls it; the same model, rows and configuration give the same bits.
public final class Trainer {
  /// The model.
  public let model: LanguageModel
  /// How the training goes.
  public let configuration: TrainingConfiguration
  /// The rows to learn.
  public let trainingRows: any BatchSource
  /// The rows to evaluate on.
  public let evaluationRows: (any BatchSource)?
  /// Where progress and log lines go.
  public let sink: any DisplaySink

  /// Who looks on, in the order in which they are told.
  public var callbacks: [any TrainerCallback]
  /// Whether someone asked to stop: the step is finished, a checkpoint saved, and `train` returns.
  public var isStopRequested: () -> Bool = { false }
  /// Writes what belongs beside the weights into a checkpoint's folder: the tokenizer's files.
  public var saveBesideModel: (_ folder: String) throws -> Void = { _ in }
  /// Whether evaluations show a bar.
  public var showsProgress = true

  /// How far the training is, and its log.
  public internal(set) var state = TrainerState()
  /// What callbacks ask for.
  public internal(set) var control = TrainerControl()

  var metrics = RunningMetrics()
  var run: TrainingRun?
  /// The ranks that share the work.
  var cluster = Cluster.current
  var computation: WindowComputation

  /// Makes a trainer; nothing is computed yet.
  ///
  /// - Throws: `TrainingError.setting` where a setting is out of its range.
  public init(
    model: LanguageModel, configuration: TrainingConfiguration, trainingRows: any BatchSource,
    evaluationRows: (any BatchSource)? = nil, callbacks: [any TrainerCallback] = [], sink: any DisplaySink
  ) throws {
    try configuration.validate()
    self.model = model
    self.configuration = configuration
    self.trainingRows = trainingRows
    self.evaluationRows = evaluationRows
    self.callbacks = callbacks
    self.sink = sink
    computation = WindowComputation(model: model, configuration: configuration)
  }

  /// The tokens learnt so far, padding not counted.
  public var tokenCount: Int { metrics.tokenCount }

  /// The mean loss of the steps since the last log; nil where there was none.
  public var recentLoss: Double? {
    let steps = state.globalStep - metrics.lastLoggedStep
    return steps > 0 ? metrics.lossSinceLog / Double(steps) : nil
  }

  /// The learning rate of the next step.
  public var learningRate: Double {
    configuration.rate(completed: state.globalStep, total: max(1, state.maximumSteps))
  }
}

/// Where a training goes on.
public enum ResumePoint: Sendable, Equatable {
  /// At its beginning.
  case start
  /// At the newest checkpoint of the output folder.
  case newest
  /// At the checkpoint in a folder.
  case folder(String)
}

/// What a training needs while it runs.
struct TrainingRun {
  let plan: TrainingPlan
  let optimizer: Optimizer
  var order: RowOrder
  /// Into how many slices a step's rows are cut, whose gradients are added in a fixed order.
  var slices = 1
  /// The windows behind us, those that were skipped included.
  var position = 0
  /// Whether an epoch was begun and not yet ended.
  var epochIsOpen = false
  /// Whether the epoch ends with the last step.
  var epochEnds = false
  /// The gradients' norm and the learning rate of the last step.
  var lastStep: (norm: Double?, rate: Double) = (nil, 0)
  /// Whether parameters, optimizer and sums belong to the same step.
  var isWhole = true
  /// Whether a checkpoint was saved since the last step.
  var isSaved = false

  /// The sole right to write into the output folder, where there is one.
  var lock: FolderLock?

  /// Whether no window is left.
  func isDone(step: Int) -> Bool {
    step >= plan.totalSteps || position >= plan.epochCount * plan.stepsPerEpoch
  }
}
