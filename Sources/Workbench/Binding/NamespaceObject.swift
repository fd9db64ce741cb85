import PythonValues

/// Names under a name: `torch`, `plt`, an enumeration.
final class NamespaceObject: PyObject {
  let name: String
  private let names: [(name: String, value: Value)]

  init(_ name: String, _ names: [(String, Value)]) {
    self.name = name
    self.names = names.map { ($0.0, $0.1) }
  }

  override var typeName: String { "module" }

  override func repr() -> String { "<module '\(name)'>" }

  override func attribute(_ name: String) throws -> Value? { names.first { $0.name == name }?.value }

  override var attributeNames: [String] { names.map(\.name) }
}
