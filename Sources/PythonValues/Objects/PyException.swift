import SourceText

/// The class of a built-in exception.
public final class ExceptionClass: PyType {
  /// Which one.
  public let kind: ExceptionKind

  /// Makes the class object of a kind.
  public init(_ kind: ExceptionKind) {
    self.kind = kind
    super.init(name: kind.rawValue)
  }

  /// The class it descends from.
  public override var base: PyType? { kind.parent.map(ExceptionClass.init) }

  /// Class objects of one kind are one class.
  public override func isSame(as other: PyObject) -> Bool { (other as? ExceptionClass)?.kind == kind }

  /// Whether it equals another value.
  public override func equals(_ other: Value) throws -> Bool? { other.isIdentical(to: .object(self)) }

  /// The kind's hash.
  public override func hash() throws -> Int { kind.hashValue }

  /// Makes an exception.
  public override func call(_ arguments: CallArguments, _ context: CallContext) throws -> Value {
    .object(PyException(type: self, kind: kind, arguments: arguments.positional))
  }
}

/// An exception: its class, its arguments, and where it came by.
open class PyException: PyObject {
  /// A place that an exception came by on its way out.
  public struct Frame {
    /// The function's name; `<cell>` for a cell.
    public let function: String
    /// The source.
    public let source: Source
    /// The place in it.
    public let span: SourceSpan

    /// Makes a frame.
    public init(function: String, source: Source, span: SourceSpan) {
      self.function = function
      self.source = source
      self.span = span
    }
  }

  /// Its class.
  public let exceptionType: PyType
  /// The nearest built-in class.
  public let kind: ExceptionKind
  /// `args`.
  public var arguments: [Value]
  /// What `raise … from` named.
  public var cause: PyException?
  /// What was being handled when it was raised.
  public var context: PyException?
  /// Whether `from` was written.
  public var suppressesContext = false
  /// The places, innermost first.
  public var frames: [Frame] = []
  /// The frame that it came by last, so that no place is noted twice.
  public var lastFrame: ObjectIdentifier?
  /// Attributes that were set on it.
  public var attributes: [String: Value] = [:]
  /// What to do, or the nearest known name: shown under an uncaught error, no part of its text.
  public var remedy: String?

  /// Makes an exception.
  public init(type: PyType, kind: ExceptionKind, arguments: [Value]) {
    exceptionType = type
    self.kind = kind
    self.arguments = arguments
  }

  /// Its class.
  open override var type: PyType { exceptionType }

  /// The class's name.
  open override var typeName: String { exceptionType.name }

  /// `ValueError('text')`.
  open override func repr() throws -> String {
    let list = try arguments.map { try $0.repr() }.joined(separator: ", ")
    return "\(typeName)(\(list))"
  }

  /// The message.
  open override func str() throws -> String {
    switch arguments.count {
    case 0: ""
    case 1: try kind == .keyError ? arguments[0].repr() : arguments[0].str()
    case 2 where kind.descends(from: .osError):
      try "[Errno \(arguments[0].str())] \(arguments[1].str())"
    case 3 where kind.descends(from: .osError):
      try "[Errno \(arguments[0].str())] \(arguments[1].str()): \(arguments[2].repr())"
    default: try Value.tuple(PyTuple(arguments)).repr()
    }
  }

  /// `args`, `__cause__`, `__context__` and what was set.
  open override func attribute(_ name: String) throws -> Value? {
    if let value = attributes[name] { return value }
    switch name {
    case "args": return .tuple(PyTuple(arguments))
    case "__cause__": return cause.map { .object($0) } ?? Value.none
    case "__context__": return context.map { .object($0) } ?? Value.none
    case "__class__": return .object(type)
    case "__traceback__": return Value.none
    case "value" where kind == .stopIteration: return arguments.first ?? Value.none
    case "code" where kind == .systemExit: return arguments.first ?? Value.none
    case "errno" where kind.descends(from: .osError): return arguments.count > 1 ? arguments[0] : Value.none
    case "strerror" where kind.descends(from: .osError): return arguments.count > 1 ? arguments[1] : Value.none
    case "filename" where kind.descends(from: .osError): return arguments.count > 2 ? arguments[2] : Value.none
    default: return nil
    }
  }

  /// Sets an attribute.
  open override func setAttribute(_ name: String, _ value: Value) throws {
    if name == "args", let elements = value.elements { arguments = elements } else { attributes[name] = value }
  }

  /// The names of its attributes.
  open override var attributeNames: [String] { ["args"] + attributes.keys.sorted() }

  /// Whether its class is a class or descends from it.
  open override func isInstance(of type: PyType) -> Bool { self.type.isSubtype(of: type) }
}
