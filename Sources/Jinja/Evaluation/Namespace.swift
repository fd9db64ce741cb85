import PythonValues

/// What `namespace(...)` makes: attributes that blocks inside a loop can set for good.
final class Namespace: PyObject {
  private var attributes = PyDict()

  override var typeName: String { "Namespace" }
  override func repr() throws -> String { "<Namespace \(try Value.dict(attributes).repr())>" }
  override var attributeNames: [String] { attributes.keys.compactMap(\.string) }
  override func attribute(_ name: String) -> Value? { attributes[name] }
  override func item(_ key: Value) throws -> Value {
    guard let name = key.string, let value = attributes[name] else { throw PyError.key(key) }
    return value
  }

  func set(_ name: String, _ value: Value) { attributes[name] = value }

  func clear() { attributes = PyDict() }
}
