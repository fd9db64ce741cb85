import JSON
import LanguageModels
import PythonValues

/// A model's configuration in a cell: the fields of config.json by name.
final class ConfigObject: PyObject {
  private(set) var configuration: ModelConfiguration

  init(_ configuration: ModelConfiguration) { self.configuration = configuration }

  override var typeName: String { configuration.family.configurationName }

  override func repr() -> String { "\(typeName) \(configuration.members.json.string(.indented))" }

  override func attribute(_ name: String) throws -> Value? {
    if let value = configuration.members[name] { return Value(value) }
    return try Self.members.attribute(name, of: self)
  }

  override func setAttribute(_ name: String, _ value: Value) throws {
    configuration = try translatingErrors { try configuration.setting(name, try value.json()) }
  }

  override var attributeNames: [String] { configuration.members.keys.map(\.string) + Self.members.names }

  static let members = Members<ConfigObject>([
    .method("to_dict", "", "The fields as a dict.") { object, _, _ in Value(object.configuration.members.json) },
    .settable(
      "use_cache", "Whether generation keeps keys and values: always.", get: { _ in true }, set: { _, _ in }),
  ])
}

extension ModelFamily {
  /// The class that transformers gives the family's configuration.
  var configurationName: String { architecture.replacing("ForCausalLM", with: "Config") }
}

extension JSONObject {
  /// The object as a value.
  var json: JSON { .object(self) }
}

/// What `generate` does unless told otherwise, by the names of generation_config.json.
final class GenerationConfigObject: PyObject {
  private let model: LanguageModel

  init(_ model: LanguageModel) { self.model = model }

  override var typeName: String { "GenerationConfig" }

  override func repr() -> String { "GenerationConfig \(model.generationConfiguration.members.json.string(.indented))" }

  override func attribute(_ name: String) throws -> Value? {
    model.generationConfiguration.members[name].map(Value.init)
  }

  override func setAttribute(_ name: String, _ value: Value) throws {
    try translatingErrors { try model.generationConfiguration.set(name, try value.json()) }
  }

  override var attributeNames: [String] { model.generationConfiguration.members.keys.map(\.string) }
}
