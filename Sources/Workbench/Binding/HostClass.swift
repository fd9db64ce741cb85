import PythonValues

/// A class of the libraries that a cell names: called to make an object, asked for its class methods.
final class HostClass: PyType {
  private let constructor: NativeFunction?
  private let statics: [(name: String, value: Value)]

  /// Makes a class.
  ///
  /// - Parameters:
  ///   - signature: the constructor's parameters as Python writes them; nil where the class cannot be called.
  ///   - statics: its class methods and constants.
  init(
    _ name: String, signature: String? = nil, statics: [NativeFunction] = [],
    make: @escaping NativeFunction.Body = { _, _ in .none }
  ) {
    constructor = signature.map { signature in
      NativeFunction(name, signature) { arguments, context in try translatingErrors { try make(arguments, context) } }
    }
    self.statics = statics.map { ($0.name, .object($0)) }
    super.init(name: name)
  }

  override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    guard let constructor else {
      let factories = statics.map { "\(name).\($0.name)(...)" }.joined(separator: " or ")
      throw PyError(.typeError, "\(name) is not called itself: use \(factories)")
    }
    return try constructor.call(arguments, context)
  }

  override func attribute(_ name: String) throws -> Value? {
    if let member = statics.first(where: { $0.name == name }) { return member.value }
    return try super.attribute(name)
  }

  override var attributeNames: [String] { statics.map(\.name) }
}

/// A class method whose errors are put in Python's terms.
func classMethod(_ name: String, _ signature: String, _ body: @escaping NativeFunction.Body) -> NativeFunction {
  NativeFunction(name, signature) { arguments, context in try translatingErrors { try body(arguments, context) } }
}

/// A function whose errors are put in Python's terms.
func function(_ name: String, _ signature: String, _ body: @escaping NativeFunction.Body) -> Value {
  .object(classMethod(name, signature, body))
}
