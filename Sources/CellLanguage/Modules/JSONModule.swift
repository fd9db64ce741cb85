import PythonValues

/// The module `json`.
enum JSONModule {
  static func members() -> [(String, Value)] {
    let loadParameters =
      "*, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None"
    let functions = [
      NativeFunction("dumps", "obj, \(JSONWriting.parameters)") { .str(try JSONWriting.dumps($0, $1)) },
      NativeFunction("dump", "obj, fp, \(JSONWriting.parameters)") { arguments, context in
        let write = try arguments["fp"].attribute("write")
        return try context.call(write, .str(try JSONWriting.dumps(arguments, context)))
      },
      NativeFunction("loads", "s, \(loadParameters)") { arguments, context in
        guard case .str(let text) = arguments["s"] else {
          throw PyError(
            .typeError, "the JSON object must be str, bytes or bytearray, not \(arguments["s"].typeName)")
        }
        return try load(text, arguments, context)
      },
      NativeFunction("load", "fp, \(loadParameters)") { arguments, context in
        let read = try arguments["fp"].attribute("read")
        guard case .str(let text) = try context.call(read) else {
          throw PyError(.typeError, "json.load() needs a file opened for reading text")
        }
        return try load(text, arguments, context)
      },
    ]
    return functions.map { ($0.name, .object($0)) } + [
      ("JSONDecodeError", .object(ExceptionClass(.jsonDecodeError)))
    ]
  }

  private static func load(_ text: PyString, _ arguments: BoundArguments, _ context: CallContext) throws -> Value {
    for name in ["cls", "parse_float", "parse_int", "parse_constant", "object_pairs_hook"]
    where !arguments[name].isNone {
      throw PyError(.notImplementedError, "json.loads(\(name)=...) is not part of the cell language")
    }
    let hook = arguments["object_hook"]
    return try JSONReading.loads(text) { hook.isNone ? $0 : try context.call(hook, $0) }
  }
}
