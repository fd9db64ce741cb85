import Display
import PythonValues

extension Session {
  /// What is known of a value without a help record: type, size, text, attributes.
  public func plainHelp(_ name: String, _ value: Value?) -> StyledText? {
    guard let value else { return nil }
    var text = StyledText(name, .emphasis)
    text.append("  \(value.typeName)\n", .name)
    let parameters = value.parameterNames
    if !parameters.isEmpty { text.append("\(name)(\(parameters.joined(separator: ", ")))\n") }
    if let documentation = try? value.attributeIfPresent("__doc__"), let words = documentation.string {
      text.append(words + "\n")
    } else if let shown = try? value.repr() {
      text.append(prefix(of: shown, width: 500) + "\n")
    }
    let names = value.attributeNames.filter { !$0.hasPrefix("_") }.sorted()
    if !names.isEmpty { text.append("attributes: \(names.joined(separator: ", "))", .dim) }
    return text
  }
}
