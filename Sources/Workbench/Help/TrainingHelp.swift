import PythonValues

extension HelpPage {
  /// Training.
  static let training = HelpPage(
    "training", "Training",
    notes: [
      HelpNote(
        "SFTConfig",
        "How a training goes. The names are trl's, and so are the defaults; an argument that would change numbers and "
          + "is not there is refused by name.",
        "args = SFTConfig(output_dir=\"runs/mine\", num_train_epochs=3, learning_rate=5e-3, bf16=True, "
          + "eval_strategy=\"epoch\")", argumentMeanings),
      HelpNote(
        "TrainingArguments", "The same as SFTConfig.",
        "args = TrainingArguments(output_dir=\"runs/mine\", max_steps=100)"),
      HelpNote(
        "SFTTrainer",
        "Trains a model, or an adapter over it, on the rows of a dataset: texts, prompts with completions, or messages.",
        "trainer = SFTTrainer(model=model, args=args, train_dataset=rows, processing_class=tokenizer, "
          + "peft_config=LoraConfig(r=8))\ntrainer.train()",
        [
          "model": "a model, or its name", "args": "an SFTConfig",
          "data_collator":
            "what makes batches and labels; without one every token is learnt, of rows with a completion "
            + "only that",
          "train_dataset":
            "the rows: a column text, prompt and completion, messages, or ShareGPT's or Alpaca's columns",
          "eval_dataset": "the rows whose loss evaluate() and eval_strategy measure",
          "processing_class": "the tokenizer; without one the model's own",
          "peft_config": "a LoraConfig: train an adapter",
          "callbacks": "objects such as LossPlotCallback()",
        ]),
      HelpNote(
        "DataCollatorForCompletionOnlyLM",
        "Batches in which only the answers are learnt: labels are -100 up to and including each response marker.",
        "collator = DataCollatorForCompletionOnlyLM(tokenizer=tokenizer, instruction_template=\"<｜User｜>\", "
          + "response_template=\"<｜Assistant｜>\")",
        [
          "response_template": "the text, or the ids, that stands before an answer",
          "instruction_template": "what stands before a question; needed for several turns",
          "pad_to_multiple_of": "pad rows to a multiple of this length",
        ]),
      HelpNote(
        "DataCollatorForLanguageModeling", "Batches in which every token but the padding is learnt.",
        "collator = DataCollatorForLanguageModeling(tokenizer, mlm=False)", ["mlm": "must be False"]),
      HelpNote(
        "TrainerCallback",
        "What a class of your own derives from to look on, and steer, while a model is trained. Methods that it does "
          + "not define do nothing.",
        "class Watcher(TrainerCallback):\n    def on_log(self, args, state, control, logs=None, **kwargs):\n"
          + "        print(state.global_step, logs)\n",
        [:]),
    ] + events
      + [
        HelpNote(
          "LossPlotCallback", "Draws the losses of training and evaluation into one picture, anew at every log.",
          "trainer = SFTTrainer(model=model, args=args, train_dataset=rows, callbacks=[LossPlotCallback(\"loss.png\")])",
          ["path": "the PNG file"]),
        HelpNote(
          "EarlyStoppingCallback",
          "Ends a training whose watched metric does not get better; wants metric_for_best_model.",
          "EarlyStoppingCallback(early_stopping_patience=2)",
          [
            "early_stopping_patience": "evaluations without a better value before the end",
            "early_stopping_threshold": "by how much a value must be better",
          ]),
        HelpNote(
          "ProbeCallback",
          "Asks the model a few questions at every evaluation, or after every epoch where there is none, and shows the "
            + "answers beside the loss. The training ends in the same bits with it as without.",
          "probes = ProbeCallback([\"钟离来自什么国家?\"])\n"
            + "trainer = SFTTrainer(model=model, args=args, train_dataset=rows, callbacks=[probes])\n",
          [
            "questions": "what is asked, each as a conversation of its own",
            "max_new_tokens": "the most tokens of an answer",
          ]),
      ],
    topics: [
      trainerTopic, stateTopic, controlTopic, argumentsTopic, outputTopic, estimateTopic, collatorTopic, loaderTopic,
    ])

  private static let events: [HelpNote] = [
    ("on_init_end", "when the trainer has been made"), ("on_train_begin", "before the first step"),
    ("on_train_end", "after the last step"), ("on_epoch_begin", "before an epoch"), ("on_epoch_end", "after an epoch"),
    ("on_step_begin", "before an optimizer step"), ("on_substep_end", "after a batch that is not a step's last"),
    ("on_step_end", "after an optimizer step"), ("on_evaluate", "after an evaluation, with metrics="),
    ("on_predict", "never here"), ("on_save", "after a checkpoint"),
    ("on_log", "at each record of the log, with logs="),
    ("on_prediction_step", "after a batch of an evaluation"),
  ].map { name, moment in
    let extra = name == "on_log" ? "logs=None, " : name == "on_evaluate" ? "metrics=None, " : ""
    return HelpNote(
      "TrainerCallback.\(name)", "Called \(moment). What it sets in control is done after it returns.",
      "class Watcher(TrainerCallback):\n    def \(name)(self, args, state, control, \(extra)**kwargs):\n"
        + "        print(state.epoch)\n",
      [
        "args": "the SFTConfig", "state": "how far the training is", "control": "what the training does next",
        "others": "model, processing_class, and logs or metrics where there are some",
      ])
  }

