import Training

extension SFTArgument {
  /// Batches, epochs, seeds, precision.
  static let stepArguments: [SFTArgument] = [
    .sets("output_dir", "trainer_output") { $0.training.outputFolder = try $1.optionalText() ?? "trainer_output" },
    .sets("per_device_train_batch_size", 8) { $0.training.batchSize = try $1.integer() },
    .sets("per_device_eval_batch_size", 8) { $0.training.evaluationBatchSize = try $1.integer() },
    .sets("gradient_accumulation_steps", 1) { $0.training.accumulationSteps = try $1.integer() },
    .sets("num_train_epochs", 3.0) { $0.training.epochs = try $1.number() },
    .sets("max_steps", -1) { configuration, given in
      let steps = try given.integer()
      configuration.training.maximumSteps = steps > 0 ? steps : nil
    },
    .sets("seed", 42) { $0.training.seed = try $1.integer() },
    .sets("data_seed", nil) { $0.training.dataSeed = try $1.optionalInteger() },
    .sets("bf16", false) { $0.training.usesBFloat16 = try $1.truth() },
    .sets("dataloader_drop_last", false) { $0.training.dropsLastBatch = try $1.truth() },
    .sets("tokens_per_pass", nil) { $0.training.tokensPerPass = try $1.optionalInteger() },
    .sets("data_parallel_slices", nil) { $0.training.dataParallelSlices = try $1.optionalInteger() },
    .refuses("fp16", false, "set bf16=True, or neither for float32"),
    .refuses("fp16_full_eval", false, "evaluations use the precision of the training"),
    .refuses("bf16_full_eval", false, "evaluations use the precision of the training"),
    .refuses("auto_find_batch_size", false, "give per_device_train_batch_size; batches are packed into what fits"),
    .refuses("ignore_data_skip", false, "a resumed training goes on with the row that is next"),
    .sets("resume_from_checkpoint", nil) { $0.resumesFrom = try $1.optionalText() },
    .sets("disable_tqdm", nil) { $0.isQuiet = $1.value.isNull ? false : try $1.truth() },
  ]

  /// The optimizer, its rate and its limits.
  static let optimizerArguments: [SFTArgument] = [
    .sets("learning_rate", 2e-5) { $0.training.learningRate = try $1.number() },
    .sets("lr_scheduler_type", "linear") {
      $0.training.schedule.kind = try $1.choice(LearningRateSchedule.Kind.self)
    },
    .sets("lr_scheduler_kwargs", nil) { try $0.training.schedule.take($1) },
    .sets("warmup_ratio", 0.0) { $0.training.warmupRatio = try $1.number() },
    .sets("warmup_steps", 0) { $0.training.warmupSteps = try $1.integer() },
    .sets("weight_decay", 0.0) { $0.training.weightDecay = try $1.number() },
    .sets("adam_beta1", 0.9) { $0.training.adamBeta1 = try $1.number() },
    .sets("adam_beta2", 0.999) { $0.training.adamBeta2 = try $1.number() },
    .sets("adam_epsilon", 1e-8) { $0.training.adamEpsilon = try $1.number() },
    .sets("max_grad_norm", 1.0) { $0.training.maximumGradientNorm = $1.value.isNull ? 0 : try $1.number() },
    .refuses(
      "optim", "adamw_torch", also: ["adamw_torch_fused", "adamw_hf"], "the optimizer is AdamW, \"adamw_torch\""),
    .refuses("optim_args", nil, "give adam_beta1, adam_beta2 and adam_epsilon"),
    .refuses("optim_target_modules", nil, "the optimizer is AdamW"),
    .refuses("label_smoothing_factor", 0.0, also: [0], "labels are not smoothed"),
    .refuses("neftune_noise_alpha", nil, "no noise is added to embeddings"),
    .idle("gradient_checkpointing", false, "what is recomputed follows from the shapes, and changes no number"),
    .idle("gradient_checkpointing_kwargs", nil, "what is recomputed follows from the shapes"),
  ]
}

extension LearningRateSchedule {
  /// Takes the parameters that transformers' schedules have.
  mutating func take(_ given: SFTArgument.Given) throws {
    if given.value.isNull { return }
    guard let members = given.value.object?.members else {
      throw FineTuningError.argumentType(
        name: given.name, expected: "a dict", found: pythonText(given.value))
    }
    for (key, value) in members {
      let part = SFTArgument.Given(name: "\(given.name)[\"\(key.string)\"]", value: value)
      switch key.string {
      case "num_cycles": cycles = try part.number()
      case "power": power = try part.number()
      case "lr_end": lastRate = try part.number()
      case "min_lr_rate": minimumFactor = try part.number()
      case "min_lr": minimumRate = try part.number()
      case "timescale": timescale = try part.optionalInteger()
      default:
        throw FineTuningError.refusedArgument(
          name: part.name, value: pythonText(value),
          instead: "known are num_cycles, power, lr_end, min_lr, min_lr_rate, timescale")
      }
    }
  }
}
