import JSON

/// What happens in a training, in transformers' order and under its names.
public enum TrainerEvent: Sendable, Equatable {
  /// Before the first step.
  case trainBegin
  /// After the last step.
  case trainEnd
  /// Before the first step of an epoch.
  case epochBegin
  /// After the last step of an epoch.
  case epochEnd
  /// Before a step.
  case stepBegin
  /// After a step.
  case stepEnd
  /// After a record was logged.
  case log(LogRecord)
  /// After an evaluation, with its numbers.
  case evaluate(LogRecord)
  /// After a checkpoint was saved.
  case save

  /// The name of the callback's method: `on_train_begin`.
  public var methodName: String {
    switch self {
    case .trainBegin: "on_train_begin"
    case .trainEnd: "on_train_end"
    case .epochBegin: "on_epoch_begin"
    case .epochEnd: "on_epoch_end"
    case .stepBegin: "on_step_begin"
    case .stepEnd: "on_step_end"
    case .log: "on_log"
    case .evaluate: "on_evaluate"
    case .save: "on_save"
    }
  }
}

/// Someone who looks on while a model is trained, and may ask the loop for something.
public protocol TrainerCallback: AnyObject {
  /// Who it is, for `stateful_callbacks` and error messages.
  var name: String { get }

  /// Is told of an event; changes in `control` are what it asks for.
  ///
  /// What it throws ends the training after a checkpoint was saved.
  func handle(_ event: TrainerEvent, trainer: Trainer, control: inout TrainerControl) throws

  /// What a resumed training must know of it; nil where nothing.
  var savedState: JSON? { get }

  /// Takes up what it recorded in the checkpoint from which the training is resumed.
  func restore(_ state: JSON) throws
}

extension TrainerCallback {
  /// The type's name.
  public var name: String { "\(Self.self)" }

  /// Nothing.
  public var savedState: JSON? { nil }

  /// Does nothing.
  public func restore(_ state: JSON) throws {}
}
