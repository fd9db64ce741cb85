import LanguageModels
import Training

extension Preflight {
  /// Settings that change nothing as they stand beside others.
  func idleSettings() -> [Finding] {
    let training = trainer.parts.arguments.training
    var findings: [Finding] = []
    func add(_ name: String, if isIdle: Bool, _ reason: String, _ remedy: String) {
      guard isIdle, isGiven(name) else { return }
      findings.append(
        Finding(kind: .idleSetting, rows: [], message: "\(name) has no effect \(reason)", remedy: remedy))
    }
    for (name, interval, strategy) in [
      ("eval_steps", training.evaluation, "eval_strategy"), ("save_steps", training.saving, "save_strategy"),
      ("logging_steps", training.logging, "logging_strategy"),
    ] {
      let word = name == "save_steps" && training.savesBest ? "best" : interval.strategy.rawValue
      add(
        name, if: interval.strategy != .steps, "under \(strategy)=\"\(word)\"",
        "set \(strategy)=\"steps\", or leave \(name) out")
    }
    add(
      "num_train_epochs", if: training.maximumSteps != nil, "beside max_steps, which says when training ends",
      "leave max_steps out, or num_train_epochs")
    add(
      "warmup_ratio", if: training.warmupSteps > 0, "beside warmup_steps", "leave warmup_steps out, or warmup_ratio")
    for name in ["warmup_steps", "warmup_ratio"] {
      add(
        name, if: training.schedule.kind == .constant, "under lr_scheduler_type=\"constant\"",
        "set lr_scheduler_type=\"constant_with_warmup\"")
    }
    let savesNever = training.saving.strategy == .no && !training.savesBest
    add("save_total_limit", if: savesNever, "under save_strategy=\"no\"", "set save_strategy, or leave it out")
    let choosesBest =
      training.loadsBestModelAtEnd || training.savesBest
      || trainer.parts.callbacks.contains { $0 is EarlyStoppingCallback }
    for name in ["metric_for_best_model", "greater_is_better"] {
      add(name, if: !choosesBest, "where no best model is chosen", "set load_best_model_at_end=True")
    }
    addRows(add)
    return findings
  }

  /// Settings of how rows become batches.
  private func addRows(_ add: (_ name: String, _ isIdle: Bool, _ reason: String, _ remedy: String) -> Void) {
    let origin = trainer.trainingRows.origin
    let isText = if case .text = origin { true } else { false }
    let isConversation = if case .conversation = origin { true } else { false }
    add("max_length", origin == .encoded, "on rows that are token ids already", "cut them in dataset.map")
    add("dataset_text_field", !isText, "on rows that are no texts", "leave it out")
    add("eos_token", isConversation || origin == .encoded, "where no text is closed", "leave it out")
    for name in ["pad_token", "pad_to_multiple_of"] {
      add(name, trainer.parts.collator != nil, "beside data_collator", "set it where the collator is made")
    }
    add(
      "completion_only_loss", trainer.parts.collator != nil && origin != .completions, "beside data_collator",
      "leave it out")
  }

  private func isGiven(_ name: String) -> Bool {
    trainer.parts.arguments.values[name] != SFTArgument.named[name]?.defaultValue
  }

  /// Tables and tokens that other tools would treat otherwise.
  func tableFindings() -> [Finding] {
    let (model, tokenizer) = (trainer.parts.model, trainer.parts.tokenizer)
    var findings: [Finding] = []
    if model.configuration.tiesEmbeddings, let adapted = model.adapter?.moduleNames,
      adapted.contains("embed_tokens") || adapted.contains("lm_head")
    {
      findings.append(
        Finding(
          kind: .tiedTables, rows: [],
          message: "embedding and lm_head are one table, and the adapter changes what it is as one or the other",
          remedy: "merge_and_unload unties them here; other tools add both changes into the one table, so leave "
            + "embed_tokens and lm_head out of target_modules for them"))
    }
    if let padding = tokenizer.id(of: .padding), padding == tokenizer.id(of: .end) {
      findings.append(
        Finding(
          kind: .paddingIsEnd, rows: [],
          message: "the padding token is the end token; here padding is masked by its place, so the end is learnt, but "
            + "other tools mask it by its id",
          remedy: "tokenizer.add_special_tokens({'pad_token': '<|pad|>'}), then "
            + "model.resize_token_embeddings(len(tokenizer))"))
    }
    return findings
  }

  /// Tokens that were added and whose rows of the tables stay as they were made.
  func tokenFindings(_ scan: RowScan) -> [Finding] {
    let tokenizer = trainer.parts.tokenizer
    let padding = tokenizer.id(of: .padding)
    let trained = trainedTables()
    return tokenizer.newTokenIDs.sorted().compactMap { id in
      let name = tokenizer.decode([id])
      guard let rows = scan.rows[id], !rows.isEmpty else {
        if id == padding { return nil }
        return Finding(
          kind: .untrainedToken, rows: [],
          message: "\(name) was added and stands in no training row, so the model will know nothing of it",
          remedy: "show it in rows, or leave it out of what is added to the tokenizer")
      }
      var tables: [String] = []
      if !trained.input { tables.append("embed_tokens") }
      if !trained.output, scan.labelled.contains(id) { tables.append("lm_head") }
      guard !tables.isEmpty else { return nil }
      return Finding(
        kind: .untrainedToken, rows: rows,
        message: "\(name) was added and stands in \(count(rows.count, "row")), but its row of "
          + "\(tables.joined(separator: " and ")) stays as it was made: nothing that is trained changes it: \(places(rows))",
        remedy: "add \(tables.map { "\"\($0)\"" }.joined(separator: " and ")) to LoraConfig's target_modules, or to "
          + "modules_to_save")
    }
  }

  /// Whether training changes what tokens are read as, and how they are chosen.
  private func trainedTables() -> (input: Bool, output: Bool) {
    let model = trainer.parts.model
    let names = model.trainableParameters.map(\.name)
    let input = names.contains { $0.contains("embed_tokens") }
    let isShared = model.adapter == nil && model.configuration.tiesEmbeddings
    return (input, names.contains { $0.contains("lm_head") } || (isShared && input))
  }
}
