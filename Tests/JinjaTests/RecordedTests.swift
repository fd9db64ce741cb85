import JSON
import Jinja
import PythonValues
import SourceText
import TestSupport
import Testing

private let recorded = Result { try fixtureJSON("jinja/recorded.json") }

private func variables(_ record: JSON) -> [(name: String, value: Value)] {
  (record["variables"]?.object?.members ?? []).map { ($0.key.string, Value($0.value)) }
}

/// What jinja2 says in other words.
private let otherWords: Set<String> = [
  "TemplateSyntaxError", "TemplateAssertionError", "SyntaxError", "RecursionError", "ValueError", "AttributeError",
]

@Test func `templates render what jinja2 renders, and fail where it fails`() throws {
  let record = try recorded.get()
  let variables = variables(record)
  for item in try #require(record["cases"]?.array) {
    let source = item["template"]?.text ?? ""
    do {
      let text = try Template(source).render(variables).text
      #expect(text == item["text"]?.text, "\(source)\nwant \(item["text"]?.string ?? item["error"]?.string ?? "")")
    } catch let error as JinjaError {
      let wanted = item["error"]?.string
      #expect(wanted != nil, "\(source)\n\(error)")
      guard let wanted, !otherWords.contains(wanted) else { continue }
      let message = item["message"]?.string ?? ""
      #expect(error.message.hasPrefix(message), "\(source)\nwant \(wanted): \(message)")
      #expect(error.exceptionName == wanted, "\(source)\nwant \(wanted): \(message)")
    }
  }
}
