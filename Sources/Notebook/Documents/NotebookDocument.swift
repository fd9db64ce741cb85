import SourceText

/// A `.nb` file: plain text in the percent format, kept byte for byte, cut into cells.
///
/// `# %% title` at the left margin begins a code cell, `# %% [markdown]` a text cell; recorded outputs are the `#>`
/// lines at a cell's end. Writing a document that was read gives the same bytes, whatever its line ends, byte order
/// mark, unknown tags or text before the first cell.
public struct NotebookDocument: Sendable, Equatable {
  /// What stands before the first cell: a byte order mark, a shebang, a header of comments. It is not run.
  public var preamble: Text

  /// The cells in order.
  public var cells: [NotebookCell]

  /// What ends a line that is added: the line end of the file's first line.
  public var lineEnd: Text

  /// Makes a document of cells.
  public init(cells: [NotebookCell] = [], preamble: Text = "", lineEnd: Text = "\n") {
    self.cells = cells
    self.preamble = preamble
    self.lineEnd = lineEnd
  }

  /// Cuts a file's text into cells. Every text is a document: one without any `# %%` line is one cell.
  ///
  /// - Complexity: O(length).
  public init(parsing bytes: [UInt8]) {
    let mark = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    let lines = RawLine.split(bytes[mark...])
    lineEnd = lines.first?.hasCarriageReturn == true ? "\r\n" : "\n"
    cells = []
    var starts = lines.indices.filter { CellHeader.isMarker(lines[$0].content) }
    let leading = lines[..<(starts.first ?? lines.count)]
    let isCode = leading.contains { !$0.isBlank && !$0.isComment } || (starts.isEmpty && !lines.isEmpty)
    if isCode { starts.insert(0, at: 0) }
    let end = isCode ? mark : leading.last?.bytes.endIndex ?? mark
    preamble = Text(bytes: bytes[..<end])
    for (place, begin) in starts.enumerated() {
      let end = place + 1 < starts.count ? starts[place + 1] : lines.count
      cells.append(NotebookCell(lines: lines[begin..<end], lineNumber: begin + 1))
    }
  }

  /// Cuts a string into cells.
  public init(parsing string: String) { self.init(parsing: Array(string.utf8)) }

  /// The file's bytes.
  public var bytes: [UInt8] { cells.reduce(into: preamble.bytes) { $0 += $1.bytes } }

  /// The code cells with their numbers, counted from 1.
  public var codeCells: [(number: Int, cell: NotebookCell)] {
    cells.filter { $0.kind == .code }.enumerated().map { ($0.offset + 1, $0.element) }
  }
}

let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
