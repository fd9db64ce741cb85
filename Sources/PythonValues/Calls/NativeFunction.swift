/// A function that Swift implements, with the parameters of a Python function.
public final class NativeFunction: PyObject {
  /// What runs: the sorted arguments and whoever runs the call.
  public typealias Body = (BoundArguments, CallContext) throws -> Value

  /// Its name.
  public let name: String
  /// Its parameters.
  public let signature: Signature
  private let body: Body

  /// Makes a function.
  ///
  /// - Parameters:
  ///   - name: what errors call it.
  ///   - signature: its parameters as Python writes them: `path, name=None, *, split=None, **more`.
  public init(_ name: String, _ signature: String = "", _ body: @escaping Body) {
    self.name = name
    self.signature = Signature(signature)
    self.body = body
  }

  /// `builtin_function_or_method`.
  public override var typeName: String { "builtin_function_or_method" }

  /// `<built-in function name>`.
  public override func repr() -> String { "<built-in function \(name)>" }

  /// It can be called.
  public override var isCallable: Bool { true }

  /// Sorts the arguments and runs.
  public override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    try body(signature.bind(arguments, function: name), context)
  }

  /// `__name__`.
  public override func attribute(_ name: String) throws -> Value? {
    name == "__name__" || name == "__qualname__" ? .string(self.name) : nil
  }
}
