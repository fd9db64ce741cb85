import FineTuning
import JSON
import PythonValues

/// `SFTConfig` in a cell: its arguments by name.
final class SFTConfigObject: PyObject {
  let configuration: SFTConfiguration

  init(_ configuration: SFTConfiguration) { self.configuration = configuration }

  override var typeName: String { "SFTConfig" }

  override func repr() throws -> String {
    let fields = try configuration.values.members.map { "\($0.key)=\(try Value($0.value).repr())" }
    return "SFTConfig(\n" + fields.joined(separator: ",\n") + ",\n)"
  }

  override func attribute(_ name: String) throws -> Value? { configuration.values[name].map(Value.init) }

  override func setAttribute(_ name: String, _ value: Value) throws {
    throw PyError(
      .attributeError, "an SFTConfig stays as it was made: make a new one with \(name)=\(try value.repr())")
  }

  override var attributeNames: [String] { configuration.values.keys.map(\.string) }
}

/// The classes `SFTConfig` and `TrainingArguments`, which is the same here.
func configurationNames() -> [(String, Value)] {
  let defaults = SFTConfiguration().values.members.map { "\($0.key)=\((try? Value($0.value).repr()) ?? "None")" }
  return ["SFTConfig", "TrainingArguments"].map { name in
    let made = libraryClass(
      name, signature: "output_dir=None, **arguments", shownSignature: defaults.joined(separator: ", ")
    ) { arguments, context in
      var given = arguments.keywords.map { (name: $0.name, value: $0.value) }
      if !arguments["output_dir"].isNone { given.insert(("output_dir", arguments["output_dir"]), at: 0) }
      let configuration = try SFTConfiguration(try given.map { ($0.name, try $0.value.json()) })
      for notice in configuration.notices { context.warn(notice) }
      return .object(SFTConfigObject(configuration))
    }
    return (name, made)
  }
}
