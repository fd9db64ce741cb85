import Files
import JSON
import SourceText

extension LoRAConfiguration {
  /// Reads adapter_config.json in a folder.
  ///
  /// - Throws: `LanguageModelError`, `FileError`.
  public init(folder: String) throws {
    let path = joinPath(folder, "adapter_config.json")
    let members = try ConfigurationReader.object(path: path)
    guard let type = members["peft_type"]?.string else {
      throw LanguageModelError.badValue(path: path, key: "peft_type", found: "missing", wanted: "\"LORA\"")
    }
    guard type == "LORA" else {
      throw LanguageModelError.unsupported(path: path, key: "peft_type", value: "\"\(type)\"", supported: "\"LORA\"")
    }
    try self.init(members, path: path)
  }

  /// Checks fields by peft's names; those left out have peft's defaults.
  ///
  /// - Parameters:
  ///   - members: the fields.
  ///   - path: what messages name.
  /// - Throws: `LanguageModelError` where a field is malformed, unknown or asks for what is not supported.
  public init(_ members: JSONObject, path: String = "LoraConfig") throws(LanguageModelError) {
    self.init()
    let reader = ConfigurationReader(path: path, members: members)
    for key in members.keys { try check(key.string, reader) }
    rank = try reader.integer("r", in: 1...65_536) ?? 8
    alpha = try reader.number("lora_alpha", in: 0...1e9) ?? 8
    dropout = try reader.number("lora_dropout", in: 0...1) ?? 0
    guard dropout < 1 else { throw reader.fault("lora_dropout", .number(dropout), "less than 1") }
    targetModules = try LoRAConfiguration.modules("target_modules", reader)
    excludedModules = try LoRAConfiguration.modules("exclude_modules", reader)
    modulesToSave = try reader.strings("modules_to_save") ?? []
    layersPattern = try LoRAConfiguration.strings("layers_pattern", reader)
    layers = try LoRAConfiguration.layers(reader)
    isRankStabilized = try reader.bool("use_rslora") ?? false
    initialization = try LoRAConfiguration.initialization(reader)
    baseModel = try reader.string("base_model_name_or_path")
    taskType = try reader.string("task_type")
    for (pattern, value) in reader.value("rank_pattern")?.object?.members ?? [] {
      guard let rank = value.integer, (1...65_536).contains(rank) else {
        throw reader.fault("rank_pattern", value, "a rank from 1 to 65536")
      }
      rankPattern.append((pattern.string, rank))
    }
    for (pattern, value) in reader.value("alpha_pattern")?.object?.members ?? [] {
      guard let alpha = value.number, (0...1e9).contains(alpha) else {
        throw reader.fault("alpha_pattern", value, "a number from 0 on")
      }
      alphaPattern.append((pattern.string, alpha))
    }
    for key in LoRAConfiguration.keptKeys { if let value = members[key] { kept[key] = value } }
  }

  /// Fields without effect on the numbers.
  private static let keptKeys = ["auto_mapping", "fan_in_fan_out", "megatron_config", "megatron_core", "revision"]

  /// Fields of which only the given values are supported; an empty object or list is, like null, always.
  private static let fixed: [String: [JSON]] = [
    "bias": ["none"], "use_dora": [false], "lora_bias": [false], "layer_replication": [], "eva_config": [],
    "corda_config": [], "loftq_config": [], "trainable_token_indices": [], "qalora_group_size": [16],
    "use_qalora": [false], "target_parameters": [], "exclude_parameters": [], "arrow_config": [],
    "alora_invocation_tokens": [], "ensure_weight_tying": [false],
  ]

  /// Fields that have a property of their own.
  private static let known: Set<String> = [
    "r", "lora_alpha", "lora_dropout", "target_modules", "exclude_modules", "modules_to_save", "layers_to_transform",
    "layers_pattern", "rank_pattern", "alpha_pattern", "use_rslora", "init_lora_weights", "base_model_name_or_path",
    "task_type", "peft_type", "inference_mode", "peft_version", "runtime_config",
  ]

  private func check(_ key: String, _ reader: ConfigurationReader) throws(LanguageModelError) {
    if LoRAConfiguration.known.contains(key) || LoRAConfiguration.keptKeys.contains(key) { return }
    guard let value = reader.value(key) else { return }
    guard let allowed = LoRAConfiguration.fixed[key] else {
      let names = LoRAConfiguration.known.union(LoRAConfiguration.fixed.keys).sorted()
      throw .unknownField(path: reader.path, key: key, nearest: nearestName(to: key, among: names))
    }
    if allowed.contains(value) || value.object?.count == 0 || value.array?.isEmpty == true { return }
    throw reader.unsupported(key, value, allowed.first.map { ConfigurationReader.shown($0) } ?? "null")
  }

