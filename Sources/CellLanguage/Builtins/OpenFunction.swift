import Files
import Glibc
import PythonValues

/// `open(path)` for reading text.
enum OpenFunction {
  static func make() -> NativeFunction {
    NativeFunction(
      "open", "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None"
    ) { arguments, _ in
      guard let path = arguments["file"].string else {
        throw PyError(.typeError, "expected str, bytes or os.PathLike object, not \(arguments["file"].typeName)")
      }
      let mode = try arguments.string("mode")
      guard mode == "r" || mode == "rt" || mode == "tr" else {
        throw PyError(
          .notImplementedError, "open() only reads text here, not with mode '\(mode)'",
          remedy: "Write through the objects that save themselves: save_pretrained, save_model, savefig.")
      }
      if let encoding = try arguments.optionalString("encoding") {
        let name = encoding.lowercased().filter { $0 != "-" && $0 != "_" }
        guard name == "utf8" || name == "ascii" || name == "utf8sig" else {
          throw PyError(.notImplementedError, "open() reads UTF-8 only, not encoding '\(encoding)'")
        }
      }
      return .object(try open(path))
    }
  }

  private static func open(_ path: String) throws -> TextFile {
    if isFolder(path) || !pathExists(path) { throw error(path) }
    let bytes: [UInt8]
    do { bytes = try readFile(path) } catch { throw self.error(path) }
    if bytes.contains(0x0D) { return TextFile(path, unified(bytes)) }
    return TextFile(path, bytes)
  }

  /// The bytes with every line end as a line feed.
  private static func unified(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0D {
        result.append(0x0A)
      } else if byte != 0x0A || index == 0 || bytes[index - 1] != 0x0D {
        result.append(byte)
      }
    }
    return result
  }

  /// The exception of a file that cannot be read.
  static func error(_ path: String, isFolderWanted: Bool = false) -> PyError {
    let (kind, number, text): (ExceptionKind, Int, String) =
      !pathExists(path)
      ? (.fileNotFoundError, 2, "No such file or directory")
      : isFolder(path) && !isFolderWanted
        ? (.isADirectoryError, 21, "Is a directory")
        : isFolderWanted && !isFolder(path)
          ? (.notADirectoryError, 20, "Not a directory") : (.permissionError, 13, "Permission denied")
    return PyError(
      PyException(type: ExceptionClass(kind), kind: kind, arguments: [.int(number), .string(text), .string(path)]))
  }
}

/// A file opened for reading text.
final class TextFile: PyIterator {
  private let path: String
  private let bytes: [UInt8]
  private var offset = 0
  private var isClosed = false

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  override var typeName: String { "_io.TextIOWrapper" }
  override func repr() -> String { "<_io.TextIOWrapper name='\(path)' mode='r' encoding='UTF-8'>" }

  private func text(_ part: ArraySlice<UInt8>) throws -> Value {
    let part = Array(part)
    guard String(validating: part, as: UTF8.self) != nil else {
      throw PyError(.unicodeDecodeError, "'utf-8' codec can't decode the bytes of \(path)")
    }
    return .str(PyString(bytes: part))
  }

  private func checkOpen() throws {
    if isClosed { throw PyError(.valueError, "I/O operation on closed file.") }
  }

  private func line() throws -> Value? {
    guard offset < bytes.count else { return nil }
    let end = bytes[offset...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    defer { offset = end }
    return try text(bytes[offset..<end])
  }

  private func read(_ count: Int?) throws -> Value {
    var end = bytes.count
    if let count, count >= 0 {
      end = offset
      for _ in 0..<count where end < bytes.count {
        end += 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      }
    }
    defer { offset = end }
    return try text(bytes[offset..<end])
  }

  override func next() throws -> Value? {
    try checkOpen()
    return try line()
  }

  override func enterContext(_ context: CallContext) throws -> Value? {
    try checkOpen()
    return .object(self)
  }

  override func exitContext(_ error: PyError?, _ context: CallContext) -> Bool {
    isClosed = true
    return false
  }

  override var attributeNames: [String] { ["close", "closed", "name", "read", "readline", "readlines"] }

  override func attribute(_ name: String) throws -> Value? {
    func method(_ signature: String, _ body: @escaping (BoundArguments) throws -> Value) -> Value {
      .object(
        NativeFunction(name, signature) { [self] arguments, _ in
          if name != "close" { try checkOpen() }
          return try body(arguments)
        })
    }
    switch name {
    case "name": return .string(path)
    case "mode": return "r"
    case "closed": return .bool(isClosed)
    case "read": return method("size=None, /") { [self] in try read(try $0.optionalInteger("size")) }
    case "readline": return method("size=-1, /") { [self] _ in try line() ?? "" }
    case "readlines":
      return method("hint=-1, /") { [self] _ in
        var lines: [Value] = []
        while let line = try line() { lines.append(line) }
        return .array(lines)
      }
    case "close":
      return method("") { [self] _ in
        isClosed = true
        return .none
      }
    case "write", "writelines":
      return method("text, /") { _ in throw PyError(.osError, "not writable") }
    default: return nil
    }
  }
}
