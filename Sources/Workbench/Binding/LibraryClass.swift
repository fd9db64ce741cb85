import CellLanguage
import PythonValues

/// A class of the libraries that a cell names: called to make an object, asked for its class methods.
///
/// - Parameters:
///   - signature: the constructor's parameters as Python writes them; nil where the class is not called itself.
///   - shownSignature: the parameters that help shows, where they are more than the constructor's own words.
///   - statics: its class methods.
func libraryClass(
  _ name: String, signature: String? = nil, shownSignature: String? = nil, statics: [NativeFunction] = [],
  make: @escaping NativeFunction.Body = { _, _ in .none }
) -> Value {
  let constructor = signature.map { classMethod(name, $0, make) }
  let construct: HostClass.Construction = { arguments, context in
    guard let constructor else {
      let factories = statics.map { "\(name).\($0.name)(...)" }.joined(separator: " or ")
      throw PyError(.typeError, "\(name) is not called itself: use \(factories)")
    }
    return try constructor.call(arguments, context)
  }
  let made = HostClass(name, construct: construct)
  if let shown = shownSignature ?? signature { made.define("__text_signature__", .string("(\(shown))")) }
  for method in statics { made.define(method.name, .object(method)) }
  return .object(made)
}

/// A class method whose errors are put in Python's terms.
func classMethod(_ name: String, _ signature: String, _ body: @escaping NativeFunction.Body) -> NativeFunction {
  NativeFunction(name, signature) { arguments, context in try translatingErrors { try body(arguments, context) } }
}

/// A function whose errors are put in Python's terms.
func function(_ name: String, _ signature: String, _ body: @escaping NativeFunction.Body) -> Value {
  .object(classMethod(name, signature, body))
}
