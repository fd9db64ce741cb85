import PythonValues

/// A module that cells can import.
public final class Module: PyObject {
  /// Its name.
  public let name: String
  private let members: PyDict

  init(_ name: String, _ members: [(String, Value)]) {
    self.name = name
    self.members = PyDict(members)
  }

  /// `module`.
  public override var typeName: String { "module" }

  /// `<module 'name'>`.
  public override func repr() -> String { "<module '\(name)'>" }

  /// A member.
  public override func attribute(_ name: String) throws -> Value? {
    if name == "__name__" { return .string(self.name) }
    return members[name]
  }

  /// Names the module.
  public override func missingAttributeMessage(_ name: String) -> String {
    "module '\(self.name)' has no attribute '\(name)'"
  }

  /// Sets a member.
  public override func setAttribute(_ name: String, _ value: Value) { members[name] = value }

  /// The names of the members.
  public override var attributeNames: [String] { members.keys.compactMap(\.string) }
}
