import Display
import PythonValues

/// What `name?` shows of one name.
struct HelpRecord: Sendable {
  /// The name as it was asked for.
  var name: String

  /// The parameters as Python writes them; nil where it is not called.
  var signature: String?

  /// What it is or does.
  var meaning: String

  /// Parameters worth explaining, in the order of the signature.
  var parameters: [(name: String, meaning: String)]

  /// Its methods and properties, each with a summary.
  var members: [(name: String, summary: String)]

  /// Code that shows how it is used.
  var example: String
}

extension HelpRecord {
  /// The record of a name: its note, and the parameters that the value itself tells.
  init(_ note: HelpNote, shownAs name: String, value: Value?) {
    let signature = value.flatMap(signatureText)
    let order = signature.map(parameterNames) ?? []
    let sorted = note.parameters.sorted {
      (order.firstIndex(of: $0.key) ?? .max, $0.key) < (order.firstIndex(of: $1.key) ?? .max, $1.key)
    }
    self.init(
      name: name, signature: signature, meaning: note.meaning, parameters: sorted.map { ($0.key, $0.value) },
      members: [], example: note.example)
  }

  /// The record of a method or property of an object.
  init(_ row: MemberRow, of topic: HelpTopic, shownAs name: String) {
    let parameters = (row.signature.map(parameterNames) ?? []).compactMap { parameter in
      topic.parameters[parameter].map { (parameter, $0) }
    }
    self.init(
      name: name, signature: row.signature, meaning: row.summary + (row.isSettable ? " It can be set." : ""),
      parameters: parameters, members: [], example: topic.examples[row.name] ?? "")
  }

  /// The record of an object itself.
  init(_ topic: HelpTopic, shownAs name: String) {
    self.init(
      name: name, signature: nil, meaning: topic.meaning, parameters: [],
      members: topic.rows.map { ($0.name, $0.summary) }, example: topic.example)
  }
}

/// The parameters of a function, or of the class that a value is; nil where they are not known.
func signatureText(_ value: Value) -> String? {
  if let function = value.object as? NativeFunction { return function.signature.text }
  guard value.object is PyType, let text = try? value.attributeIfPresent("__text_signature__")?.string else {
    return nil
  }
  return String(text.dropFirst().dropLast())
}

/// The names in a signature's text.
private func parameterNames(_ signature: String) -> [String] {
  signature.split(separator: ",").map { part in
    String(part.drop { $0 == " " || $0 == "*" }.prefix { $0 != "=" })
  }
}

extension HelpRecord {
  /// The record as a terminal shows it.
  var styled: StyledText {
    var text = StyledText(name, .emphasis)
    if let signature { text.append(Self.broken("(\(signature))"), .name) }
    text.append("\n" + meaning)
    append(parameters.map { ($0.name, $0.meaning) }, titled: "Parameters", to: &text)
    append(members.map { ($0.name, $0.summary) }, titled: "Methods and properties", to: &text)
    text.append("\n\nExample", .heading)
    for line in example.trimmedEnd.split(separator: "\n", omittingEmptySubsequences: false) {
      text.append("\n  \(line)")
    }
    return text
  }

  private func append(_ rows: [(String, String)], titled title: String, to text: inout StyledText) {
    guard !rows.isEmpty else { return }
    let width = min(24, rows.map(\.0.count).max() ?? 0)
    text.append("\n\n\(title)", .heading)
    for (name, meaning) in rows {
      text.append("\n  \(name)", .name)
      text.append(String(repeating: " ", count: max(0, width - name.count) + 2) + meaning)
    }
  }

  /// A signature broken at its commas into lines of at most 100 columns.
  private static func broken(_ signature: String) -> String {
    var lines = [""]
    for part in signature.split(separator: " ", omittingEmptySubsequences: false) {
      if lines[lines.count - 1].count + part.count > 96 { lines.append("   ") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + part
    }
    return lines.joined(separator: "\n")
  }

  /// The record as a section of a page.
  ///
  /// - Parameter level: of the heading.
  func markdown(level: Int) -> String {
    let call = signature.map { "\(name)(\($0))" } ?? name
    var text = "\(String(repeating: "#", count: level)) `\(name)`\n\n"
    if signature != nil { text += "```python\n\(Self.broken(call))\n```\n\n" }
    text += meaning + "\n"
    if !parameters.isEmpty {
      text += "\n| parameter | meaning |\n|---|---|\n"
      for parameter in parameters { text += "| `\(parameter.name)` | \(parameter.meaning) |\n" }
    }
    return text + "\n```python\n\(example.trimmedEnd)\n```\n"
  }
}
