import Display
import SourceText

extension Transcript {
  /// The transcript as Markdown: text cells as they are, code and outputs in fences.
  var markdown: String {
    var parts: [String] = []
    for (place, cell) in document.cells.enumerated() {
      switch cell.kind {
      case .markdown: parts.append(cell.markdown)
      case .raw: parts.append(fenced(cell.markdown, "text"))
      case .code:
        if !cell.title.isEmpty, !cell.isParameters { parts.append("**\(cell.title)**") }
        if !cell.code.isEmpty { parts.append(fenced(cell.code, "python")) }
        parts += outputs(of: place)
      }
    }
    return parts.map { $0 + "\n" }.joined(separator: "\n")
  }

  private func outputs(of place: Int) -> [String] {
    var parts: [String] = []
    var text: [DisplayEvent] = []
    let flush = {
      let lines = OutputLines.lines(of: text)
      if !lines.isEmpty { parts.append(fenced(lines.joined(separator: "\n"), "text")) }
      text = []
    }
    for event in shown(place) {
      if case .picture(let picture) = event, picture.path != nil {
        flush()
        parts.append(picture.reference)
      } else {
        text.append(event)
      }
    }
    flush()
    return parts
  }

  /// The text in a fence that is longer than any run of backticks in it.
  private func fenced(_ text: String, _ language: String) -> String {
    var longest = 2
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
  }
}
