import PythonValues
import SourceText

/// What stopped a cell: the Python exception, its place with a caret, and the calls that led there.
public struct CellError: Error, CustomStringConvertible {
  /// The exception's class: `NameError`.
  public let exceptionName: String
  /// The built-in kind, or the nearest one of a cell's own class.
  public let kind: ExceptionKind
  /// The exception's text.
  public let message: String
  /// The message with its place, source line, caret and remedy.
  public let diagnostic: Diagnostic
  /// The calls that led there, the innermost first.
  public let calls: [Call]
  /// Whether more text could make the cell complete.
  public let isIncomplete: Bool
  /// The exceptions that this one came from, nearest first: `CauseError: text`.
  public let causes: [String]

  /// A call on the way to the error.
  public struct Call: Sendable {
    /// The function; `<cell>` for a cell.
    public let function: String
    /// The source.
    public let source: Source
    /// The place in it.
    public let span: SourceSpan
  }

  init(_ failure: SyntaxFailure, _ source: Source) {
    exceptionName = failure.kind.rawValue
    kind = failure.kind
    message = failure.message
    diagnostic = Diagnostic(
      "\(failure.kind.rawValue): \(failure.message)", in: source, at: failure.span, remedy: failure.remedy)
    calls = []
    isIncomplete = failure.isIncomplete
    causes = []
  }

  init(_ error: PyError, _ source: Source) {
    let exception = error.exception
    exceptionName = exception.typeName
    kind = exception.kind
    message = error.message
    let place = exception.frames.first
    let text = message.isEmpty ? exceptionName : "\(exceptionName): \(message)"
    diagnostic = Diagnostic(
      text, in: place?.source ?? source, at: place?.span ?? SourceSpan(0, 0), remedy: exception.remedy)
    calls = exception.frames.map { Call(function: $0.function, source: $0.source, span: $0.span) }
    isIncomplete = false
    causes = Self.causes(of: exception)
  }

  private static func causes(of exception: PyException) -> [String] {
    var causes: [String] = []
    var current: PyException? = exception
    while let next = current?.cause ?? (current?.suppressesContext == true ? nil : current?.context), causes.count < 10
    {
      causes.append(PyError(next).description)
      current = next
    }
    return causes
  }

  /// The error laid out for a terminal of narrow characters.
  public var description: String { rendered() }

  /// The error laid out: the place, the caret and the remedy, then the calls that led there.
  ///
  /// - Parameter width: the number of terminal columns a text takes.
  public func rendered(width: (String) -> Int = { $0.unicodeScalars.count }) -> String {
    var text = diagnostic.rendered(width: width)
    let outer = calls.dropFirst()
    for call in outer.prefix(8) {
      let position = call.source.position(of: call.span.start)
      text += "\n  called from \(call.source.name):\(position.line), in \(call.function)"
    }
    if outer.count > 8 { text += "\n  … and \(outer.count - 8) more calls" }
    for cause in causes { text += "\n  while handling \(cause)" }
    return text
  }
}
