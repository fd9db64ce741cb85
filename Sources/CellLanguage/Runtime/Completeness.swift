import SourceText

/// Whether a text is a whole cell.
public enum Completeness: Equatable, Sendable {
  /// It can run.
  case complete
  /// More lines must follow: a bracket, a string or a block is open.
  case needsMore
  /// No further line makes it right.
  case invalid
}

extension Interpreter {
  /// Whether a text is a whole cell, as a terminal needs to know when a person presses Enter.
  ///
  /// A compound statement at the end is complete once an empty line follows it.
  public static func completeness(of text: String) -> Completeness {
    let bytes = Array(text.utf8)
    let statements: [Statement]
    do { statements = try Parser.statements(of: bytes) } catch { return error.isIncomplete ? .needsMore : .invalid }
    guard let last = statements.last, last.kind.isCompound else { return .complete }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1 else { return .needsMore }
    let tail = lines.last ?? ""
    return tail.allSatisfy(\.isWhitespace) ? .complete : tail.first?.isWhitespace == true ? .needsMore : .complete
  }
}

extension Statement.Kind {
  var isCompound: Bool {
    switch self {
    case .ifElse, .whileLoop, .forLoop, .function, .classDefinition, .tryCatch, .with: true
    default: false
    }
  }

}
