import Display
import PythonValues

extension Session {
  /// What `name?` shows; nil where nothing is known of the name.
  ///
  /// - Parameter name: dotted or not, as it stands in a cell.
  public func helpText(_ name: String) -> StyledText? {
    (try? interpreter.value(path: name)).flatMap { help?(name, $0) }
  }

  /// What is known of a value without a help record: type, size, text, attributes.
  public func plainHelp(_ name: String, _ value: Value?) -> StyledText? {
    value.flatMap { Self.plainHelp(name, $0) }
  }

  /// What is known of a value without a help record and without a session.
  public static func plainHelp(_ name: String, _ value: Value) -> StyledText? {
    var text = StyledText(name, .emphasis)
    text.append("  \(value.typeName)", .name)
    let native = (value.object as? NativeFunction)?.signature.text
    let parameters = native ?? value.parameterNames.joined(separator: ", ")
    if !parameters.isEmpty { text.append("\n\(name)(\(parameters))") }
    if let documentation = try? value.attributeIfPresent("__doc__"), let words = documentation.string {
      text.append("\n" + words)
    } else if let shown = try? value.repr() {
      text.append("\n" + prefix(of: shown, width: 500))
    }
    let names = value.attributeNames.filter { !$0.hasPrefix("_") }.sorted()
    if !names.isEmpty { text.append("\nattributes: \(names.joined(separator: ", "))", .dim) }
    return text
  }
}
