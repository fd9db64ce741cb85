import Display
import JSON

extension ShownValue {
  /// The forms in which a front can show it.
  var mimeForms: JSONObject {
    var forms: JSONObject = ["text/plain": .string(plain)]
    if let html {
      forms["text/html"] = .string(html)
    } else if let styled {
      forms["text/html"] = .string(standaloneHTML("<pre>\(styled.html)</pre>\n"))
    }
    return forms
  }
}

extension StyledText {
  /// The forms in which a front can show it as an answer: text in a terminal's colours.
  var mimeForms: JSONObject { ["text/plain": .string(withEscapeCodes)] }

  /// The forms in which a front can show it between outputs.
  var noticeForms: JSONObject {
    ["text/plain": .string(plain), "text/html": .string(standaloneHTML("<div class=\"notice\">\(html)</div>\n"))]
  }
}

extension Table {
  /// The forms in which a front can show it.
  var mimeForms: JSONObject {
    ["text/plain": .string(text()), "text/html": .string(standaloneHTML(html))]
  }
}

extension Picture {
  /// The forms in which a front can show it.
  var mimeForms: JSONObject {
    let name = path ?? (caption.isEmpty ? "picture" : caption)
    return ["image/png": .string(base64(png)), "text/plain": .string("[picture \(width) x \(height): \(name)]")]
  }
}

extension ProgressState {
  /// The forms in which a front can show it.
  var mimeForms: JSONObject {
    let bar = fraction.map { "<progress value=\"\($0)\" max=\"1\"></progress> " } ?? ""
    return [
      "text/plain": .string(line(width: 100)),
      "text/html": .string(standaloneHTML("<div>\(bar)\(escapedHTML(words))</div>\n")),
    ]
  }
}

extension CellFailure {
  /// The lines of the report, what is wrong and the caret in red.
  var traceback: [String] {
    report.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
      let isCaret = line.contains("^") && line.allSatisfy { $0 == " " || $0 == "^" }
      return index == 0 || isCaret ? StyledText(String(line), .error).withEscapeCodes : String(line)
    }
  }

  /// What is told of it.
  var content: JSONObject {
    [
      "ename": .string(kind), "evalue": .string(message), "traceback": .array(traceback.map { .string($0) }),
    ]
  }
}
