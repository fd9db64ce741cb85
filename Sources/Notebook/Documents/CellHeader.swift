import SourceText

/// The line that begins a cell: `# %% title [markdown] key="value"`.
public struct CellHeader: Sendable, Equatable {
  /// One tag, `key="value"`; a value without quotes runs to the next space.
  public struct Tag: Sendable, Equatable {
    /// The name before the `=`.
    public var key: String

    /// The value, without its quotes.
    public var value: String

    /// Makes a tag.
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The line with its line end, as it stands in the file.
  public var rawLine: Text

  /// The title; empty where there is none.
  public let title: String

  /// What the cell holds.
  public let kind: NotebookCell.Kind

  /// The tags in order; unknown ones too.
  public let tags: [Tag]

  /// Makes a header and its line.
  public init(title: String = "", kind: NotebookCell.Kind = .code, tags: [Tag] = []) {
    let clean = title.split(whereSeparator: \.isNewline).joined(separator: " ")
    self.title = clean
    self.kind = kind
    self.tags = tags
    var line = "# %%"
    if !clean.isEmpty { line += " \(clean)" }
    if kind != .code { line += " [\(kind.rawValue)]" }
    for tag in tags {
      let value = tag.value.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
      line += " \(tag.key)=\"\(String(value))\""
    }
    rawLine = Text(line + "\n")
  }

  init?(line: RawLine) {
    guard Self.isMarker(line.content) else { return nil }
    rawLine = Text(bytes: line.bytes)
    var reader = HeaderReader(String(decoding: line.content, as: UTF8.self))
    reader.read()
    title = reader.title
    kind = reader.kind
    tags = reader.tags
  }

  /// The names in `tags="a, b"` (also a list, `tags=["a"]`), the keys of the other tags, and a title that is a single
  /// word: all the ways in which people tag a cell as `parameters`.
  public var tagNames: [String] {
    let listed = tags.filter { $0.key == "tags" }.flatMap { tag in
      tag.value.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }.map(String.init)
    }
    let own = tags.filter { $0.key != "tags" && $0.value != "false" }.map(\.key)
    return listed + own + (title.contains(" ") ? [] : [title.lowercased()])
  }

  /// Whether a text can stand before the `=` of a tag.
  static func isTagName(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
  }

  /// Whether a line begins a cell: `# %%` or `#%%` at the left margin, then a space or the end.
  static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
    var rest = line
    guard rest.popFirst() == UInt8(ascii: "#") else { return false }
    if rest.first == 0x20 { rest.removeFirst() }
    guard rest.popFirst() == UInt8(ascii: "%"), rest.popFirst() == UInt8(ascii: "%") else { return false }
    while rest.first == UInt8(ascii: "%") { rest.removeFirst() }
    return rest.first.map { $0 == 0x20 || $0 == 0x09 } ?? true
  }
}

/// Reads what follows `# %%`.
private struct HeaderReader {
  var rest: Substring
  var title = ""
  var kind = NotebookCell.Kind.code
  var tags: [CellHeader.Tag] = []

  init(_ line: String) {
    rest = Substring(line).drop { $0 == "#" || $0 == " " }.drop { $0 == "%" }
  }

  mutating func read() {
    var words: [Substring] = []
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" }
      guard !rest.isEmpty else { break }
      if let kind = kindMark() {
        self.kind = kind
      } else if let tag = tag() {
        tags.append(tag)
      } else {
        let word = rest.prefix { $0 != " " && $0 != "\t" }
        rest = rest.dropFirst(word.count)
        words.append(word)
      }
    }
    title = words.joined(separator: " ")
  }

  private mutating func kindMark() -> NotebookCell.Kind? {
    for (mark, kind) in [
      ("[markdown]", NotebookCell.Kind.markdown), ("[md]", .markdown), ("[raw]", .raw), ("[code]", .code),
    ]
    where rest.lowercased().hasPrefix(mark) {
      rest = rest.dropFirst(mark.count)
      return kind
    }
    return nil
  }

  private mutating func tag() -> CellHeader.Tag? {
    let key = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
    guard !key.isEmpty, rest.dropFirst(key.count).first == "=" else { return nil }
    var value = rest.dropFirst(key.count + 1)
    let text: String
    if value.first == "\"" {
      value.removeFirst()
      guard let quoted = quotedValue(&value) else { return nil }
      text = quoted
    } else if value.first == "[", let end = value.firstIndex(of: "]") {
      text = String(value[...end])
      value = value[value.index(after: end)...]
    } else {
      let bare = value.prefix { $0 != " " && $0 != "\t" }
      text = String(bare)
      value = value.dropFirst(bare.count)
    }
    rest = value
    return CellHeader.Tag(String(key), text)
  }

  private func quotedValue(_ value: inout Substring) -> String? {
    var text = ""
    while let character = value.popFirst() {
      if character == "\"" { return text }
      if character == "\\", let next = value.popFirst() { text.append(next) } else { text.append(character) }
    }
    return nil
  }
}
