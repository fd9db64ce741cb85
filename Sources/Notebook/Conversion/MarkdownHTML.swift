import Display

/// Turns the Markdown of text cells into HTML: headings, paragraphs, lists, tables, quotes, rules, fences, and inside of
/// lines code, emphasis, links and pictures. Everything else is shown as text; no HTML passes through.
struct MarkdownHTML {
  private var lines: ArraySlice<Substring>
  private var html = ""

  /// The HTML of a Markdown text.
  static func html(_ markdown: String) -> String {
    var converter = MarkdownHTML(lines: markdown.split(separator: "\n", omittingEmptySubsequences: false)[...])
    converter.convert()
    return converter.html
  }

  private init(lines: ArraySlice<Substring>) { self.lines = lines }

  private mutating func convert() {
    while let line = lines.first {
      let text = line.drop { $0 == " " }
      if text.isEmpty {
        lines.removeFirst()
      } else if text.hasPrefix("```") || text.hasPrefix("~~~") {
        fence(text.prefix { $0 == text.first })
      } else if let level = headingLevel(text) {
        lines.removeFirst()
        html += "<h\(level)>\(Self.inline(trimmed(text.dropFirst(level))))</h\(level)>\n"
      } else if text.hasPrefix(">") {
        quote()
      } else if isRule(text) {
        lines.removeFirst()
        html += "<hr>\n"
      } else if Self.marker(text) != nil {
        list()
      } else if text.hasPrefix("|"), lines.dropFirst().first.map(isTableRule) == true {
        table()
      } else {
        paragraph()
      }
    }
  }

  private func headingLevel(_ text: Substring) -> Int? {
    let level = text.prefix { $0 == "#" }.count
    return (1...6).contains(level) && (text.dropFirst(level).first.map { $0 == " " } ?? true) ? level : nil
  }

  private func isRule(_ text: Substring) -> Bool {
    let marks = text.filter { $0 != " " }
    guard let first = marks.first, marks.count >= 3 else { return false }
    return "-*_".contains(first) && marks.allSatisfy { $0 == first }
  }

  private func isTableRule(_ line: Substring) -> Bool {
    line.contains("-") && line.allSatisfy { "|-: ".contains($0) }
  }

  private mutating func fence(_ mark: Substring) {
    lines.removeFirst()
    var body: [Substring] = []
    while let line = lines.popFirst(), !line.drop(while: { $0 == " " }).hasPrefix(mark) { body.append(line) }
    html += "<pre><code>\(escapedHTML(body.joined(separator: "\n")))</code></pre>\n"
  }

  private mutating func quote() {
    var body: [Substring] = []
    while let line = lines.first, line.drop(while: { $0 == " " }).hasPrefix(">") {
      let rest = line.drop { $0 == " " }.dropFirst()
      body.append(rest.hasPrefix(" ") ? rest.dropFirst() : rest)
      lines.removeFirst()
    }
    // The text inside is not cut further: deep nesting would need a deep stack.
    html += "<blockquote><p>\(body.map { Self.inline(String($0)) }.joined(separator: "\n"))</p></blockquote>\n"
  }

  /// The length of `- `, `* `, `+ ` or `1. ` at a line's start, and whether it counts.
  private static func marker(_ text: Substring) -> (length: Int, isOrdered: Bool)? {
    if let first = text.first, "-*+".contains(first), text.dropFirst().first == " " { return (2, false) }
    let digits = text.prefix { $0.isASCII && $0.isNumber }.count
    let rest = text.dropFirst(digits)
    return digits > 0 && digits < 10 && (rest.hasPrefix(". ") || rest.hasPrefix(") ")) ? (digits + 2, true) : nil
  }

