import SourceText

/// A raised Python exception on its way through Swift.
///
/// Unchecked: an error is Sendable by protocol, while exceptions belong to the one task that runs the interpreter.
public struct PyError: Error, @unchecked Sendable {
  /// The exception.
  public let exception: PyException

  /// Raises an exception object.
  public init(_ exception: PyException) { self.exception = exception }

  /// Raises a built-in exception with a message.
  public init(_ kind: ExceptionKind, _ message: String, remedy: String? = nil) {
    exception = PyException(type: ExceptionClass(kind), kind: kind, arguments: [.string(message)])
    exception.remedy = remedy
  }

  /// Raises a built-in exception and names the known name that was most likely meant.
  public init(_ kind: ExceptionKind, _ message: String, nearest name: String, in known: some Sequence<String>) {
    self.init(kind, message, remedy: nearestName(to: name, among: known).map { "Did you mean: '\($0)'?" })
  }

  /// The built-in kind, or the nearest one of a cell's own class.
  public var kind: ExceptionKind { exception.kind }

  /// The message alone.
  public var message: String { (try? exception.str()) ?? "" }

  /// A `KeyError` whose argument is the key.
  public static func key(_ key: Value) -> PyError {
    PyError(PyException(type: ExceptionClass(.keyError), kind: .keyError, arguments: [key]))
  }
}

extension PyError: CustomStringConvertible {
  /// `TypeError: message`.
  public var description: String {
    message.isEmpty ? exception.typeName : "\(exception.typeName): \(message)"
  }
}
