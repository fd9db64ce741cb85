import JSON
import Training

/// What `SFTConfig` holds: how the training goes and how rows become tokens.
///
/// Source: trl 0.17's `SFTConfig` over transformers' `TrainingArguments`, whose defaults these are.
public struct SFTConfiguration: Sendable {
  /// How the training goes.
  public var training = TrainingConfiguration()
  /// `dataset_text_field`: the column of texts.
  public var textColumn = "text"
  /// `max_length`: the most tokens of a row; what follows is cut off. nil cuts nothing.
  public var maximumLength: Int? = 1024
  /// `pad_to_multiple_of`: what the width of a batch is a multiple of.
  public var paddingMultiple = 1
  /// `pad_token`: the padding token of the collator that is taken where none is given.
  public var paddingToken: String?
  /// `eos_token`: what closes a text instead of the tokenizer's own token.
  public var endToken: String?
  /// `completion_only_loss`: whether only completions are learnt; nil: where rows have one.
  public var learnsCompletionsOnly: Bool?
  /// `resume_from_checkpoint`: where `train()` goes on if it is not told.
  public var resumesFrom: String?
  /// `disable_tqdm`: whether no progress and no log lines are shown.
  public var isQuiet = false
  /// The steps between two evaluations, where they were given.
  var evaluationSteps: Double?

  /// The value of every argument by its name, in the order in which trl has them.
  public private(set) var values: JSONObject

  /// What was given but has no effect here, in words; for the one who takes the arguments to say.
  public private(set) var notices: [String] = []

  /// Trl's defaults.
  public init() {
    training.learningRate = 2e-5
    values = JSONObject(SFTArgument.all.map { ($0.name, $0.defaultValue) })
  }

  /// Takes arguments by their names in trl.
  ///
  /// - Throws: `FineTuningError` where one is unknown, of another type, out of its range, or would change numbers
  ///   and is not implemented; `TrainingError.setting` where two contradict each other.
  public init(_ arguments: [(name: String, value: JSON)]) throws {
    self.init()
    for (name, value) in arguments { try take(name, value) }
    if let evaluationSteps {
      training.evaluation.steps = evaluationSteps
    } else if training.evaluation.strategy == .steps {
      training.evaluation.steps = training.logging.steps
      values["eval_steps"] = values["logging_steps"]
    }
    try training.validate()
  }

  private mutating func take(_ name: String, _ value: JSON) throws {
    guard let argument = SFTArgument.named[name] else {
      let known = SFTArgument.all.map(\.name)
      throw FineTuningError.unknownArgument(name: name, nearest: nearest(to: name, in: known))
    }
    values[argument.name] = value
    switch argument.effect {
    case .sets(let set): try set(&self, SFTArgument.Given(name: name, value: value))
    case .none(let why):
      guard value != argument.defaultValue, !value.isNull, value != false, value != "none" else { return }
      notices.append("\(name) has no effect here\(why.isEmpty ? "" : ": \(why)")")
    case .refusedUnless(let allowed, let instead):
      guard !allowed.contains(value) else { return }
      throw FineTuningError.refusedArgument(name: name, value: pythonText(value), instead: instead)
    }
  }
}
