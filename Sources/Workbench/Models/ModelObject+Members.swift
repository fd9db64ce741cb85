import LanguageModels
import PythonValues
import Tensors

extension ModelObject {
  static let members = Members<ModelObject>([
    .property("config", "The model's configuration.") { .object(ConfigObject($0.model.configuration)) },
    .property("generation_config", "What generate does unless told otherwise.") {
      .object(GenerationConfigObject($0.model))
    },
    .property("device", "Where the model is: the CPU.") { _ in .object(DeviceObject()) },
    .property("dtype", "The type of the weights that save_pretrained writes.") {
      .object(DTypeObject($0.model.elementType))
    },
    .property("name_or_path", "Where the model was loaded from.") { .string($0.model.name) },
    .method("num_parameters", "only_trainable=False", "The number of weights.") { object, arguments, _ in
      let counts = object.model.parameterCounts
      return .int(try arguments.bool("only_trainable") ? counts.trainable : counts.all)
    },
    .method(
      "resize_token_embeddings", "new_num_tokens=None, pad_to_multiple_of=None",
      "Gives the tables another number of rows."
    ) {
      object, arguments, _ in
      if var rows = try arguments.optionalInteger("new_num_tokens") {
        if let multiple = try arguments.optionalInteger("pad_to_multiple_of"), multiple > 0, rows > 0 {
          rows = (rows + multiple - 1) / multiple * multiple
        }
        try object.model.resizeTokenEmbeddings(rows)
      }
      return .object(
        RepresentedObject(
          "Embedding",
          "Embedding(\(object.model.configuration.vocabularySize), \(object.model.configuration.hiddenSize))"))
    },
    .method(
      "save_pretrained", savingSignature,
      "Writes the model's files into a folder and reads them back; of a model with an adapter, the adapter's."
    ) { object, arguments, context in
      try savePretrained(object, arguments, context)
    },
    .method(
      "save_pretrained_gguf", "save_directory, tokenizer, quantization_method='q8_0'",
      "Writes model and tokenizer as one GGUF file for llama.cpp, reads it back, and gives its path."
    ) { object, arguments, context in
      try saveGGUF(object, arguments, context)
    },
    .method("eval", "", "The model itself: nothing here acts differently in training.") { object, _, _ in
      .object(object)
    },
    .method("train", "mode=True", "The model itself.") { object, _, _ in .object(object) },
    .method("to", "*target, **options", "The model itself; a dtype sets what save_pretrained writes.") {
      object, arguments, context in
      for target in arguments.variadic + arguments.keywords.map(\.value) {
        if let type = (target.object as? DTypeObject)?.elementType {
          guard type.isFloatingPoint else { throw PyError(.typeError, "a model's weights are floating-point numbers") }
          object.model.elementType = type
        } else if let device = deviceName(target) {
          noticeDevice(device, context)
        }
      }
      return .object(object)
    },
    .method("cuda", "", "The model itself: there is only the CPU here.") { object, _, context in
      noticeDevice("cuda", context)
      return .object(object)
    },
    .method("cpu", "", "The model itself.") { object, _, _ in .object(object) },
    .method("gradient_checkpointing_enable", "**options", "Nothing: memory is saved where it is short.") { _, _, _ in
      .none
    },
    .method("enable_input_require_grads", "", "Nothing: gradients reach the adapter anyway.") { _, _, _ in .none },
    .method("generate", generateSignature, "Continues prompts; gives prompt and answer.") {
      object, arguments, context in
      try generate(object, arguments, context)
    },
  ])

  /// What peft's wrapper adds.
  static let adapterMembers = Members<ModelObject>([
    .method("print_trainable_parameters", "", "Prints how many of the weights training changes.") {
      object, _, context in
      context.print(object.model.parameterCounts.description)
      return .none
    },
    .method("get_nb_trainable_parameters", "", "The numbers of trainable and of all weights.") { object, _, _ in
      .tupleOf(.int(object.model.parameterCounts.trainable), .int(object.model.parameterCounts.all))
    },
    .method(
      "merge_and_unload", "progressbar=False, safe_merge=False",
      "Adds the adapter to the weights and gives the plain model."
    ) {
      object, _, context in
      try merge(object, context)
    },
    .method("unload", "", "Takes the adapter off and gives the plain model.") { object, _, _ in
      try object.model.unloadAdapter()
      return object.wrapped(isAdapted: false)
    },
    .method("get_base_model", "", "The model under the adapter.") { object, _, _ in object.wrapped(isAdapted: false)
    },
    .property("base_model", "The model under the adapter.") { $0.wrapped(isAdapted: false) },
    .property("peft_config", "The adapter's configuration by name.") { object in
      .dictionary(
        (object.model.adapter.map { [("default", .object(LoraConfigObject($0.configuration)))] } ?? []))
    },
    .property("active_adapter", "The adapter's name.") { _ in "default" },
    .method("disable_adapter", "", "A context in which the model answers without the adapter.") { object, _, _ in
      .object(AdapterSwitchObject(object.model))
    },
  ])
}

/// `with model.disable_adapter():`
final class AdapterSwitchObject: PyObject {
  private let model: LanguageModel

  init(_ model: LanguageModel) { self.model = model }

  override var typeName: String { "AdapterSwitch" }

  override func enterContext(_ context: CallContext) throws -> Value? {
    model.isAdapterEnabled = false
    return Value.none
  }

  override func exitContext(_ error: PyError?, _ context: CallContext) throws -> Bool {
    model.isAdapterEnabled = true
    return false
  }
}

/// An object of which a cell sees only how it prints.
final class RepresentedObject: PyObject {
  private let name: String
  private let text: String

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }

  override var typeName: String { name }

  override func repr() -> String { text }
}
