import Files
import JSON
import LanguageModels
import PythonValues
import Tensors
import Tokenization

/// The names of transformers and peft that make and load models and tokenizers.
func modelNames(_ seeds: SeedSource, _ folders: NamedFolders) -> [(String, Value)] {
  [
    ("AutoTokenizer", autoTokenizerClass(folders)),
    ("AddedToken", addedTokenClass),
    ("AutoConfig", autoConfigClass(folders)),
    ("Qwen2Config", configClass("qwen2")),
    ("LlamaConfig", configClass("llama")),
    ("AutoModelForCausalLM", autoModelClass(seeds, folders)),
    ("LoraConfig", loraConfigClass),
    ("TaskType", .object(NamespaceObject("TaskType", [("CAUSAL_LM", .object(TaskTypeObject()))]))),
    ("PeftModel", peftModelClass(folders)),
    ("get_peft_model", getPeftModel(seeds)),
  ]
}

private func autoTokenizerClass(_ folders: NamedFolders) -> Value {
  libraryClass(
    "AutoTokenizer",
    statics: [
      classMethod(
        "from_pretrained",
        "pretrained_model_name_or_path, use_fast=True, padding_side=None, truncation_side=None, trust_remote_code=None, revision=None, token=None, cache_dir=None, local_files_only=None"
      ) { arguments, context in
        let name = try arguments.string("pretrained_model_name_or_path")
        let tokenizer = try Tokenizer.load(folder: try folders.model(name, .tokenizer, arguments, context))
        tokenizer.nameOrPath = name
        let object = TokenizerObject(tokenizer)
        for name in ["padding_side", "truncation_side"] where !arguments[name].isNone {
          try object.setAttribute(name, arguments[name])
        }
        return .object(object)
      }
    ])
}

private func autoConfigClass(_ folders: NamedFolders) -> Value {
  libraryClass(
    "AutoConfig",
    statics: [
      classMethod(
        "from_pretrained",
        "pretrained_model_name_or_path, revision=None, token=None, cache_dir=None, local_files_only=None, trust_remote_code=None, **changes"
      ) { arguments, context in
        let folder = try folders.model(
          try arguments.string("pretrained_model_name_or_path"), .configuration, arguments, context)
        var configuration = try ModelConfiguration(folder: folder)
        for (name, value) in arguments.keywords { configuration = try configuration.setting(name, try value.json()) }
        return .object(ConfigObject(configuration))
      },
      classMethod("for_model", "model_type, **fields") { arguments, _ in
        .object(ConfigObject(try configuration(try arguments.string("model_type"), arguments.keywords)))
      },
    ])
}

private func configClass(_ modelType: String) -> Value {
  let name = modelType == "qwen2" ? "Qwen2Config" : "LlamaConfig"
  return libraryClass(name, signature: "**fields") { arguments, _ in
    .object(ConfigObject(try configuration(modelType, arguments.keywords)))
  }
}

private func configuration(_ modelType: String, _ fields: [(name: String, value: Value)]) throws -> ModelConfiguration {
  var members: JSONObject = ["model_type": .string(modelType)]
  for (name, value) in fields {
    let type = (value.object as? DTypeObject)?.elementType
    members[name] = try type.map { .string($0.rawValue) } ?? value.json()
  }
  return try ModelConfiguration(members, path: "the configuration")
}