  private static func modules(_ key: String, _ reader: ConfigurationReader) throws(LanguageModelError) -> Modules? {
    guard let value = reader.value(key) else { return nil }
    if let pattern = value.string { return .pattern(pattern) }
    return try reader.strings(key).map { .names($0) }
  }

  private static func strings(_ key: String, _ reader: ConfigurationReader) throws(LanguageModelError) -> [String] {
    if let string = reader.value(key)?.string { return [string] }
    return try reader.strings(key) ?? []
  }

  private static func layers(_ reader: ConfigurationReader) throws(LanguageModelError) -> [Int]? {
    guard let value = reader.value("layers_to_transform") else { return nil }
    var layers: [Int] = []
    for element in value.array ?? [value] {
      guard let layer = element.integer, layer >= 0 else {
        throw reader.fault("layers_to_transform", value, "a layer's number or a list of them")
      }
      layers.append(layer)
    }
    return layers.isEmpty ? nil : layers
  }

  private static func initialization(_ reader: ConfigurationReader) throws(LanguageModelError) -> Initialization {
    switch reader.value("init_lora_weights") {
    case nil, .bool(true)?: return .standard
    case .bool(false)?: return .random
    case .string(let text)? where text.string.lowercased() == "gaussian": return .gaussian
    case let other?: throw reader.unsupported("init_lora_weights", other, "true, false or \"gaussian\"")
    }
  }

  /// The fields of adapter_config.json: peft's 29 keys in its order.
  ///
  /// - Parameters:
  ///   - modulesFound: what `all-linear` or a missing `target_modules` came to.
  ///   - forInference: `inference_mode`; true in a saved adapter.
  public func members(modulesFound: [String], forInference: Bool) -> JSONObject {
    [
      "alpha_pattern": .object(JSONObject(alphaPattern.map { ($0.pattern, LoRAConfiguration.number($0.alpha)) })),
      "auto_mapping": kept["auto_mapping"] ?? nil,
      "base_model_name_or_path": baseModel.map { .string($0) } ?? nil,
      "bias": "none",
      "corda_config": nil,
      "eva_config": nil,
      "exclude_modules": LoRAConfiguration.json(excludedModules),
      "fan_in_fan_out": kept["fan_in_fan_out"] ?? false,
      "inference_mode": .bool(forInference),
      "init_lora_weights": initialization == .gaussian ? "gaussian" : .bool(initialization == .standard),
      "layer_replication": nil,
      "layers_pattern": layersPattern.isEmpty ? nil : .array(layersPattern.map { .string($0) }),
      "layers_to_transform": layers.map { .array($0.map { .integer($0) }) } ?? nil,
      "loftq_config": .object([:]),
      "lora_alpha": LoRAConfiguration.number(alpha),
      "lora_bias": false,
      "lora_dropout": .number(dropout),
      "megatron_config": kept["megatron_config"] ?? nil,
      "megatron_core": kept["megatron_core"] ?? "megatron.core",
      "modules_to_save": modulesToSave.isEmpty ? nil : .array(modulesToSave.map { .string($0) }),
      "peft_type": "LORA",
      "r": .integer(rank),
      "rank_pattern": .object(JSONObject(rankPattern.map { ($0.pattern, .integer($0.rank)) })),
      "revision": kept["revision"] ?? nil,
      "target_modules": writtenTargets(modulesFound),
      "task_type": taskType.map { .string($0) } ?? nil,
      "trainable_token_indices": nil,
      "use_dora": false,
      "use_rslora": .bool(isRankStabilized),
    ]
  }

  private func writtenTargets(_ found: [String]) -> JSON {
    if targetModules == nil || targetModules == .pattern("all-linear") { return .array(found.map { .string($0) }) }
    return LoRAConfiguration.json(targetModules)
  }

  private static func json(_ modules: Modules?) -> JSON {
    switch modules {
    case nil: .null
    case .names(let names)?: .array(names.map { .string($0) })
    case .pattern(let pattern)?: .string(pattern)
    }
  }

  /// Whole numbers are written without a fraction, as a person gives them.
  private static func number(_ value: Double) -> JSON { Int(exactly: value).map { .integer($0) } ?? .number(value) }
}
