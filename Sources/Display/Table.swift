/// A table of text cells, laid out with columns that line up for wide characters too.
public struct Table: Sendable, Equatable {
  /// On which side of its column a cell's text stands.
  public enum Alignment: Sendable {
    /// At the left.
    case left
    /// At the right, for numbers.
    case right
  }

  /// One column's head.
  public struct Column: Sendable, Equatable {
    /// The name above the column.
    public var title: String

    /// On which side the cells stand.
    public var alignment: Alignment

    /// Makes a column.
    public init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// The columns.
  public var columns: [Column]

  /// The rows; a missing cell is empty.
  public var rows: [[StyledText]]

  /// What stands above the table, where something does.
  public var title: String?

  /// Makes a table.
  public init(columns: [Column], rows: [[StyledText]], title: String? = nil) {
    self.columns = columns
    self.rows = rows
    self.title = title
  }

  /// Makes a table of plain texts.
  public init(_ titles: [String], _ rows: [[String]], title: String? = nil) {
    self.init(columns: titles.map { Column($0) }, rows: rows.map { $0.map { StyledText($0) } }, title: title)
  }
}

extension Table {
  /// The lines of the table: title, heads, a rule, rows. Line ends and tabs inside cells are shown as `⏎` and `⇥`.
  ///
  /// - Parameter width: the columns of the terminal; the widest columns are cut with `…` until all fit. nil cuts
  ///   nothing.
  public func lines(width: Int? = nil) -> [StyledText] {
    let heads = columns.map { StyledText($0.title, .heading) }
    let body = rows.map { row in columns.indices.map { $0 < row.count ? visible(row[$0]) : StyledText("") } }
    var widths = columns.indices.map { column in ([heads] + body).map { $0[column].width }.max() ?? 0 }
    if let width { widths = fitted(widths, into: width) }
    var lines: [StyledText] = []
    if let title { lines.append(StyledText(title, .emphasis)) }
    if !columns.isEmpty {
      lines.append(line(heads, widths))
      lines.append(StyledText(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), .dim))
    }
    return lines + body.map { line($0, widths) }
  }

  /// The table as text, every line ended.
  public func text(width: Int? = nil) -> String { lines(width: width).map { $0.plain + "\n" }.joined() }

  private func line(_ cells: [StyledText], _ widths: [Int]) -> StyledText {
    var line = StyledText(spans: [])
    for (column, cell) in cells.enumerated() {
      let text = cell.cut(toWidth: widths[column])
      let space = String(repeating: " ", count: max(0, widths[column] - text.width))
      let isLast = column == cells.count - 1
      if columns[column].alignment == .right { line.append(space) }
      for span in text.spans { line.append(span.text, span.role) }
      if columns[column].alignment == .left, !isLast { line.append(space) }
      if !isLast { line.append("  ") }
    }
    return line
  }

  private func fitted(_ widths: [Int], into width: Int) -> [Int] {
    var widths = widths
    var excess = widths.reduce(0, +) + 2 * max(0, widths.count - 1) - max(width, 1)
    while excess > 0, let widest = widths.max(), widest > 3 {
      let next = widths.filter { $0 < widest }.max() ?? 3
      let count = widths.count { $0 == widest }
      let step = max(1, min(widest - max(next, 3), excess / count))
      for column in widths.indices where widths[column] == widest && excess > 0 {
        widths[column] -= step
        excess -= step
      }
    }
    return widths
  }
}

func visible(_ text: StyledText) -> StyledText {
  StyledText(
    spans: text.spans.map { span in
      guard span.text.utf8.contains(where: { $0 < 0x20 }) else { return span }
      var shown = ""
      for scalar in span.text.unicodeScalars {
        switch scalar {
        case "\n": shown += "⏎"
        case "\t": shown += "⇥"
        case "\r": shown += "␍"
        default: if scalar.value >= 0x20 { shown.unicodeScalars.append(scalar) }
        }
      }
      return .init(shown, span.role)
    })
}
