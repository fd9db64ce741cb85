import JSON
import TestSupport
import Testing
import Training

@testable import FineTuning

@Test(arguments: ["untied-nonzero", "untied-peftinit-article-lr", "mixed-fp16base-bf16autocast"])
func `every argument of a recorded run is bound`(run: String) throws {
  let arguments = try #require(try fixtureJSON("train/\(run)/run.json")["trainer_args"]?.object)
  let configuration = try SFTConfiguration(arguments.members.map { ($0.key.string, $0.value) })
  #expect(configuration.training.batchSize == 2)
  #expect(configuration.training.accumulationSteps == 8)
  #expect(configuration.training.schedule.kind == .cosine)
  #expect(configuration.training.evaluation.strategy == .epoch)
  #expect(configuration.training.saving.strategy == .no)
  #expect(configuration.training.logging == Interval(.steps, steps: 1))
  #expect(configuration.training.usesBFloat16 == arguments["bf16"]?.bool)
  #expect(configuration.isQuiet)
  #expect(configuration.values["learning_rate"] == arguments["learning_rate"])
}

@Test func `the article's arguments are bound, and what has no effect is said`() throws {
  let configuration = try SFTConfiguration([
    ("per_device_train_batch_size", 2), ("gradient_accumulation_steps", 8), ("gradient_checkpointing", true),
    ("lr_scheduler_type", "cosine"), ("bf16", true), ("logging_steps", 10), ("output_dir", "./"),
    ("save_strategy", "epoch"), ("num_train_epochs", 5), ("eval_steps", 10), ("eval_strategy", "epoch"),
    ("learning_rate", 5e-5), ("save_steps", 15), ("push_to_hub", false), ("dataset_text_field", "text"),
    ("report_to", "none"),
  ])
  #expect(configuration.training.evaluation == Interval(.epoch, steps: 10))
  #expect(configuration.training.saving == Interval(.epoch, steps: 15))
  #expect(configuration.training.learningRate == 5e-5)
  #expect(configuration.maximumLength == 1024)
  #expect(
    configuration.notices == [
      "gradient_checkpointing has no effect here: what is recomputed follows from the shapes, and changes no number"
    ])
}

@Test func `defaults are trl's`() throws {
  let configuration = try SFTConfiguration([])
  #expect(configuration.training.learningRate == 2e-5)
  #expect(configuration.training.epochs == 3)
  #expect(configuration.training.maximumGradientNorm == 1)
  #expect(configuration.training.logging == Interval(.steps, steps: 500))
  #expect(configuration.values["max_steps"] == -1)
  #expect(SFTArgument.all.count == Set(SFTArgument.all.map(\.name)).count)
}

@Test func `evaluations come with the logs where only their strategy is given`() throws {
  let configuration = try SFTConfiguration([("eval_strategy", "steps"), ("logging_steps", 7)])
  #expect(configuration.training.evaluation == Interval(.steps, steps: 7))
  #expect(configuration.values["eval_steps"] == 7)
}

private func message(_ name: String, _ value: JSON) -> String {
  do {
    _ = try SFTConfiguration([(name, value)])
    return "no error"
  } catch {
    return "\(error)"
  }
}

@Test func `a wrong argument is named with what to do`() {
  #expect(message("learningrate", 1) == "SFTConfig has no argument learningrate: did you mean learning_rate?")
  #expect(message("learning_rate", "1e-3") == "learning_rate must be a number, not '1e-3'")
  #expect(message("bf16", 1) == "bf16 must be True or False, not 1")
  #expect(message("packing", true).hasPrefix("packing=True is not supported: each row is a row"))
  #expect(
    message("optim", "adafactor") == "optim='adafactor' is not supported: the optimizer is AdamW, \"adamw_torch\"")
  #expect(
    message("eval_strategy", "sometimes") == "eval_strategy: \"sometimes\" is none of \"no\", \"steps\", \"epoch\"")
  #expect(message("warmup_ratio", 1.5) == "warmup_ratio: must lie between 0 and 1")
  #expect(message("max_grad_norm", -1) == "max_grad_norm: must be 0 (no clipping) or more")
  #expect(message("logging_steps", 2.5).hasPrefix("logging_steps: must be a positive whole number"))
  #expect(
    message("load_best_model_at_end", true)
      == "load_best_model_at_end: needs evaluations to choose the best: set eval_strategy")
  #expect(message("max_length", 0) == "max_length: must be a positive number of tokens, or None")
  #expect(message("lr_scheduler_kwargs", .object(["decay": 1])).hasPrefix("lr_scheduler_kwargs[\"decay\"]=1 is not"))
}

@Test func `arguments of schedules are taken`() throws {
  let configuration = try SFTConfiguration([
    ("learning_rate", 1e-3), ("lr_scheduler_type", "cosine_with_min_lr"),
    ("lr_scheduler_kwargs", .object(["min_lr": 1e-4, "num_cycles": 0.5])), ("max_grad_norm", .null),
    ("save_strategy", "best"), ("eval_strategy", "epoch"),
  ])
  #expect(configuration.training.schedule.minimumRate == 1e-4)
  #expect(configuration.training.maximumGradientNorm == 0)
  #expect(configuration.training.savesBest)
}
