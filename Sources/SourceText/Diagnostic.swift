/// What is wrong, where it stands, and what to do: one error or warning about a place in a source.
public struct Diagnostic: Error, Sendable {
  /// How grave it is.
  public enum Severity: String, Sendable {
    /// The work stops.
    case error
    /// The work goes on.
    case warning
  }

  /// How grave it is.
  public var severity: Severity

  /// What is wrong, in one sentence without a final full stop.
  public var message: String

  /// The source that holds the place.
  public var source: Source

  /// The place.
  public var span: SourceSpan

  /// What to do, where something can be said.
  public var remedy: String?

  /// Makes a diagnostic.
  public init(
    _ message: String, severity: Severity = .error, in source: Source, at span: SourceSpan, remedy: String? = nil
  ) {
    self.severity = severity
    self.message = message
    self.source = source
    self.span = span
    self.remedy = remedy
  }

  /// The diagnostic laid out: place and message, the source line, a caret under the span, the remedy.
  ///
  /// - Parameter width: the number of terminal columns a text takes; wide characters count two.
  public func rendered(width: (String) -> Int = { $0.unicodeScalars.count }) -> String {
    let position = source.position(of: span.start)
    let line = source.lineText(at: span.start)
    let scalars = Array(line.unicodeScalars)
    let before = String(String.UnicodeScalarView(scalars.prefix(position.column - 1)))
    let endColumn =
      source.position(of: max(span.start, span.end - 1)).line == position.line
      ? source.position(of: max(span.start, span.end)).column : scalars.count + 1
    let marked = scalars.dropFirst(position.column - 1).prefix(max(1, endColumn - position.column))
    let carets = max(1, width(String(String.UnicodeScalarView(marked))))
    var text = "\(source.name):\(position.line):\(position.column): \(severity.rawValue): \(message)\n"
    text += "  \(line)\n  \(String(repeating: " ", count: width(before)))\(String(repeating: "^", count: carets))"
    if let remedy { text += "\n  \(remedy)" }
    return text
  }
}

extension Diagnostic: CustomStringConvertible {
  /// The diagnostic laid out for a terminal of narrow characters.
  public var description: String { rendered() }
}
