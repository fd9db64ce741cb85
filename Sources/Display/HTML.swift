/// Text with the characters escaped that mean something in HTML.
public func escapedHTML(_ text: String) -> String {
  var html = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": html += "&amp;"
    case "<": html += "&lt;"
    case ">": html += "&gt;"
    case "\"": html += "&quot;"
    default: html.unicodeScalars.append(scalar)
    }
  }
  return html
}

extension StyledText {
  /// The text as HTML, escaped; its roles are the classes of its pieces.
  public var html: String {
    spans.map { span in
      span.role == .plain
        ? escapedHTML(span.text) : "<span class=\"\(span.role.rawValue)\">\(escapedHTML(span.text))</span>"
    }.joined()
  }
}

extension Table {
  /// The table as HTML, in a box that scrolls where it is too wide. Line ends and tabs inside cells are shown as `⏎`
  /// and `⇥`.
  public var html: String {
    let cell = { (text: StyledText, column: Int, tag: String) -> String in
      let isRight = column < columns.count && columns[column].alignment == .right
      return "<\(tag)\(isRight ? " class=\"right\"" : "")>\(visible(text).html)</\(tag)>"
    }
    let head = columns.enumerated().map { cell(StyledText($1.title), $0, "th") }.joined()
    let body = rows.map { row in "<tr>" + row.enumerated().map { cell($1, $0, "td") }.joined() + "</tr>\n" }
    let caption = title.map { "<caption>\(escapedHTML($0))</caption>" } ?? ""
    return "<div class=\"wide\"><table>\(caption)<tr>\(head)</tr>\n\(body.joined())</table></div>\n"
  }
}

/// HTML that brings its own looks, for pages that are not ours: the outputs of a notebook in Jupyter.
///
/// Colours are the page's own where it names them as JupyterLab does, so that they fit its light and its dark theme;
/// elsewhere they are ones that can be read on both.
public func standaloneHTML(_ body: String) -> String {
  "<div class=\"tunebook\"><style>\n\(standaloneStyle)\n</style>\n\(body)</div>\n"
}

private let standaloneStyle = """
  .tunebook .wide { overflow-x: auto; }
  .tunebook table { border-collapse: collapse; margin: 0.25em 0; }
  .tunebook caption { text-align: left; font-weight: 600; }
  .tunebook .wide th, .tunebook .wide td { text-align: left; padding: 0.2em 0.7em; white-space: pre-wrap;
    border-bottom: 1px solid rgba(128, 128, 128, 0.35); }
  .tunebook .wide .right { text-align: right; }
  .tunebook .heading, .tunebook .emphasis { font-weight: 600; }
  .tunebook .keyword, .tunebook .special { color: var(--jp-mirror-editor-keyword-color, #8f6fd8); }
  .tunebook .string, .tunebook .success, .tunebook .trained { color: var(--jp-success-color0, #2a9255); }
  .tunebook .number, .tunebook .name { color: var(--jp-info-color0, #2f86c9); }
  .tunebook .comment, .tunebook .dim, .tunebook .masked { color: var(--jp-ui-font-color2, #888); }
  .tunebook .error { color: var(--jp-error-color1, #d9534f); }
  .tunebook .warning { color: var(--jp-warn-color0, #b8860b); }
  .tunebook .notice { white-space: pre-wrap; }
  .tunebook progress { width: 16em; vertical-align: middle; }
  """
