import CellLanguage
import Datasets
import Display
import FineTuning
import LanguageModels
import PythonValues
import Tokenization
import Training

private let trainerSignature =
  "model=None, args=None, data_collator=None, train_dataset=None, eval_dataset=None, processing_class=None, compute_loss_func=None, compute_metrics=None, callbacks=None, optimizers=None, optimizer_cls_and_kwargs=None, preprocess_logits_for_metrics=None, peft_config=None, formatting_func=None, tokenizer=None"

/// The trainer and what looks on while it trains.
func trainerNames(_ sink: any DisplaySink, _ seeds: SeedSource, _ folders: NamedFolders) -> [(String, Value)] {
  let trainer = libraryClass("SFTTrainer", signature: trainerSignature) { arguments, context in
    .object(
      try makeTrainer(
        arguments, sink, try trainedModel(arguments["model"], seeds, folders, context),
        try tokenizer(arguments, folders, context)))
  }
  return [
    ("SFTTrainer", trainer), ("TrainerCallback", trainerCallbackClass), ("LossPlotCallback", lossPlotClass(sink)),
    ("EarlyStoppingCallback", earlyStoppingClass), ("ProbeCallback", probeClass(sink)),
  ]
}

/// The class `ProbeCallback`: asks questions at every evaluation.
private func probeClass(_ sink: any DisplaySink) -> Value {
  libraryClass("ProbeCallback", signature: "questions, max_new_tokens=48") { arguments, _ in
    let questions = try arguments["questions"].string.map { [$0] } ?? arguments.strings("questions")
    let most = try arguments.integer("max_new_tokens")
    guard most > 0 else { throw PyError(.valueError, "max_new_tokens must be at least 1, not \(most)") }
    return .object(
      BuiltInCallbackObject("ProbeCallback") {
        ProbeCallback(questions: questions, maximumNewTokens: most, sink: sink)
      })
  }
}

/// `TrainerCallback`, which a cell derives from; its own methods do nothing.
private var trainerCallbackClass: Value {
  let events = [
    "on_init_end", "on_train_begin", "on_train_end", "on_epoch_begin", "on_epoch_end", "on_step_begin",
    "on_substep_end", "on_step_end", "on_evaluate", "on_predict", "on_save", "on_log", "on_prediction_step",
  ]
  let methods = events.map { name in
    NativeFunction(name, "self, args, state, control, **others") { _, _ in .none }
  }
  return .object(HostClass("TrainerCallback", methods: methods))
}

private var earlyStoppingClass: Value {
  libraryClass(
    "EarlyStoppingCallback", signature: "early_stopping_patience=1, early_stopping_threshold=0.0"
  ) { arguments, _ in
    let patience = try arguments.integer("early_stopping_patience")
    let threshold = try arguments.number("early_stopping_threshold")
    return .object(
      BuiltInCallbackObject("EarlyStoppingCallback") {
        EarlyStoppingCallback(patience: patience, threshold: threshold)
      })
  }
}

/// A callback of Tunebook's own, made anew for each trainer.
final class BuiltInCallbackObject: PyObject {
  private let name: String
  let make: () throws -> any TrainerCallback

  init(_ name: String, make: @escaping () throws -> any TrainerCallback) {
    self.name = name
    self.make = make
  }

  override var typeName: String { name }
}

private func makeTrainer(
  _ arguments: BoundArguments, _ sink: any DisplaySink, _ model: ModelObject, _ tokenizer: Tokenizer
) throws -> TrainerObject {
  for name in [
    "compute_loss_func", "compute_metrics", "optimizers", "optimizer_cls_and_kwargs", "preprocess_logits_for_metrics",
    "formatting_func",
  ]
  where !arguments[name].isNone {
    throw PyError(.notImplementedError, "SFTTrainer's \(name) is not there: leave it out")
  }
  let configuration = try configuration(arguments["args"])
  guard !arguments["train_dataset"].isNone else {
    throw PyError(.valueError, "SFTTrainer needs a train_dataset")
  }
  var parts = SFTTrainer.Parts(
    model: model.model, arguments: configuration.configuration, tokenizer: tokenizer,
    trainingDataset: try arguments["train_dataset"].dataset("train_dataset"),
    render: chatRenderer(tokenizer), sink: sink)
  if !arguments["eval_dataset"].isNone {
    parts.evaluationDataset = try arguments["eval_dataset"].dataset("eval_dataset")
  }
  if !arguments["peft_config"].isNone {
    guard let adapter = (arguments["peft_config"].object as? LoraConfigObject)?.configuration else {
      throw arguments.wrongType("peft_config", expected: "LoraConfig")
    }
    parts.adapter = adapter
  }
  if !arguments["data_collator"].isNone {
    guard let collator = arguments["data_collator"].object as? CollatorObject else {
      throw arguments.wrongType(
        "data_collator", expected: "DataCollatorForCompletionOnlyLM or DataCollatorForLanguageModeling")
    }
    parts.collator = try collator.collator()
  }
  let isAdapted = parts.adapter != nil || model.model.adapter != nil
  let trained = ModelObject(model.model, model.seeds, isAdapted: isAdapted)
  var adapters: [CallbackAdapter] = []
  for callback in try arguments["callbacks"].isNone ? [] : arguments["callbacks"].iterated() {
    guard let object = callback.object, !(object is PyType) else {
      throw PyError(.typeError, "callbacks are objects: write LossPlotCallback(), with the parentheses")
    }
    if let own = object as? BuiltInCallbackObject {
      parts.callbacks.append(try own.make())
    } else {
      let adapter = CallbackAdapter(
        object, arguments: configuration, tokenizer: TokenizerObject(tokenizer), model: trained)
      adapters.append(adapter)
      parts.callbacks.append(adapter)
    }
  }
  return TrainerObject(
    try SFTTrainer(parts), arguments: configuration, model: trained, tokenizer: TokenizerObject(tokenizer),
    adapters: adapters)
}

/// The tokenizer that the trainer was given; else the one of the model's name.
private func tokenizer(_ arguments: BoundArguments, _ folders: NamedFolders, _ context: CallContext) throws -> Tokenizer
{
  let given = arguments["processing_class"].isNone ? arguments["tokenizer"] : arguments["processing_class"]
  guard given.isNone else { return try given.tokenizer("processing_class") }
  let name = try arguments["model"].string ?? arguments["model"].modelObject("model").model.name
  guard !name.isEmpty else { throw PyError(.valueError, "SFTTrainer needs a processing_class: the tokenizer") }
  return try Tokenizer.load(folder: try folders.model(name, .tokenizer, nil, context))
}

private func trainedModel(
  _ value: Value, _ seeds: SeedSource, _ folders: NamedFolders, _ context: CallContext
) throws -> ModelObject {
  guard let name = value.string else { return try value.modelObject("model") }
  let folder = try folders.model(name, .model, nil, context)
  return ModelObject(try LanguageModel(folder: folder, elementType: .float32, name: name), seeds)
}

private func configuration(_ value: Value) throws -> SFTConfigObject {
  if value.isNone { return SFTConfigObject(SFTConfiguration()) }
  guard let object = value.object as? SFTConfigObject else {
    throw PyError(.typeError, "args must be an SFTConfig, not \(value.typeName)")
  }
  return object
}
