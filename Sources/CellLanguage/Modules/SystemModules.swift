import Cluster
import Files
import Glibc
import PythonValues

/// The modules `time`, `os`, `sys`, `string`, `warnings` and `typing`, as far as notebooks reach for them.
enum SystemModules {
  static func time() -> [(String, Value)] {
    func clock(_ name: String, _ id: clockid_t) -> (String, Value) {
      (
        name,
        .object(
          NativeFunction(name) { _, _ in
            var time = timespec()
            clock_gettime(id, &time)
            // Ranks that share a run must not differ in what they do next.
            return .float(try Cluster.current.broadcast(Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9))
          })
      )
    }
    return [
      clock("time", CLOCK_REALTIME), clock("perf_counter", CLOCK_MONOTONIC), clock("monotonic", CLOCK_MONOTONIC),
      clock("process_time", CLOCK_PROCESS_CPUTIME_ID),
      (
        "sleep",
        .object(
          NativeFunction("sleep", "seconds, /") { arguments, context in
            var left = try MathModule.number(arguments[0])
            if left < 0 { throw PyError(.valueError, "sleep length must be non-negative") }
            while left > 0 {
              try context.checkInterrupt()
              let part = min(left, 0.05)
              usleep(UInt32(part * 1e6))
              left -= part
            }
            return .none
          })
      ),
    ]
  }

  static func path() -> [(String, Value)] {
    func on(_ name: String, _ body: @escaping (String) throws -> Value) -> NativeFunction {
      NativeFunction(name, "path, /") { arguments, _ in
        guard let path = arguments[0].string else {
          throw PyError(.typeError, "expected str, bytes or os.PathLike object, not \(arguments[0].typeName)")
        }
        return try body(path)
      }
    }
    let functions = [
      NativeFunction("join", "path, *paths") { arguments, _ in
        let parts = try ([arguments[0]] + arguments.variadic).map { part in
          guard let text = part.string else {
            throw PyError(.typeError, "expected str, bytes or os.PathLike object, not \(part.typeName)")
          }
          return text
        }
        return .string(
          parts.dropFirst().reduce(parts[0]) {
            $1.hasPrefix("/") ? $1 : $0.isEmpty || $0.hasSuffix("/") ? $0 + $1 : $0 + "/" + $1
          })
      },
      on("exists") { .bool(pathExists($0)) },
      on("isdir") { .bool(isFolder($0)) },
      on("isfile") { .bool(pathExists($0) && !isFolder($0)) },
      on("basename") { .string(split($0).name) },
      on("dirname") { .string(split($0).folder) },
      on("split") { path in
        let (folder, name) = split(path)
        return .tupleOf(.string(folder), .string(name))
      },
      on("splitext") { path in
        let name = split(path).name
        let stem = name.drop { $0 == "." }
        guard let dot = stem.lastIndex(of: ".") else { return .tupleOf(.string(path), "") }
        let ending = String(name[dot...])
        return .tupleOf(.string(String(path.dropLast(ending.count))), .string(ending))
      },
      on("abspath") { .string($0.hasPrefix("/") ? $0 : workingFolder + "/" + $0) },
    ]
    return functions.map { ($0.name, .object($0)) } + [("sep", "/")]
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    var folder = String(path[...slash])
    while folder.count > 1, folder.hasSuffix("/"), folder.contains(where: { $0 != "/" }) { folder.removeLast() }
    return (folder, String(path[path.index(after: slash)...]))
  }

  private static var workingFolder: String {
    guard let pointer = getcwd(nil, 0) else { return "." }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  static func os(path: Module) -> [(String, Value)] {
    [
      ("path", .object(path)), ("sep", "/"), ("linesep", "\n"), ("name", "posix"),
      ("environ", .object(EnvironmentObject())),
      ("getcwd", .object(NativeFunction("getcwd") { _, _ in .string(workingFolder) })),
      (
        "getenv",
        .object(
          NativeFunction("getenv", "key, default=None") { arguments, _ in
            environmentVariable(try arguments.string("key")).map { .string($0) } ?? arguments[1]
          })
      ),
      ("cpu_count", .object(NativeFunction("cpu_count") { _, _ in .int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) })),
      (
        "listdir",
        .object(
          NativeFunction("listdir", "path='.'") { arguments, _ in
            let path = try arguments.string("path")
            do { return .array(try listFolder(path).map { .string($0) }) } catch {
              throw OpenFunction.error(path, isFolderWanted: true)
            }
          })
      ),
      (
        "makedirs",
        .object(
          NativeFunction("makedirs", "name, mode=511, exist_ok=False") { arguments, _ in
            let path = try arguments.string("name")
            let isAccepted = try arguments.bool("exist_ok") && isFolder(path)
            guard isAccepted || !pathExists(path) else {
              throw PyError(.fileExistsError, "[Errno 17] File exists: \(try Value.string(path).repr())")
            }
            do { try makeFolder(path) } catch { throw PyError(.osError, "\(error)") }
            return .none
          })
      ),
    ]
  }

