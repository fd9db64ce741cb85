import Display
import SourceText

/// A transcript as one self-contained HTML file, pictures inside, light and dark.
struct HTMLPage {
  /// The whole file.
  let text: String

  /// Makes the page of a transcript.
  init(_ transcript: Transcript, name: String) {
    var body = ""
    var number = 0
    for (place, cell) in transcript.document.cells.enumerated() {
      switch cell.kind {
      case .markdown: body += "<section class=\"text\">\n\(MarkdownHTML.html(cell.markdown))</section>\n"
      case .raw: body += "<section class=\"text\"><pre>\(escapedHTML(cell.markdown))</pre></section>\n"
      case .code:
        number += 1
        body += Self.code(cell, number: number, events: transcript.shown(place))
      }
    }
    let title = escapedHTML(Self.title(transcript.document) ?? name)
    text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  /// The first heading of the text cells.
  private static func title(_ document: NotebookDocument) -> String? {
    for cell in document.cells where cell.kind == .markdown {
      for line in cell.markdown.split(separator: "\n") where line.hasPrefix("# ") { return trimmed(line.dropFirst(2)) }
    }
    return nil
  }

  private static func code(_ cell: NotebookCell, number: Int, events: [DisplayEvent]) -> String {
    let title = cell.title.isEmpty ? "" : "<h3>\(escapedHTML(cell.title))</h3>\n"
    let code =
      cell.code.isEmpty ? "" : "<pre class=\"code\"><code>\(CodeHighlighter.styled(cell.code).html)</code></pre>\n"
    let outputs = events.map(output).joined()
    return "<section class=\"cell\" id=\"cell-\(number)\">\n<span class=\"count\">\(number)</span>\n\(title)\(code)"
      + (outputs.isEmpty ? "" : "<div class=\"outputs\">\n\(outputs)</div>\n") + "</section>\n"
  }

  private static func output(_ event: DisplayEvent) -> String {
    switch event {
    case .text(let text): pre(text, "stream")
    case .errorText(let text): pre(text, "error")
    case .value(let value):
      value.html ?? "<pre class=\"value\">\((value.styled ?? StyledText(value.plain)).html)</pre>\n"
    case .table(let table): table.html
    case .picture(let picture):
      "<img src=\"data:image/png;base64,\(base64(picture.png))\" width=\"\(picture.width)\" height=\"\(picture.height)\" "
        + "alt=\"\(escapedHTML(picture.caption.isEmpty ? picture.path ?? "picture" : picture.caption))\">\n"
    case .notice(let notice):
      "<p class=\"\(notice.severity.rawValue)\">\(escapedHTML(notice.message + (notice.remedy.map { " — " + $0 } ?? "")))</p>\n"
    case .failure(let failure): pre(failure.report, "error")
    case .progress, .clear: ""
    }
  }

  private static func pre(_ text: String, _ name: String) -> String {
    let shown = OutputLines.lines(of: [.text(text)]).joined(separator: "\n")
    return shown.isEmpty ? "" : "<pre class=\"\(name)\">\(escapedHTML(shown))</pre>\n"
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1f2328; --paper: #fff; --quiet: #667; --line: #d8dbe0; --code: #f5f6f8;
      --keyword: #8250df; --string: #0a6b3d; --number: #0550ae; --error: #b42318; --warning: #8a5a00; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e3e6ea; --paper: #15181c; --quiet: #98a0ab; --line: #343a42;
      --code: #1e2329; --keyword: #c8a5ff; --string: #7fd6a4; --number: #8cbcff; --error: #ff9a8f; --warning: #f0c36d; } }
    body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.6;
      font-family: system-ui, "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; }
    main { max-width: 56rem; margin: 0 auto; padding: 2rem 1.25rem 4rem 3.5rem; }
    pre, code { font-family: ui-monospace, "DejaVu Sans Mono", "WenQuanYi Micro Hei Mono", monospace; font-size: 0.875rem; }
    pre { margin: 0.5rem 0; overflow-x: auto; line-height: 1.5; }
    pre.code, .text pre { background: var(--code); border-radius: 6px; padding: 0.75rem 1rem; }
    p code, li code { background: var(--code); border-radius: 4px; padding: 0.1em 0.3em; }
    .cell { position: relative; margin: 1.25rem 0; }
    .cell h3 { margin: 0 0 0.25rem; font-size: 1rem; }
    .count { position: absolute; left: -2.75rem; width: 2rem; text-align: right; color: var(--quiet); font-size: 0.8rem; }
    .outputs { border-left: 3px solid var(--line); padding-left: 1rem; }
    .outputs img { max-width: 100%; height: auto; background: #fff; border-radius: 6px; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.875rem; margin: 0.5rem 0; }
    th, td { text-align: left; padding: 0.25rem 0.75rem; white-space: pre-wrap; border-bottom: 1px solid var(--line); }
    .right { text-align: right; }
    .deeper { margin-left: 1.5rem; }
    blockquote { margin: 0.5rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--quiet); }
    .keyword, .special { color: var(--keyword); } .string, .success, .trained { color: var(--string); }
    .number { color: var(--number); }
    .comment, .dim, .masked, .information { color: var(--quiet); } .error { color: var(--error); }
    .warning { color: var(--warning); } .heading, .emphasis { font-weight: 600; }
    """
}
