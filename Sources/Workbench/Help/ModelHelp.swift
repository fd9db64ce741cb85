import PythonValues

extension HelpPage {
  /// Models and what they say.
  static let model = HelpPage(
    "model", "Models",
    notes: [
      HelpNote(
        "AutoModelForCausalLM", "Loads or makes a language model. It is not called itself.",
        "model = AutoModelForCausalLM.from_pretrained(\"mini\")"),
      HelpNote(
        "AutoModelForCausalLM.from_pretrained",
        "The model of a folder, of a GGUF file, of one of the project's own models or of a hub's repository. Weights "
          + "stay mapped in the file until they are trained.",
        "model = AutoModelForCausalLM.from_pretrained(\"mini\", torch_dtype=torch.bfloat16)",
        fromPretrainedParameters.merging(
          [
            "torch_dtype":
              "the type that save_pretrained writes: torch.float32, torch.bfloat16, torch.float16 or 'auto'",
            "device_map": "taken; there is only the CPU",
          ], uniquingKeysWith: { first, _ in first })),
      HelpNote(
        "AutoModelForCausalLM.from_config", "A model with random weights.",
        "model = AutoModelForCausalLM.from_config(AutoConfig.for_model(\"qwen2\", hidden_size=64, "
          + "intermediate_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, vocab_size=1000))",
        ["config": "what AutoConfig gives", "torch_dtype": "the type that save_pretrained writes"]),
      HelpNote(
        "AutoConfig", "Loads or makes a model's configuration. It is not called itself.",
        "AutoConfig.from_pretrained(\"mini\").num_hidden_layers"),
      HelpNote(
        "AutoConfig.from_pretrained", "The configuration of a model, with some of its fields changed.",
        "config = AutoConfig.from_pretrained(\"mini\", num_hidden_layers=2)",
        fromPretrainedParameters.merging(
          ["changes": "fields that the configuration gets"], uniquingKeysWith: { first, _ in first })),
      HelpNote(
        "AutoConfig.for_model", "A configuration of a family, from its fields.",
        "config = AutoConfig.for_model(\"llama\", hidden_size=64, num_hidden_layers=2)",
        ["model_type": "qwen2, qwen3, llama, mistral or gemma3_text", "fields": "fields of config.json"]),
      HelpNote(
        "Qwen2Config", "The configuration of a Qwen2 model.",
        "config = Qwen2Config(hidden_size=64, num_hidden_layers=2, vocab_size=1000)"),
      HelpNote(
        "LlamaConfig", "The configuration of a Llama model.",
        "config = LlamaConfig(hidden_size=64, num_hidden_layers=2, vocab_size=1000)"),
      HelpNote(
        "TextStreamer", "Prints an answer while it is made, at character boundaries.",
        "model.generate(prompt, streamer=TextStreamer(tokenizer, skip_prompt=True), max_new_tokens=40)",
        [
          "skip_prompt": "do not print the prompt", "skip_special_tokens": "leave the special tokens out",
        ]),
      HelpNote("set_seed", "Starts the session's random numbers anew.", "set_seed(42)"),
    ],
    topics: [modelTopic, configTopic, outputTopic])

  private static let modelTopic = HelpTopic(
    "Model", "model",
    "A causal language model. Call it with input_ids (and attention_mask, labels) to have logits and loss; generate "
      + "continues prompts.",
    "output = model(**tokenizer(\"你好\", return_tensors=\"pt\"))\noutput.logits.shape", rows: ModelObject.members.rows,
    examples: [
      "config": "model.config.hidden_size", "generation_config": "model.generation_config.max_new_tokens = 64",
      "device": "model.device", "dtype": "model.dtype", "name_or_path": "model.name_or_path",
      "num_parameters": "model.num_parameters()",
      "resize_token_embeddings": "model.resize_token_embeddings(len(tokenizer))",
      "save_pretrained": "model.save_pretrained(\"runs/model\")",
      "save_pretrained_gguf": "model.save_pretrained_gguf(\"runs/gguf\", tokenizer, quantization_method=\"q8_0\")",
      "eval": "model = model.eval()",
      "train": "model = model.train()", "to": "model = model.to(torch.bfloat16)", "cuda": "model = model.cuda()",
      "cpu": "model = model.cpu()", "gradient_checkpointing_enable": "model.gradient_checkpointing_enable()",
      "enable_input_require_grads": "model.enable_input_require_grads()",
      "generate": "output = model.generate(prompt, do_sample=False, max_new_tokens=48)\n"
        + "tokenizer.decode(output[0][prompt.shape[1]:], skip_special_tokens=True)",
    ],
    parameters: generationParameters.merging(
      [
        "only_trainable": "count only the weights that training changes",
        "new_num_tokens": "the rows of the tables, as len(tokenizer) says",
        "pad_to_multiple_of": "round the rows up to a multiple",
        "save_directory": "the folder, made if needed; for GGUF also a file's path that ends in .gguf",
        "max_shard_size": "the most bytes of weights in one file: '5GB', '200MB', or a number",
        "save_embedding_layers": "of an adapter: write the frozen embedding and head too",
        "tokenizer": "whose vocabulary and chat template go into the file",
        "quantization_method": "what matrices are stored as: 'q8_0', 'f16', 'bf16' or 'f32'",
      ], uniquingKeysWith: { first, _ in first })
  ) { ($0.object as? ModelObject)?.isAdapted == false }

  /// What `generate` takes.
  static let generationParameters = [
    "inputs": "the prompt's ids, one row or several of the same length",
    "attention_mask": "1 for tokens, 0 for padding; without it the pad token's id says what is padding",
    "max_length": "the most tokens of prompt and answer together", "max_new_tokens": "the most tokens of the answer",
    "min_new_tokens": "the fewest tokens of the answer", "do_sample": "draw tokens instead of taking the likeliest",
    "temperature": "below 1 sharpens, above 1 flattens the chances; counts with do_sample=True only",
    "top_k": "draw among this many likeliest tokens",
    "top_p": "draw among the likeliest that have this chance together",
    "repetition_penalty": "above 1 makes tokens that were there less likely",
    "eos_token_id": "the token, or tokens, that end an answer", "pad_token_id": "what fills rows that ended earlier",
    "streamer": "a TextStreamer, which prints the answer while it is made",
    "stop_strings": "texts that end an answer; give the tokenizer with them",
    "seed": "what sampling draws from, for this call",
  ]

  private static let configTopic = HelpTopic(
    "Config", "config", "A model's configuration: the fields of config.json by name.",
    "config.num_hidden_layers, config.vocab_size", rows: ConfigObject.members.rows,
    examples: ["to_dict": "config.to_dict()[\"model_type\"]", "use_cache": "config.use_cache = False"]
  ) { $0.object is ConfigObject }

  private static let outputTopic = HelpTopic(
    "CausalLMOutput", "output", "What a model's call gives: `logits`, and `loss` where labels were given.",
    "model(input_ids=ids, labels=ids).loss.item()", rows: [], examples: [:]
  ) { $0.object is ModelOutputObject }
}