  /// The arguments of `SFTConfig` that matter.
  private static let argumentMeanings = [
    "output_dir": "the folder of the checkpoints", "per_device_train_batch_size": "the rows of a batch",
    "gradient_accumulation_steps": "the batches of an optimizer step",
    "num_train_epochs": "how often the rows are seen", "max_steps": "the number of steps, instead of the epochs",
    "learning_rate": "the largest learning rate",
    "lr_scheduler_type": "how the rate changes: 'linear', 'cosine', 'constant', ...",
    "warmup_ratio": "the share of the steps in which the rate grows from 0",
    "bf16": "products in bfloat16 with float32 sums, quicker on processors that have it",
    "max_grad_norm": "the norm to which gradients are cut", "seed": "what every random draw comes from",
    "logging_steps": "the steps between two records of the log",
    "eval_strategy": "'no', 'steps' or 'epoch'", "eval_steps": "the steps between two evaluations",
    "save_strategy": "'no', 'steps', 'epoch' or 'best'", "save_steps": "the steps between two checkpoints",
    "save_total_limit": "the most checkpoints that are kept",
    "load_best_model_at_end": "end with the weights of the best checkpoint",
    "metric_for_best_model": "what makes a checkpoint the best", "dataset_text_field": "the column of texts",
    "max_length": "the most tokens of a row; what follows is cut off",
    "tokens_per_pass": "the most tokens in memory at once",
    "completion_only_loss": "learn completions only; None: where rows have one",
    "resume_from_checkpoint": "where train() goes on if it is not told",
  ]

  private static let trainerTopic = HelpTopic(
    "SFTTrainer", "trainer",
    "A training: its model, its rows and how far it is. Ctrl-C ends the step, saves a checkpoint and gives the prompt "
      + "back.",
    "trainer.train()\ntrainer.save_model(\"runs/mine/adapter\")", rows: TrainerObject.members.rows,
    examples: [
      "train": "trainer.train(resume_from_checkpoint=True)", "estimate": "trainer.estimate()",
      "evaluate": "trainer.evaluate()[\"eval_loss\"]",
      "save_model": "trainer.save_model(\"runs/mine/adapter\")",
      "get_train_dataloader": "for batch in trainer.get_train_dataloader():\n    inspect(batch)\n    break\n",
      "get_eval_dataloader": "len(trainer.get_eval_dataloader())", "state": "trainer.state.log_history[-1]",
      "model": "trainer.model.print_trainable_parameters()", "args": "trainer.args.learning_rate",
      "processing_class": "trainer.processing_class.pad_token", "train_dataset": "trainer.train_dataset[0]",
      "eval_dataset": "len(trainer.eval_dataset)",
    ],
    parameters: [
      "resume_from_checkpoint": "True: the newest checkpoint of output_dir; a folder: that one",
      "eval_dataset": "other rows than the trainer's own",
      "metric_key_prefix": "what the names of the metrics begin with",
      "output_dir": "the folder; without one the output_dir of the SFTConfig",
    ]
  ) { $0.object is TrainerObject }

  private static let stateTopic = HelpTopic(
    "TrainerState", "state", "How far a training is, and its log.", "trainer.state.global_step",
    rows: StateObject.members.rows,
    examples: [
      "global_step": "trainer.state.global_step", "epoch": "trainer.state.epoch",
      "max_steps": "trainer.state.max_steps",
      "num_train_epochs": "trainer.state.num_train_epochs",
      "log_history": "[record[\"loss\"] for record in trainer.state.log_history if \"loss\" in record]",
      "best_metric": "trainer.state.best_metric", "best_model_checkpoint": "trainer.state.best_model_checkpoint",
      "is_world_process_zero": "trainer.state.is_world_process_zero",
    ]
  ) { $0.object is StateObject }

  private static let controlTopic = HelpTopic(
    "TrainerControl", "control", "What a callback asks the training for.", "control.should_training_stop = True",
    rows: ControlObject.members.rows,
    examples: Dictionary(
      uniqueKeysWithValues: ControlObject.members.names.map { ($0, "control.\($0) = True") })
  ) { $0.object is ControlObject }

  private static let argumentsTopic = HelpTopic(
    "SFTConfig", "args", "How a training goes: every argument by its name. It stays as it was made.",
    "args.learning_rate", rows: [], examples: [:]
  ) { $0.object is SFTConfigObject }

  private static let outputTopic = HelpTopic(
    "TrainOutput", "output", "What train() gives: `global_step`, `training_loss` and `metrics`.",
    "output = trainer.train()\noutput.metrics[\"train_runtime\"]", rows: [], examples: [:]
  ) { $0.object is TrainOutputObject }

  private static let estimateTopic = HelpTopic(
    "TrainingEstimate", "estimate", "What a training will take; train() refuses one that cannot fit.",
    "estimate = trainer.estimate()\nestimate.memory", rows: EstimateObject.members.rows,
    examples: [
      "steps": "estimate.steps", "seconds": "estimate.seconds / 3600", "memory": "estimate.memory / 1e9",
      "disk": "estimate.disk / 1e9", "adapter_size": "estimate.adapter_size / 1e6",
    ]
  ) { $0.object is EstimateObject }

  private static let collatorTopic = HelpTopic(
    "DataCollator", "collator", "Makes a batch with labels of encodings.",
    "inspect(collator([tokenizer(\"a\"), tokenizer(\"abc\")]))", rows: [], examples: [:]
  ) { $0.object is CollatorObject }

  private static let loaderTopic = HelpTopic(
    "DataLoader", "loader", "The batches of a trainer, one after the other.",
    "for batch in trainer.get_train_dataloader():\n    inspect(batch)\n    break\n", rows: [], examples: [:]
  ) { $0.object is LoaderObject }
}
