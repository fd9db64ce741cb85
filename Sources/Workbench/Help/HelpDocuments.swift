import CellLanguage
import Display

/// The pages under `docs/objects`, made of the records that `name?` shows.
struct HelpDocuments {
  private let book: HelpBook

  init() {
    let interpreter = Interpreter { _ in }
    Workbench.install(into: interpreter, sink: RecordingSink())
    book = HelpBook(interpreter)
  }

  /// The name and the text of each file.
  func files() -> [(name: String, text: String)] {
    var described: [String: String] = [:]
    let pages = HelpBook.pages.map { page in
      (name: "\(page.file).md", text: text(of: page, describedBefore: &described))
    }
    return [("README.md", index)] + pages
  }

  private var index: String {
    var text = "# What a cell can name\n\n"
    text += "Made by `make docs` from the records that `name?` shows in the terminal; write nothing here by hand.\n\n"
    text += "| page | names | objects |\n|---|---|---|\n"
    for page in HelpBook.pages {
      let names = page.notes.map(\.name).filter { !$0.contains(".") }.map { "`\($0)`" }
      let shown = names.count > 12 ? names.prefix(12) + ["..."] : names[...]
      let objects = page.topics.map { "`\($0.name)`" }
      text +=
        "| [\(page.title)](\(page.file).md) | \(shown.joined(separator: " ")) | \(objects.joined(separator: " ")) |\n"
    }
    return text
  }

  private func text(of page: HelpPage, describedBefore described: inout [String: String]) -> String {
    var text = "# \(page.title)\n\nMade by `make docs`; [all pages](README.md).\n"
    for note in page.notes {
      guard let record = book.record(note.name) else { continue }
      text += "\n" + record.markdown(level: 2)
    }
    for topic in page.topics {
      text += "\n## A \(topic.name)\n\n\(topic.meaning)\n\n```python\n\(topic.example.trimmedEnd)\n```\n"
      var known: [String: [String]] = [:]
      for row in topic.rows {
        let key = "\(row.name)(\(row.signature ?? "")): \(row.summary)"
        if let place = described[key] {
          known[place, default: []].append(row.name)
        } else {
          described[key] = "a \(topic.name) (\(page.file).md)"
          text += "\n" + HelpRecord(row, of: topic, shownAs: "\(topic.variable).\(row.name)").markdown(level: 3)
        }
      }
      for (place, names) in known.sorted(by: { $0.key < $1.key }) {
        text += "\nAs \(place) has them: \(names.map { "`\($0)`" }.joined(separator: ", ")).\n"
      }
    }
    return text
  }
}

extension String {
  /// The text without white space at its end.
  var trimmedEnd: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
