import Datasets
import Display
import Files
import LanguageModels
import PythonValues
import Tensors
import Tokenization
import Training

/// Fine-tunes a model on the rows of a dataset: trl's `SFTTrainer`.
///
/// With a LoRA configuration a new adapter is trained, drawn from the configuration's seed; without one the adapter that
/// the model carries, or all weights where it carries none.
public final class SFTTrainer {
  /// What a trainer is made of.
  public struct Parts {
    /// The model.
    public var model: LanguageModel
    /// `args`.
    public var arguments: SFTConfiguration
    /// `processing_class`.
    public var tokenizer: Tokenizer
    /// `train_dataset`.
    public var trainingDataset: Dataset
    /// `eval_dataset`.
    public var evaluationDataset: Dataset?
    /// `peft_config`.
    public var adapter: LoRAConfiguration?
    /// `data_collator`; nil learns every token.
    public var collator: (any RowCollator)?
    /// `callbacks`.
    public var callbacks: [any TrainerCallback] = []
    /// Renders messages with the chat template, with or without the generation prompt.
    public var render: (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String
    /// Where progress, log lines and notices go.
    public var sink: any DisplaySink

    /// Takes the parts that every trainer has.
    public init(
      model: LanguageModel, arguments: SFTConfiguration, tokenizer: Tokenizer, trainingDataset: Dataset,
      render: @escaping (_ messages: Value, _ addsGenerationPrompt: Bool) throws -> String, sink: any DisplaySink
    ) {
      self.model = model
      self.arguments = arguments
      self.tokenizer = tokenizer
      self.trainingDataset = trainingDataset
      self.render = render
      self.sink = sink
    }
  }

  /// The parts it was made of.
  public let parts: Parts
  /// The training rows as tokens.
  public let trainingRows: PreparedRows
  /// The evaluation rows as tokens.
  public let evaluationRows: PreparedRows?
  /// The collator in use.
  public let collator: any RowCollator
  /// What runs the steps.
  public let trainer: Trainer

  /// The bytes of memory that are left; nil where it is not known, and nothing is refused.
  var availableMemory: () -> Int? = { SystemResources.availableMemory() }
  /// The bytes that can be written to a folder.
  var freeSpace: (_ folder: String) -> Int? = { SystemResources.freeSpace(at: $0) }

  private let trainingBatches: CollatedRows

  /// Prepares the rows and the adapter.
  ///
  /// - Throws: `FineTuningError`, `LanguageModelError`, `TrainingError`; what the template throws.
  public init(_ parts: Parts) throws {
    self.parts = parts
    let (arguments, sink) = (parts.arguments, parts.sink)
    let preparation = RowPreparation(tokenizer: parts.tokenizer, configuration: arguments, render: parts.render)
    trainingRows = try Self.prepare(parts.trainingDataset, "train", preparation, sink)
    evaluationRows = try parts.evaluationDataset.map { try Self.prepare($0, "eval", preparation, sink) }
    collator = try parts.collator ?? Self.defaultCollator(parts)
    try Self.makeTrainable(parts)
    trainingBatches = CollatedRows(trainingRows, collator: collator, sink: sink)
    for case let probe as ProbeCallback in parts.callbacks {
      probe.tokenizer = parts.tokenizer
      probe.render = parts.render
    }
    trainer = try Trainer(
      model: parts.model, configuration: arguments.training, trainingRows: trainingBatches,
      evaluationRows: evaluationRows.map { [collator] in CollatedRows($0, collator: collator, sink: sink) },
      callbacks: parts.callbacks + (arguments.isQuiet ? [] : [ProgressCallback(sink: sink)]), sink: sink)
    trainer.showsProgress = !arguments.isQuiet
    trainer.saveBesideModel = { [tokenizer = parts.tokenizer] in try tokenizer.save(folder: $0) }
  }

  private static func prepare(
    _ dataset: Dataset, _ split: String, _ preparation: RowPreparation, _ sink: any DisplaySink
  ) throws -> PreparedRows {
    guard dataset.count > 0 else { throw FineTuningError.emptyDataset(name: "\(split)_dataset") }
    let isQuiet = preparation.configuration.isQuiet
    let bar = isQuiet ? nil : sink.startProgress("Tokenizing \(split) dataset", total: dataset.count, unit: "row")
    let rows = try preparation.prepare(dataset, name: "\(split)_dataset") { bar?.update($0) }
    bar?.finish()
    if let notice = rows.origin.notice { sink.notice("\(split)_dataset: \(notice)") }
    return rows
  }

  private static func defaultCollator(_ parts: Parts) throws -> any RowCollator {
    let given = parts.arguments.paddingToken
    let id = try given.map { token in
      guard let id = parts.tokenizer.id(ofToken: .init(token)) else {
        throw FineTuningError.argumentValue(name: "pad_token", problem: "the tokenizer has no token \(token)")
      }
      return id
    }
    return LanguageModelingCollator(
      padding: PaddingRule(
        id: id ?? parts.tokenizer.id(of: .padding) ?? parts.tokenizer.id(of: .end), side: .right,
        multiple: parts.arguments.paddingMultiple))
  }