  static func sys() -> [(String, Value)] {
    [
      ("maxsize", .int(.max)), ("stdout", .object(OutputStream())),
      ("stderr", .object(OutputStream(isForErrors: true))),
      ("argv", .array([""])), ("platform", "linux"), ("byteorder", "little"),
      ("getrecursionlimit", .object(NativeFunction("getrecursionlimit") { _, _ in .int(Interpreter.recursionLimit) })),
    ]
  }

  static func string() -> [(String, Value)] {
    let lower = "abcdefghijklmnopqrstuvwxyz"
    let punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    let space = " \t\n\r\u{0B}\u{0C}"
    return [
      ("ascii_lowercase", .string(lower)), ("ascii_uppercase", .string(lower.uppercased())),
      ("ascii_letters", .string(lower + lower.uppercased())), ("digits", "0123456789"),
      ("hexdigits", "0123456789abcdefABCDEF"), ("octdigits", "01234567"), ("punctuation", .string(punctuation)),
      ("whitespace", .string(space)),
      ("printable", .string("0123456789" + lower + lower.uppercased() + punctuation + space)),
    ]
  }

  static func warnings() -> [(String, Value)] {
    [
      (
        "warn",
        .object(
          NativeFunction("warn", "message, category=None, stacklevel=1, source=None") { arguments, context in
            context.warn(try arguments[0].str())
            return .none
          })
      ),
      ("filterwarnings", .object(NativeFunction("filterwarnings", "*values, **names") { _, _ in .none })),
      ("simplefilter", .object(NativeFunction("simplefilter", "*values, **names") { _, _ in .none })),
    ]
  }

  /// Annotations are ignored, so the names of types only have to be there.
  static func typing() -> [(String, Value)] {
    let names = [
      "Any", "Callable", "ClassVar", "Dict", "Final", "Generic", "Iterable", "Iterator", "List", "Literal", "Mapping",
      "NamedTuple", "Optional", "Sequence", "Set", "Tuple", "Type", "TypeVar", "TypedDict", "Union",
    ]
    return names.map { ($0, .object(TypingName($0))) } + [("TYPE_CHECKING", false)]
  }
}

/// `os.environ`.
final class EnvironmentObject: PyObject {
  override var typeName: String { "_Environ" }

  private func name(_ key: Value) throws -> String {
    guard let name = key.string else { throw PyError(.typeError, "str expected, not \(key.typeName)") }
    return name
  }

  override func item(_ key: Value) throws -> Value {
    guard let value = environmentVariable(try name(key)) else { throw PyError.key(key) }
    return .string(value)
  }

  override func setItem(_ key: Value, _ value: Value) throws { setenv(try name(key), try name(value), 1) }

  override func deleteItem(_ key: Value) throws {
    _ = try item(key)
    unsetenv(try name(key))
  }

  override func contains(_ value: Value) throws -> Bool? { environmentVariable(try name(value)) != nil }

  override func attribute(_ name: String) -> Value? {
    switch name {
    case "get":
      .object(
        NativeFunction("get", "key, default=None") { arguments, _ in
          environmentVariable(try arguments.string("key")).map { .string($0) } ?? arguments[1]
        })
    case "setdefault":
      .object(
        NativeFunction("setdefault", "key, value") { arguments, _ in
          let key = try arguments.string("key")
          if environmentVariable(key) == nil { setenv(key, try arguments.string("value"), 1) }
          return environmentVariable(key).map { .string($0) } ?? .none
        })
    default: nil
    }
  }

  override var attributeNames: [String] { ["get", "setdefault"] }
}

/// `sys.stdout` and `sys.stderr`: write to the cell's outputs.
final class OutputStream: PyObject {
  private let isForErrors: Bool

  init(isForErrors: Bool = false) { self.isForErrors = isForErrors }

  /// Writes text.
  func write(_ text: String, _ context: CallContext) {
    if isForErrors, let write = (context as? Interpreter)?.errorOutput { write(text) } else { context.write(text) }
  }

  override var typeName: String { "TextIOWrapper" }

  override func attribute(_ name: String) -> Value? {
    switch name {
    case "write":
      .object(
        NativeFunction("write", "text, /") { [self] arguments, context in
          write(try arguments.string("text"), context)
          return .int(try arguments[0].length())
        })
    case "flush": .object(NativeFunction("flush") { _, _ in .none })
    default: nil
    }
  }
}

/// A name that only annotations use.
final class TypingName: PyObject {
  private let name: String

  init(_ name: String) { self.name = name }

  override var typeName: String { "typing" }
  override func repr() -> String { "typing.\(name)" }
  override func item(_ key: Value) -> Value { .object(self) }
  override var isCallable: Bool { true }
  override func call(_ arguments: CallArguments, _ context: CallContext) -> Value { .object(self) }
}
