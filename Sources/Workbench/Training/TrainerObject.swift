import Datasets
import Display
import FineTuning
import LanguageModels
import PythonValues
import Tokenization
import Training

/// `SFTTrainer` in a cell.
final class TrainerObject: PyObject {
  let trainer: SFTTrainer
  let arguments: SFTConfigObject
  let model: ModelObject
  let tokenizer: TokenizerObject
  private let adapters: [CallbackAdapter]

  init(
    _ trainer: SFTTrainer, arguments: SFTConfigObject, model: ModelObject, tokenizer: TokenizerObject,
    adapters: [CallbackAdapter]
  ) {
    self.trainer = trainer
    self.arguments = arguments
    self.model = model
    self.tokenizer = tokenizer
    self.adapters = adapters
  }

  override var typeName: String { "SFTTrainer" }

  override func repr() -> String {
    "SFTTrainer(\(trainer.trainingRows.count) rows, \(trainer.trainingRows.tokenCount) tokens, "
      + "\(model.model.parameterCounts.description))"
  }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }

  /// Runs a body with the cell's context lent to the callbacks, and Ctrl-C to the training.
  private func running<Result>(_ context: CallContext, _ body: () throws -> Result) throws -> Result {
    for adapter in adapters { adapter.context = context }
    trainer.trainer.isStopRequested = { isStopRequested(context) }
    defer {
      for adapter in adapters { adapter.context = nil }
      trainer.trainer.isStopRequested = { false }
    }
    return try body()
  }

  static let members = Members<TrainerObject>([
    .method("train", "resume_from_checkpoint=None", "Trains; with True goes on at the newest checkpoint.") {
      object, arguments, context in
      let point = try resumePoint(arguments["resume_from_checkpoint"])
      let output = try object.running(context) { try object.trainer.train(point) }
      if output.wasInterrupted {
        let place = output.checkpoint.map { " saved as \($0)" } ?? " not saved"
        throw PyError(
          .keyboardInterrupt, "training stopped at step \(output.globalStep), a checkpoint was\(place)",
          remedy: "trainer.train(resume_from_checkpoint=True) goes on from there")
      }
      return .object(TrainOutputObject(output))
    },
    .method("estimate", "", "What train() will take, from the shapes and a few measured steps.") { object, _, context in
      .object(EstimateObject(try object.running(context) { try object.trainer.estimate() }))
    },
    .method("evaluate", "eval_dataset=None, metric_key_prefix='eval'", "The loss on the evaluation rows.") {
      object, arguments, context in
      let dataset = arguments["eval_dataset"].isNone ? nil : try arguments["eval_dataset"].dataset("eval_dataset")
      return Value(.object(try object.running(context) { try object.trainer.evaluate(dataset) }.members))
    },
    .method(
      "save_model", "output_dir=None, _internal_call=False",
      "Saves the adapter, or the whole model, with the tokenizer."
    ) {
      object, arguments, context in
      let folder = try arguments.optionalString("output_dir")
      let certificate = try savingWithBar("Save", context) { try object.trainer.saveModel(folder, progress: $0) }
      if let certificate { context.notice(certificate.description) }
      return .none
    },
    .method("get_train_dataloader", "", "The batches of the first epoch, in the order in which they are learnt.") {
      object, _, _ in
      .object(LoaderObject(object.trainer.trainingLoader(), object.tokenizer.tokenizer))
    },
    .method("get_eval_dataloader", "eval_dataset=None", "The batches of the evaluation rows.") { object, _, _ in
      guard let loader = object.trainer.evaluationLoader() else {
        throw PyError(.valueError, "the trainer has no eval_dataset")
      }
      return .object(LoaderObject(loader, object.tokenizer.tokenizer))
    },
    .property("state", "How far the training is, and its log.") { .object(StateObject($0.trainer.trainer)) },
    .property("model", "The model that is trained.") { .object($0.model) },
    .property("args", "The SFTConfig.") { .object($0.arguments) },
    .property("processing_class", "The tokenizer.") { .object($0.tokenizer) },
    .property("train_dataset", "The training rows as they were given.") {
      .object(DatasetObject($0.trainer.parts.trainingDataset))
    },
    .property("eval_dataset", "The evaluation rows as they were given.") { object in
      object.trainer.parts.evaluationDataset.map { .object(DatasetObject($0)) } ?? .none
    },
  ])

  private static func resumePoint(_ value: Value) throws -> ResumePoint? {
    if value.isNone { return nil }
    if let folder = value.string { return .folder(folder) }
    guard case .bool(let resumes) = value else {
      throw PyError(.typeError, "resume_from_checkpoint is True, False or a folder, not \(value.typeName)")
    }
    return resumes ? .newest : .start
  }
}

/// `TrainOutput(global_step=..., ...)`.
final class TrainOutputObject: PyObject {
  private let output: TrainOutput

  init(_ output: TrainOutput) { self.output = output }

  override var typeName: String { "TrainOutput" }

  override func repr() -> String { output.description }

  override func attribute(_ name: String) throws -> Value? {
    switch name {
    case "global_step": .int(output.globalStep)
    case "training_loss": .float(output.trainingLoss)
    case "metrics": Value(.object(output.metrics.members))
    default: nil
    }
  }

  override var attributeNames: [String] { ["global_step", "training_loss", "metrics"] }
}

/// A dataloader in a cell: its batches as tensors.
final class LoaderObject: PyObject {
  private let loader: BatchLoader
  private let tokenizer: Tokenizer

  init(_ loader: BatchLoader, _ tokenizer: Tokenizer) {
    self.loader = loader
    self.tokenizer = tokenizer
  }

  override var typeName: String { "DataLoader" }

  override func length() -> Int? { loader.count }

  override func makeIterator() -> PyIterator? {
    let (loader, tokenizer) = (loader, tokenizer)
    var index = 0
    return ClosureIterator(typeName: "_SingleProcessDataLoaderIter") {
      guard index < loader.count else { return nil }
      index += 1
      return .object(
        BatchEncodingObject(try translatingErrors { try loader.batch(at: index - 1) }, tokenizer: tokenizer))
    }
  }
}
