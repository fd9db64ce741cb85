import PythonValues

/// The modules that the language brings.
enum Modules {
  static func register(in interpreter: Interpreter) {
    interpreter.defineModule("__future__", [("annotations", .none)])
  }
}
