import PythonValues

extension HelpPage {
  /// LoRA adapters.
  static let adapter = HelpPage(
    "adapter", "LoRA adapters",
    notes: [
      HelpNote(
        "LoraConfig",
        "What an adapter is like: its rank, its scale and the modules it changes. Names and defaults are peft's.",
        "peft_config = LoraConfig(r=8, lora_alpha=16, target_modules=[\"q_proj\", \"v_proj\"], task_type=\"CAUSAL_LM\")",
        [
          "r": "the rank: more can learn more and costs more",
          "lora_alpha": "the factors' product is scaled by lora_alpha / r",
          "target_modules": "the ends of module names, 'all-linear', or a pattern; "
            + "embed_tokens and lm_head are allowed",
          "lora_dropout": "the share of the adapter's inputs that training drops",
          "use_rslora": "scale by lora_alpha / sqrt(r)",
          "modules_to_save": "modules that are trained and saved as a whole",
          "layers_to_transform": "the numbers of the layers that are changed",
          "rank_pattern": "other ranks for some modules", "alpha_pattern": "other alphas for some modules",
        ]),
      HelpNote("TaskType", "What a model is for; here always language modelling.", "TaskType.CAUSAL_LM"),
      HelpNote(
        "TaskType.CAUSAL_LM", "A model that continues texts.", "LoraConfig(task_type=TaskType.CAUSAL_LM)"),
      HelpNote(
        "PeftModel", "Loads an adapter over a model. It is not called itself.",
        "tuned = PeftModel.from_pretrained(model, \"runs/genshin/adapter\")"),
      HelpNote(
        "PeftModel.from_pretrained",
        "The model with an adapter from a folder, or a hub's repository, over it. What is missing or left over in the "
          + "files is reported.",
        "tuned = PeftModel.from_pretrained(model, \"runs/genshin/adapter\")",
        [
          "model": "the base, resized as it was when the adapter was trained", "model_id": "the adapter's folder",
          "is_trainable": "True goes on training it",
        ]),
      HelpNote(
        "get_peft_model", "The model with a new adapter over it, which alone will be trained.",
        "model = get_peft_model(model, LoraConfig(r=8, target_modules=[\"q_proj\", \"v_proj\"]))\n"
          + "model.print_trainable_parameters()",
        ["peft_config": "a LoraConfig"]),
    ],
    topics: [adaptedTopic, loraTopic])

  private static let adaptedTopic = HelpTopic(
    "PeftModel", "model",
    "A model with a LoRA adapter over it. It does what a model does; save_pretrained writes the adapter only.",
    "merged = model.merge_and_unload()\nmerged.save_pretrained(\"runs/merged\")",
    rows: ModelObject.adapterMembers.rows + ModelObject.members.rows,
    examples: HelpPage.model.topics[0].examples.merging(
      [
        "print_trainable_parameters": "model.print_trainable_parameters()",
        "get_nb_trainable_parameters": "trainable, total = model.get_nb_trainable_parameters()",
        "merge_and_unload": "merged = model.merge_and_unload()", "unload": "base = model.unload()",
        "get_base_model": "base = model.get_base_model()", "base_model": "model.base_model",
        "peft_config": "model.peft_config[\"default\"].r", "active_adapter": "model.active_adapter",
        "disable_adapter": "with model.disable_adapter():\n  before = model.generate(prompt, max_new_tokens=20)\n",
      ], uniquingKeysWith: { _, second in second }),
    parameters: HelpPage.model.topics[0].parameters
  ) { ($0.object as? ModelObject)?.isAdapted == true }

  private static let loraTopic = HelpTopic(
    "LoraConfig", "peft_config", "What an adapter is like, by peft's names.", "peft_config.r, peft_config.lora_alpha",
    rows: [], examples: [:]
  ) { $0.object is LoraConfigObject }
}