  /// A list; deeper items are indented by a class, not nested.
  private mutating func list() {
    guard let first = lines.first, let kind = Self.marker(first.drop { $0 == " " }) else { return }
    let tag = kind.isOrdered ? "ol" : "ul"
    html += "<\(tag)>\n"
    while let line = lines.first {
      let text = line.drop { $0 == " " }
      guard let marker = Self.marker(text) else { break }
      var item = String(text.dropFirst(marker.length))
      let isDeeper = line.count - text.count >= 2
      lines.removeFirst()
      while let next = lines.first, next.hasPrefix("  "), Self.marker(next.drop { $0 == " " }) == nil,
        next.contains(where: { $0 != " " })
      {
        item += "\n" + next.drop { $0 == " " }
        lines.removeFirst()
      }
      html += "<li\(isDeeper ? " class=\"deeper\"" : "")>\(Self.inline(item))</li>\n"
    }
    html += "</\(tag)>\n"
  }

  private mutating func table() {
    var isHead = true
    html += "<table>\n"
    while let line = lines.first, line.drop(while: { $0 == " " }).hasPrefix("|") {
      lines.removeFirst()
      if isTableRule(line) { continue }
      let cells = line.drop { $0 == " " || $0 == "|" }.split(separator: "|", omittingEmptySubsequences: false)
      let shown = cells.last.map { $0.allSatisfy { $0 == " " } } == true ? cells.dropLast() : cells[...]
      let tag = isHead ? "th" : "td"
      html += "<tr>" + shown.map { "<\(tag)>\(Self.inline(trimmed($0)))</\(tag)>" }.joined() + "</tr>\n"
      isHead = false
    }
    html += "</table>\n"
  }

  private mutating func paragraph() {
    var body: [Substring] = []
    while let line = lines.first {
      let text = line.drop { $0 == " " }
      if text.isEmpty || text.hasPrefix("```") || headingLevel(text) != nil
        || (Self.marker(text) != nil && !body.isEmpty)
      {
        break
      }
      body.append(text)
      lines.removeFirst()
    }
    html += "<p>\(Self.inline(body.joined(separator: "\n")))</p>\n"
  }
}

extension MarkdownHTML {
  /// The most characters that code, emphasis or a link inside of a line may have: it bounds the search for their ends.
  private static let reach = 500

  /// The HTML of text inside of a line.
  static func inline(_ text: String) -> String {
    var html = ""
    var rest = text[...]
    while let character = rest.first {
      if character == "\\", let next = rest.dropFirst().first, next.isASCII, next.isPunctuation || next.isSymbol {
        html += escapedHTML(String(next))
        rest = rest.dropFirst(2)
      } else if character == "`", let (code, length) = codeSpan(rest) {
        html += "<code>\(escapedHTML(code))</code>"
        rest = rest.dropFirst(length)
      } else if character == "*", let (inner, length, tag) = emphasis(rest) {
        html += "<\(tag)>\(escapedHTML(inner))</\(tag)>"
        rest = rest.dropFirst(length)
      } else if character == "!" || character == "[", let (link, length) = link(rest) {
        html += link
        rest = rest.dropFirst(length)
      } else {
        html += escapedHTML(String(character))
        rest.removeFirst()
      }
    }
    return html
  }

  private static func codeSpan(_ text: Substring) -> (String, Int)? {
    let mark = text.prefix { $0 == "`" }.count
    let body = text.dropFirst(mark).prefix(reach)
    var index = body.startIndex
    while let start = body[index...].firstIndex(of: "`") {
      let run = body[start...].prefix { $0 == "`" }
      if run.count == mark {
        let code = body[..<start]
        return (trimmed(code), mark + code.count + mark)
      }
      index = run.endIndex
    }
    return nil
  }

  private static func emphasis(_ text: Substring) -> (String, Int, String)? {
    let mark = text.prefix(2).prefix { $0 == "*" }.count
    let body = text.dropFirst(mark).prefix(reach)
    guard let first = body.first, first != " ", first != "*" else { return nil }
    guard let end = body.firstIndex(of: "*"), body[end...].prefix(mark).allSatisfy({ $0 == "*" }),
      body[end...].prefix(mark).count == mark
    else { return nil }
    return (String(body[..<end]), mark + body[..<end].count + mark, mark == 2 ? "strong" : "em")
  }

  private static func link(_ text: Substring) -> (String, Int)? {
    let isPicture = text.first == "!"
    let body = text.dropFirst(isPicture ? 1 : 0).prefix(reach)
    guard body.first == "[", let close = body.firstIndex(of: "]"), body[close...].dropFirst().first == "(",
      let end = body[close...].firstIndex(of: ")")
    else { return nil }
    let label = String(body[body.index(after: body.startIndex)..<close])
    let target = trimmed(body[body.index(close, offsetBy: 2)..<end])
    let length = (isPicture ? 1 : 0) + body[...end].count
    let scheme = target.prefix { $0 != ":" && $0 != "/" && $0 != "?" && $0 != "#" }
    let isSafe =
      scheme.count == target.count || target.dropFirst(scheme.count).first != ":"
      || ["http", "https", "mailto"].contains(scheme.lowercased())
    guard isSafe else { return (escapedHTML(label), length) }
    return isPicture
      ? ("<img src=\"\(escapedHTML(target))\" alt=\"\(escapedHTML(label))\">", length)
      : ("<a href=\"\(escapedHTML(target))\">\(escapedHTML(label))</a>", length)
  }
}