private func autoModelClass(_ seeds: SeedSource, _ folders: NamedFolders) -> Value {
  libraryClass(
    "AutoModelForCausalLM",
    statics: [
      classMethod(
        "from_pretrained",
        "pretrained_model_name_or_path, torch_dtype=None, dtype=None, device_map=None, attn_implementation=None, low_cpu_mem_usage=None, trust_remote_code=None, use_cache=None, revision=None, token=None, cache_dir=None, local_files_only=None"
      ) { arguments, context in
        let name = try arguments.string("pretrained_model_name_or_path")
        let folder = try folders.model(name, .model, arguments, context)
        if let device = deviceName(arguments["device_map"]) { noticeDevice(device, context) }
        let type = arguments["torch_dtype"].isNone ? arguments["dtype"] : arguments["torch_dtype"]
        let bar = context.startProgress("Load \(name)", total: nil, unit: "module")
        defer { bar?.finish() }
        let model = try LanguageModel(folder: folder, elementType: try elementType(type), name: name) { done, all in
          try context.checkInterrupt()
          bar?.update(done + 1, total: all)
        }
        if !model.unexpectedTensors.isEmpty {
          let names = model.unexpectedTensors.prefix(3).joined(separator: ", ")
          context.warn("\(model.unexpectedTensors.count) tensors in \(folder) are not part of the model: \(names)")
        }
        return .object(ModelObject(model, seeds))
      },
      classMethod("from_config", "config, torch_dtype=None") { arguments, _ in
        guard let configuration = (arguments["config"].object as? ConfigObject)?.configuration else {
          throw arguments.wrongType("config", expected: "a configuration, as AutoConfig makes it")
        }
        let model = try LanguageModel(configuration: configuration, seed: seeds.next())
        if !arguments["torch_dtype"].isNone, let type = try elementType(arguments["torch_dtype"]) {
          model.elementType = type
        }
        return .object(ModelObject(model, seeds))
      },
    ])
}

/// The element type that `torch_dtype` names; nil for "auto".
private func elementType(_ value: Value) throws -> ElementType? {
  if value.isNone { return .float32 }
  if value.string == "auto" { return nil }
  let named = value.string.flatMap { ElementType(rawValue: $0.replacing("torch.", with: "")) }
  guard let type = (value.object as? DTypeObject)?.elementType ?? named, type.isFloatingPoint else {
    throw PyError(
      .valueError, "torch_dtype is torch.float32, torch.bfloat16, torch.float16 or 'auto', not \(try value.repr())")
  }
  return type
}

private func peftModelClass(_ folders: NamedFolders) -> Value {
  libraryClass(
    "PeftModel",
    statics: [
      classMethod(
        "from_pretrained",
        "model, model_id, adapter_name='default', is_trainable=False, config=None, revision=None, token=None, cache_dir=None"
      ) {
        arguments, context in
        let object = try arguments["model"].modelObject("model")
        let name = try arguments.string("model_id")
        let folder = try folders.model(name, .adapter, arguments, context)
        let report = try object.model.loadAdapter(folder: folder, isTrainable: try arguments.bool("is_trainable"))
        tell(report, folder, context)
        return object.wrapped(isAdapted: true)
      }
    ])
}

/// Tells which tensors of an adapter met the model; warns where not all did.
private func tell(_ report: AdapterReport, _ folder: String, _ context: CallContext) {
  if let rows = report.resizedRows {
    context.notice("the vocabulary had grown before the adapter was trained: the model's tables now have \(rows) rows")
  }
  for (what, names) in [
    ("missing, and zero now", report.missing), ("unexpected, and passed over", report.unexpected),
  ]
  where !names.isEmpty {
    let list = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", ..." : "")
    context.warn(
      "\(names.count) tensors of the adapter in \(folder) are \(what), \(report.matched.count) matched: \(list)")
  }
}

private func getPeftModel(_ seeds: SeedSource) -> Value {
  function("get_peft_model", "model, peft_config, adapter_name='default'") { arguments, _ in
    let object = try arguments["model"].modelObject("model")
    guard let configuration = (arguments["peft_config"].object as? LoraConfigObject)?.configuration else {
      throw arguments.wrongType("peft_config", expected: "LoraConfig")
    }
    try object.model.addAdapter(configuration, generator: &seeds.generator)
    return object.wrapped(isAdapted: true)
  }
}

extension Value {
  /// The model that a value is.
  ///
  /// - Throws: `TypeError`.
  func modelObject(_ name: String) throws -> ModelObject {
    guard let model = object as? ModelObject else {
      throw PyError(
        .typeError, "\(name) must be a model, as AutoModelForCausalLM.from_pretrained gives it, not \(typeName)")
    }
    return model
  }
}