  private static func makeTrainable(_ parts: Parts) throws {
    if let adapter = parts.adapter {
      if parts.model.adapter != nil {
        try parts.model.unloadAdapter()
        parts.sink.notice(
          "the model carried an adapter already: peft_config puts a new one in its place (leave peft_config out to go "
            + "on with the old one, or merge_and_unload it first)")
      }
      var generator = MersenneTwister(seed: UInt64(bitPattern: Int64(parts.arguments.training.seed)))
      try parts.model.addAdapter(adapter, generator: &generator)
    } else if parts.model.adapter == nil {
      try parts.model.makeAllTrainable()
    }
  }
}

extension SFTTrainer {
  /// How far the training is, and its log.
  public var state: TrainerState { trainer.state }

  /// Trains; before a first step says what is wrong with the rows.
  ///
  /// - Throws: `FineTuningError.nothingToLearn`, `.doesNotFit`, `TrainingError`; what a callback throws.
  public func train(_ point: ResumePoint? = nil) throws -> TrainOutput {
    let report = Preflight(self).report()
    report.show(parts.sink)
    if let cause = report.nothingLearnt { throw FineTuningError.nothingToLearn(cause: cause) }
    _ = try checkedWork()
    let asked = parts.arguments.resumesFrom.map { ResumePoint.folder($0) }
    return try trainer.train(point ?? asked ?? .start)
  }

  /// Evaluates on the evaluation rows, or on those of another dataset.
  public func evaluate(_ dataset: Dataset? = nil) throws -> LogRecord {
    guard let dataset else { return try trainer.evaluate() }
    let preparation = RowPreparation(
      tokenizer: parts.tokenizer, configuration: parts.arguments, render: parts.render)
    let rows = try Self.prepare(dataset, "eval", preparation, parts.sink)
    return try trainer.evaluate(on: CollatedRows(rows, collator: collator, sink: parts.sink))
  }

  /// The batches of the first epoch, in the order in which they are learnt.
  public func trainingLoader() -> BatchLoader {
    let configuration = parts.arguments.training
    var order = RowOrder(seed: configuration.dataSeed ?? configuration.seed, rowCount: trainingRows.count)
    return BatchLoader(
      rows: trainingBatches, order: order.rows(ofEpoch: 0), batchSize: configuration.batchSize,
      dropsLast: configuration.dropsLastBatch)
  }

  /// The batches of the evaluation rows, in their order; nil without an evaluation dataset.
  public func evaluationLoader() -> BatchLoader? {
    guard let evaluationRows else { return nil }
    let rows = CollatedRows(evaluationRows, collator: collator, sink: parts.sink)
    return BatchLoader(
      rows: rows, order: Array(0..<evaluationRows.count), batchSize: parts.arguments.training.evaluationBatchSize,
      dropsLast: false)
  }

  /// What the saved folder is, in the form that model pages read.
  private var modelCard: String {
    let training = parts.arguments.training
    let kind = parts.model.adapter == nil ? "A language model" : "A LoRA adapter"
    let base = parts.model.name.isEmpty ? "" : "base_model: \(parts.model.name)\n"
    let library = parts.model.adapter == nil ? "transformers" : "peft"
    return """
      ---
      \(base)library_name: \(library)
      ---

      \(kind), fine-tuned with Tunebook on \(trainingRows.count) rows: \(state.globalStep) steps of \
      \(training.batchSize) x \(training.accumulationSteps) rows, learning rate \(training.learningRate), seed \
      \(training.seed).

      """
  }

  /// Saves the adapter, or the whole model where there is none, with the tokenizer.
  ///
  /// - Parameters:
  ///   - folder: made where it is missing; nil takes the output folder.
  ///   - progress: called with the numbers of steps done and of all while a whole model is saved.
  /// - Returns: the certificate of a whole model; nil for an adapter.
  /// - Throws: as `ModelCertificate.save`.
  @discardableResult
  public func saveModel(
    _ folder: String? = nil, progress: @escaping (_ done: Int, _ all: Int) throws -> Void = { _, _ in }
  ) throws -> ModelCertificate? {
    let folder = folder ?? parts.arguments.training.outputFolder
    try makeFolder(folder)
    var certificate: ModelCertificate?
    if parts.model.adapter == nil {
      certificate = try ModelCertificate.save(parts.model, folder: folder, progress: progress)
    } else {
      try parts.model.saveAdapter(folder: folder)
    }
    try parts.tokenizer.save(folder: folder)
    try writeFile(joinPath(folder, "README.md"), Array(modelCard.utf8))
    return certificate
  }
}
