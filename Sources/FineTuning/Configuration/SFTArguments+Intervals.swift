import Training

extension SFTArgument {
  /// When something is logged, evaluated and saved.
  static let intervalArguments: [SFTArgument] = [
    .sets("logging_strategy", "steps") { $0.training.logging.strategy = try $1.choice(IntervalStrategy.self) },
    .sets("logging_steps", 500) { $0.training.logging.steps = try $1.number() },
    .sets("logging_first_step", false) { $0.training.logsFirstStep = try $1.truth() },
    .sets("eval_strategy", "no") { $0.training.evaluation.strategy = try $1.choice(IntervalStrategy.self) },
    .sets("eval_steps", nil) { $0.evaluationSteps = $1.value.isNull ? nil : try $1.number() },
    .sets("eval_delay", 0) { $0.training.evaluationDelay = $1.value.isNull ? 0 : try $1.number() },
    .sets("eval_on_start", false) { $0.training.evaluatesOnStart = try $1.truth() },
    .sets("save_strategy", "steps") { configuration, given in
      configuration.training.savesBest = given.value == "best"
      configuration.training.saving.strategy =
        configuration.training.savesBest ? .no : try given.choice(IntervalStrategy.self)
    },
    .sets("save_steps", 500) { $0.training.saving.steps = try $1.number() },
    .sets("save_total_limit", nil) { $0.training.saveTotalLimit = try $1.optionalInteger() },
    .sets("load_best_model_at_end", false) { $0.training.loadsBestModelAtEnd = try $1.truth() },
    .sets("metric_for_best_model", nil) { $0.training.bestModelMetric = try $1.optionalText() },
    .sets("greater_is_better", nil) { $0.training.greaterIsBetter = $1.value.isNull ? nil : try $1.truth() },
  ]

  /// How rows become batches.
  static let dataArguments: [SFTArgument] = [
    .sets("dataset_text_field", "text") { $0.textColumn = try $1.text() },
    .sets("max_length", 1024) { configuration, given in
      let length = try given.optionalInteger()
      guard (length ?? 1) > 0 else {
        throw FineTuningError.argumentValue(name: given.name, problem: "must be a positive number of tokens, or None")
      }
      configuration.maximumLength = length
    },
    .sets("pad_to_multiple_of", nil) { configuration, given in
      let multiple = try given.optionalInteger() ?? 1
      guard (1...65536).contains(multiple) else {
        throw FineTuningError.argumentValue(name: given.name, problem: "must lie between 1 and 65536")
      }
      configuration.paddingMultiple = multiple
    },
    .sets("pad_token", nil) { $0.paddingToken = try $1.optionalText() },
    .sets("eos_token", nil) { $0.endToken = try $1.optionalText() },
    .sets("completion_only_loss", nil) { $0.learnsCompletionsOnly = $1.value.isNull ? nil : try $1.truth() },
    .refuses(
      "packing", false, "each row is a row; without padding they are packed in any case, which changes no number"),
    .refuses("eval_packing", nil, also: [false], "each row is a row"),
    .refuses("assistant_only_loss", false, "give DataCollatorForCompletionOnlyLM with both templates"),
    .refuses("group_by_length", false, "rows come in the seed's order; packed without padding, length costs nothing"),
    .refuses("dataset_kwargs", nil, "give rows with text, messages or input_ids"),
    .refuses("model_init_kwargs", nil, "give them to AutoModelForCausalLM.from_pretrained"),
    .refuses("accelerator_config", nil, "batches come one by one, in the seed's order"),
  ]

  /// What belongs to other machines, services or libraries, and changes no number.
  static let elsewhereArguments: [SFTArgument] = [
    .idle("padding_free", false, "rows always go through the model without padding"),
    .idle("use_liger_kernel", false), .idle("use_liger", false), .idle("activation_offloading", false),
    .idle("report_to", "all", "the log goes to the console and to trainer_state.json"),
    .idle("run_name", nil), .idle("logging_dir", nil), .idle("logging_nan_inf_filter", true),
    .idle("log_level", "passive"), .idle("log_level_replica", "warning"), .idle("log_on_each_node", true),
    .idle("push_to_hub", false), .idle("hub_model_id", nil), .idle("hub_strategy", "every_save"),
    .idle("hub_token", nil), .idle("hub_private_repo", nil), .idle("hub_always_push", false),
    .idle("use_cpu", false), .idle("no_cuda", false), .idle("use_mps_device", false), .idle("use_ipex", false),
    .idle("tf32", nil), .idle("half_precision_backend", "auto"), .idle("fp16_opt_level", "O1"),
    .idle("fp16_backend", "auto"), .idle("torch_compile", false), .idle("torch_compile_backend", nil),
    .idle("torch_compile_mode", nil), .idle("jit_mode_eval", false), .idle("torchdynamo", nil),
    .idle("torch_empty_cache_steps", nil), .idle("full_determinism", false, "every run is deterministic"),
    .idle("dataloader_num_workers", 0), .idle("dataloader_pin_memory", true),
    .idle("dataloader_persistent_workers", false), .idle("dataloader_prefetch_factor", nil),
    .idle("dataset_num_proc", nil), .idle("dataset_batch_size", 1000), .idle("remove_unused_columns", true),
    .idle("label_names", nil), .idle("length_column_name", "length"), .idle("skip_memory_metrics", true),
    .idle("eval_accumulation_steps", nil), .idle("prediction_loss_only", false),
    .idle("include_inputs_for_metrics", false), .idle("include_for_metrics", []),
    .idle("include_num_input_tokens_seen", false), .idle("include_tokens_per_second", false),
    .idle("eval_use_gather_object", false), .idle("batch_eval_metrics", false), .idle("eval_do_concat_batches", true),
    .idle("average_tokens_across_devices", true), .idle("overwrite_output_dir", false), .idle("do_train", false),
    .idle("do_eval", false), .idle("do_predict", false), .idle("past_index", -1), .idle("debug", ""),
    .idle("save_safetensors", true), .idle("save_only_model", false, "checkpoints are always whole"),
    .idle("save_on_each_node", false), .idle("restore_callback_states_from_checkpoint", false),
    .idle("local_rank", 0), .idle("ddp_backend", nil), .idle("ddp_find_unused_parameters", nil),
    .idle("ddp_bucket_cap_mb", nil), .idle("ddp_broadcast_buffers", nil), .idle("ddp_timeout", 1800),
    .idle("tpu_num_cores", nil), .idle("fsdp", ""), .idle("fsdp_config", nil), .idle("deepspeed", nil),
    .idle("fsdp_min_num_params", 0), .idle("fsdp_transformer_layer_cls_to_wrap", nil), .idle("ray_scope", "last"),
    .idle("split_batches", nil), .idle("dispatch_batches", nil), .idle("mp_parameters", ""),
  ]
}
