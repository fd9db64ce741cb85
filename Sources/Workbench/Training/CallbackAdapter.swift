import FineTuning
import JSON
import PythonValues
import Training

/// A callback that a cell wrote: its methods are called under transformers' names with transformers' arguments.
final class CallbackAdapter: TrainerCallback {
  let object: PyObject
  private let arguments: SFTConfigObject
  private let tokenizer: TokenizerObject
  private let model: ModelObject

  /// Who runs the cell that trains; set while a training runs.
  var context: CallContext?

  init(_ object: PyObject, arguments: SFTConfigObject, tokenizer: TokenizerObject, model: ModelObject) {
    self.object = object
    self.arguments = arguments
    self.tokenizer = tokenizer
    self.model = model
  }

  var name: String { object.typeName }

  func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) throws {
    guard let context, let method = try object.attribute(event.methodName) else { return }
    let controls = ControlObject(control)
    var keywords: [(name: String, value: Value)] = []
    switch event {
    case .log(let record): keywords.append(("logs", Value(.object(record.members))))
    case .evaluate(let record): keywords.append(("metrics", Value(.object(record.members))))
    default: break
    }
    keywords += [("model", .object(model)), ("processing_class", .object(tokenizer))]
    let positional: [Value] = [.object(arguments), .object(StateObject(trainer)), .object(controls)]
    _ = try context.call(method, CallArguments(positional, keywords: keywords))
    control = controls.control
  }
}

/// `state` in a cell: how far a training is.
final class StateObject: PyObject {
  private let trainer: Trainer

  init(_ trainer: Trainer) { self.trainer = trainer }

  override var typeName: String { "TrainerState" }

  override func repr() throws -> String {
    let fields = try Self.members.names.map { "\($0)=\(try (attribute($0) ?? .none).repr())" }
    return "TrainerState(\(fields.joined(separator: ", ")))"
  }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override var attributeNames: [String] { Self.members.names }

  static let members = Members<StateObject>([
    .property("global_step", "The optimizer steps done.") { .int($0.trainer.state.globalStep) },
    .property("epoch", "The epochs done.") { $0.trainer.state.epoch.map { .float($0) } ?? .none },
    .property("max_steps", "The steps of the whole training.") { .int($0.trainer.state.maximumSteps) },
    .property("num_train_epochs", "The epochs of the whole training.") { .int($0.trainer.state.epochCount) },
    .property("log_history", "Every record of the log, with its step.") { object in
      .array(object.trainer.state.logHistory.map { Value(.object($0.members)) })
    },
    .property("best_metric", "The best value of the metric that is watched.") {
      $0.trainer.state.bestMetric.map { .float($0) } ?? .none
    },
    .property("best_model_checkpoint", "The folder of the best checkpoint.") {
      $0.trainer.state.bestCheckpoint.map { .string($0) } ?? .none
    },
    .property("is_world_process_zero", "Whether this process writes files: always.") { _ in true },
  ])
}

/// `control` in a cell: what a callback asks the training for.
final class ControlObject: PyObject {
  var control: TrainerControl

  init(_ control: TrainerControl) { self.control = control }

  override var typeName: String { "TrainerControl" }

  override func attribute(_ name: String) throws -> Value? { try Self.members.attribute(name, of: self) }

  override func setAttribute(_ name: String, _ value: Value) throws {
    try Self.members.setAttribute(name, value, of: self)
  }

  override var attributeNames: [String] { Self.members.names }

  static let members = Members<ControlObject>([
    flag("should_training_stop", "Whether the training ends after this step.", \.shouldTrainingStop),
    flag("should_epoch_stop", "Whether the epoch ends after this step.", \.shouldEpochStop),
    flag("should_save", "Whether a checkpoint is saved after this step.", \.shouldSave),
    flag("should_evaluate", "Whether an evaluation follows this step.", \.shouldEvaluate),
    flag("should_log", "Whether a record is logged after this step.", \.shouldLog),
  ])

  private static func flag(
    _ name: String, _ summary: String, _ path: WritableKeyPath<TrainerControl, Bool> & Sendable
  ) -> Member<ControlObject> {
    .settable(
      name, summary, get: { .bool($0.control[keyPath: path]) }, set: { $0.control[keyPath: path] = try $1.isTruthy() })
  }
}
