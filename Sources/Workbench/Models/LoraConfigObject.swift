import JSON
import LanguageModels
import PythonValues

/// `LoraConfig` in a cell: peft's fields by name.
final class LoraConfigObject: PyObject {
  let configuration: LoRAConfiguration

  init(_ configuration: LoRAConfiguration) { self.configuration = configuration }

  override var typeName: String { "LoraConfig" }

  private var fields: JSONObject { configuration.members(modulesFound: [], forInference: false) }

  override func repr() throws -> String {
    "LoraConfig(" + (try fields.members.map { "\($0.key)=\(try Value($0.value).repr())" }.joined(separator: ", ")) + ")"
  }

  override func attribute(_ name: String) throws -> Value? { fields[name].map(Value.init) }

  override var attributeNames: [String] { fields.keys.map(\.string) }
}

/// The arguments of `LoraConfig`, with peft's defaults.
private let loraSignature =
  "r=8, target_modules=None, exclude_modules=None, lora_alpha=8, lora_dropout=0.0, fan_in_fan_out=False, bias='none', use_rslora=False, modules_to_save=None, init_lora_weights=True, layers_to_transform=None, layers_pattern=None, rank_pattern=None, alpha_pattern=None, megatron_config=None, megatron_core='megatron.core', trainable_token_indices=None, loftq_config=None, eva_config=None, corda_config=None, use_dora=False, layer_replication=None, lora_bias=False, task_type=None, peft_type=None, auto_mapping=None, base_model_name_or_path=None, revision=None, inference_mode=False"

/// The class `LoraConfig`.
var loraConfigClass: Value {
  libraryClass("LoraConfig", signature: loraSignature) { arguments, _ in
    var members = JSONObject()
    for name in arguments.givenNames {
      var value = arguments[name]
      if value.isNone { continue }
      if case .set(let set) = value { value = .array(set.elements) }
      if let kind = value.object as? TaskTypeObject { value = .string(kind.name) }
      members[name] = try value.json()
    }
    return .object(LoraConfigObject(try LoRAConfiguration(members)))
  }
}

/// `TaskType.CAUSAL_LM`.
final class TaskTypeObject: PyObject {
  let name = "CAUSAL_LM"

  override var typeName: String { "TaskType" }

  override func repr() -> String { "<TaskType.CAUSAL_LM: 'CAUSAL_LM'>" }

  override func str() -> String { "TaskType.CAUSAL_LM" }
}
