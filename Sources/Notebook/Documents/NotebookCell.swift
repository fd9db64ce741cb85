import SourceText

/// A cell of a `.nb` file: its header line, its text, its recorded outputs, and the empty lines after it.
public struct NotebookCell: Sendable, Equatable {
  /// What a cell holds.
  public enum Kind: String, Sendable {
    /// Code that is run.
    case code
    /// Text for people, in Markdown, its lines written as comments.
    case markdown
    /// Text that is neither run nor shown as Markdown.
    case raw
  }

  /// The header line with its line end; nil for code that stands before the first header.
  public var header: CellHeader?

  /// The text with its line ends, without the recorded outputs.
  public var body: Text

  /// The recorded outputs: `#>` lines with their line ends.
  public var outputBlock: Text

  /// The empty lines at the end.
  public var trailer: Text

  /// The line of the file where the cell begins, from 1.
  public var lineNumber: Int

  /// Makes a cell of its parts.
  public init(
    header: CellHeader?, body: Text, outputBlock: Text = "", trailer: Text = "", lineNumber: Int = 1
  ) {
    self.header = header
    self.body = body
    self.outputBlock = outputBlock
    self.trailer = trailer
    self.lineNumber = lineNumber
  }

  /// Makes a code cell of code. A line in it that would begin a cell gets a second space after its `#`.
  public init(code: String, title: String = "", tags: [CellHeader.Tag] = [], outputs: [String] = []) {
    header = CellHeader(title: title, tags: tags)
    var bytes: [UInt8] = []
    for line in RawLine.split(Array(code.utf8)) {
      let text = CellHeader.isMarker(line.content) ? [UInt8(ascii: "#"), 0x20, 0x20] : []
      bytes += text.isEmpty ? Array(line.bytes) : text + line.bytes.drop { $0 == UInt8(ascii: "#") || $0 == 0x20 }
    }
    if !bytes.isEmpty, !bytes.hasLineEnd { bytes.append(0x0A) }
    body = Text(bytes: bytes)
    outputBlock = ""
    trailer = "\n"
    lineNumber = 1
    setOutputs(outputs, lineEnd: "\n")
  }

  /// Makes a cell of text for people.
  public init(markdown: String, title: String = "", kind: Kind = .markdown) {
    header = CellHeader(title: title, kind: kind)
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    body = Text(lines.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined())
    outputBlock = ""
    trailer = "\n"
    lineNumber = 1
  }

  init(lines: ArraySlice<RawLine>, lineNumber: Int) {
    self.lineNumber = lineNumber
    var rest = lines
    header = nil
    if let first = rest.first, let parsed = CellHeader(line: first) {
      header = parsed
      rest.removeFirst()
    }
    var end = rest.endIndex
    while end > rest.startIndex, rest[end - 1].isBlank { end -= 1 }
    var outputs = end
    if (header?.kind ?? .code) == .code {
      while outputs > rest.startIndex, rest[outputs - 1].isOutput { outputs -= 1 }
    }
    let join: (ArraySlice<RawLine>) -> Text = { Text(bytes: $0.flatMap(\.bytes)) }
    body = join(rest[..<outputs])
    outputBlock = join(rest[outputs..<end])
    trailer = join(rest[end...])
  }

  /// The cell's bytes in the file.
  public var bytes: [UInt8] { (header?.rawLine.bytes ?? []) + body.bytes + outputBlock.bytes + trailer.bytes }

  /// What the cell holds.
  public var kind: Kind { header?.kind ?? .code }

  /// The cell's title; empty where it has none.
  public var title: String { header?.title ?? "" }

  /// Whether `-p` overrides what this cell assigns.
  public var isParameters: Bool { kind == .code && header?.tagNames.contains("parameters") == true }

  /// The line of the file where the body begins, from 1.
  public var bodyLineNumber: Int { lineNumber + (header == nil ? 0 : 1) }
}

extension NotebookCell {
  /// The lines of the recorded outputs, without their `#>`.
  public var outputs: [String] {
    RawLine.split(outputBlock.bytes).map { line in
      let content = line.content.dropFirst(2)
      return String(decoding: content.first == 0x20 ? content.dropFirst() : content, as: UTF8.self)
    }
  }

  /// Replaces the recorded outputs; no lines take them away.
  public mutating func setOutputs(_ lines: [String], lineEnd: Text) {
    var block: [UInt8] = []
    for line in lines {
      block += Array((line.isEmpty ? "#>" : "#> " + line).utf8) + lineEnd.bytes
    }
    outputBlock = Text(bytes: block)
    if !block.isEmpty {
      if let header, !header.rawLine.bytes.hasLineEnd {
        self.header?.rawLine = Text(bytes: header.rawLine.bytes + lineEnd.bytes)
      }
      if !body.isEmpty, !body.bytes.hasLineEnd { body = Text(bytes: body.bytes + lineEnd.bytes) }
    }
  }

  /// The Markdown of a text cell: its lines without their `# `; lines that are no comments stay as they are.
  public var markdown: String {
    RawLine.split(body.bytes).map { line in
      var content = line.content
      if content.first == UInt8(ascii: "#") {
        content.removeFirst()
        if content.first == 0x20 { content.removeFirst() }
      }
      return String(decoding: content, as: UTF8.self)
    }.joined(separator: "\n")
  }

  /// The code of a code cell, with `\n` line ends.
  public var code: String {
    RawLine.split(body.bytes).map { String(decoding: $0.content, as: UTF8.self) }.joined(separator: "\n")
  }
}

extension [UInt8] {
  var hasLineEnd: Bool { last == 0x0A }
}
