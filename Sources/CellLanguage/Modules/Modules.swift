import PythonValues

/// The modules that the language brings.
enum Modules {
  static func register(in interpreter: Interpreter) {
    interpreter.defineModule("json", JSONModule.members())
    interpreter.defineModule("math", MathModule.members())
    interpreter.defineModule("random", RandomModule.members(interpreter.random))
    interpreter.defineModule("collections", CollectionsModule.members())
    interpreter.defineModule("itertools", ItertoolsModule.members())
    interpreter.defineModule("functools", FunctionModules.functools())
    interpreter.defineModule("operator", FunctionModules.operators())
    interpreter.defineModule("copy", FunctionModules.copying())
    interpreter.defineModule("time", SystemModules.time())
    let path = Module("posixpath", SystemModules.path())
    interpreter.defineModule("os.path", SystemModules.path())
    interpreter.defineModule("os", SystemModules.os(path: path))
    interpreter.defineModule("sys", SystemModules.sys())
    interpreter.defineModule("string", SystemModules.string())
    interpreter.defineModule("warnings", SystemModules.warnings())
    interpreter.defineModule("typing", SystemModules.typing())
    interpreter.defineModule(
      "__future__", [("annotations", .none), ("division", .none), ("print_function", .none)])
    for name in ["json", "math", "random", "os", "time"] {
      if let module = try? interpreter.importModule(name) { interpreter.define(name, .object(module)) }
    }
  }
}
