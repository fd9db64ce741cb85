import CellLanguage
import PythonValues

extension Interpreter {
  /// The value of a name with attributes after it: `tokenizer`, `trainer.state`; nil where there is none.
  ///
  /// Nothing is called but what the attributes themselves do.
  func value(path: String) throws -> Value? {
    var parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
    guard let first = parts.popFirst(), var value = value(of: first) else { return nil }
    for part in parts {
      guard let next = try value.attributeIfPresent(part) else { return nil }
      value = next
    }
    return value
  }
}
