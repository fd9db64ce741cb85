import Glibc
import PythonValues

/// The names that every cell has without import.
enum Builtins {
  static func register(in interpreter: Interpreter) {
    for name in BuiltinType.constructors.keys { interpreter.define(name, .object(BuiltinType(name: name))) }
    for kind in ExceptionKind.allCases where kind != .jsonDecodeError {
      interpreter.define(kind.rawValue, .object(ExceptionClass(kind)))
    }
    interpreter.define("IOError", .object(ExceptionClass(.osError)))
    interpreter.define("EnvironmentError", .object(ExceptionClass(.osError)))
    interpreter.define("NotImplemented", .object(NotImplementedObject()))
    interpreter.define("Ellipsis", .object(EllipsisObject()))
    interpreter.define("__name__", "__main__")
    interpreter.define("__debug__", true)
    for function in output + numbers + sequences + objects + refused { interpreter.define(function) }
    interpreter.define("open", .object(OpenFunction.make()))
  }

  /// The type of a value.
  static func type(of value: Value) -> PyType {
    guard case .object(let object) = value else { return BuiltinType(name: value.typeName) }
    switch object {
    case let instance as Instance: return instance.userClass
    case let exception as PyException: return exception.type
    case is PyType: return BuiltinType(name: "type")
    default:
      if let type = object.type { return type }
      return BuiltinType.constructors[object.typeName] != nil
        ? BuiltinType(name: object.typeName) : OpaqueType(name: object.typeName)
    }
  }

  /// An integer, or what `__index__` gives.
  static func index(_ value: Value) throws -> Int {
    if let integer = value.integer { return integer }
    if case .object(let object) = value, case .int(let integer)? = try object.numericValue() { return integer }
    throw PyError(.typeError, "'\(value.typeName)' object cannot be interpreted as an integer")
  }

  private static var output: [NativeFunction] {
    [
      NativeFunction("print", "*values, sep=' ', end='\\n', file=None, flush=False") { arguments, context in
        func separator(_ name: String, _ otherwise: String) throws -> String {
          if arguments[name].isNone { return otherwise }
          guard let text = arguments[name].string else {
            throw PyError(.typeError, "\(name) must be None or a string, not \(arguments[name].typeName)")
          }
          return text
        }
        let text =
          try arguments.variadic.map { try $0.str() }.joined(separator: separator("sep", " "))
          + separator("end", "\n")
        if let stream = arguments["file"].object as? OutputStream {
          stream.write(text, context)
        } else {
          context.write(text)
        }
        return .none
      },
      NativeFunction("repr", "object, /") { arguments, _ in .string(try arguments[0].repr()) },
      NativeFunction("ascii", "object, /") { arguments, _ in .string(asciiEscaped(try arguments[0].repr())) },
      NativeFunction("format", "value, spec='', /") { arguments, _ in
        guard let spec = arguments[1].string else {
          throw PyError(.typeError, "format() argument 2 must be str, not \(arguments[1].typeName)")
        }
        return .string(try arguments[0].formatted(spec))
      },
    ]
  }

  /// Functions of CPython that the cell language leaves out, each with its reason.
  private static var refused: [NativeFunction] {
    let reasons = [
      ("eval", "code cannot be made from text here"), ("exec", "code cannot be made from text here"),
      ("compile", "code cannot be made from text here"), ("input", "a cell cannot ask; assign the value"),
      ("bytes", "there are no bytes here; use str"), ("bytearray", "there are no bytes here; use str"),
      ("memoryview", "there are no bytes here; use str"), ("complex", "there are no complex numbers here"),
      ("globals", "the names of a notebook are shown by %who"), ("locals", "the names of a notebook are shown by %who"),
      ("__import__", "write an import statement"), ("breakpoint", "there is no debugger here"),
    ]
    return reasons.map { name, reason in
      NativeFunction(name, "*values, **names") { _, _ in
        throw PyError(.notImplementedError, "\(name)() is not part of the cell language: \(reason)")
      }
    }
  }
}
