import PythonValues

/// An exception of a class that a cell defined.
final class ExceptionInstance: PyException {
  let userClass: UserClass
  let members = PyDict()

  init(_ userClass: UserClass, _ kind: ExceptionKind, _ arguments: [Value]) {
    self.userClass = userClass
    super.init(type: userClass, kind: kind, arguments: arguments)
  }

  override func attribute(_ name: String) throws -> Value? {
    if name == "__dict__" { return .dict(members) }
    return try userClass.find(PyString(name), of: self, members) ?? super.attribute(name)
  }

  override func setAttribute(_ name: String, _ value: Value) throws {
    if name == "args" { return try super.setAttribute(name, value) }
    try userClass.set(name, value, of: self, members)
  }

  override var attributeNames: [String] { ["args"] + members.keys.compactMap(\.string) + userClass.attributeNames }

  override func repr() throws -> String { try text("__repr__") ?? super.repr() }

  override func str() throws -> String { try text("__str__") ?? super.str() }

  private func text(_ name: String) throws -> String? {
    guard let method = userClass.special(name) else { return nil }
    let result = try userClass.bind(method, to: self).call(CallArguments(), userClass.interpreter)
    guard case .str(let text) = result else {
      throw PyError(.typeError, "\(name) returned non-string (type \(result.typeName))")
    }
    return text.string
  }

  override func equals(_ other: Value) throws -> Bool? {
    guard let method = userClass.special("__eq__") else { return nil }
    return try userClass.bind(method, to: self).call(CallArguments([other]), userClass.interpreter).isTruthy()
  }
}
