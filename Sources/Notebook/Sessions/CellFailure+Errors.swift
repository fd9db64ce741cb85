import CellLanguage
import Display
import PythonValues
import SourceText

extension CellFailure {
  /// Puts an error into words: place, message, source line with caret, remedy, and where it was called from.
  ///
  /// - Parameter cellNumber: the cell that failed.
  public init(_ error: any Error, cellNumber: Int? = nil) {
    switch error {
    case let error as CellError:
      self.init(
        error.diagnostic, kind: error.exceptionName, message: error.message,
        report: error.rendered(width: displayWidth(of:)))
    case let error as Diagnostic:
      self.init(
        error, kind: "SyntaxError", message: error.message, report: error.rendered(width: displayWidth(of:)))
    case let error as PyError:
      let remedy = error.exception.remedy.map { "\n  " + $0 } ?? ""
      self.init(kind: error.exception.typeName, message: error.message, report: "error: \(error)\(remedy)")
    default:
      self.init(kind: "Error", message: "\(error)", report: "error: \(error)")
    }
    self.cellNumber = cellNumber
  }

  private init(_ diagnostic: Diagnostic, kind: String, message: String, report: String) {
    let position = diagnostic.source.position(of: diagnostic.span.start)
    self.init(
      kind: kind, message: message, report: report, sourceName: diagnostic.source.name, line: position.line,
      column: position.column)
  }
}
