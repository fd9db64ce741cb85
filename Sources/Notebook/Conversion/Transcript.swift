import Display
import Files
import SourceText

/// A document with what its cells showed, ready to be written in any format.
public struct Transcript: Sendable {
  /// The document.
  public var document: NotebookDocument

  /// What the cells showed when they were run, by their place among the document's cells.
  public var events: [Int: [DisplayEvent]] = [:]

  /// The formats that can be written, by their endings.
  public static let formats = [".nb", ".ipynb", ".html", ".md"]

  /// Makes a transcript of a document with its recorded outputs.
  public init(_ document: NotebookDocument) { self.document = document }

  /// Makes a transcript of a document whose cells were run: their outputs take the place of recorded ones.
  public init(_ document: NotebookDocument, executed: [ExecutedCell]) {
    self.document = document
    var places: [Int: Int] = [:]
    for (place, cell) in document.cells.enumerated() where cell.kind == .code { places[places.count + 1] = place }
    for cell in executed {
      guard let place = places[cell.number] else { continue }
      events[place] = cell.events
      self.document.cells[place].setOutputs(OutputLines.lines(of: cell.events), lineEnd: document.lineEnd)
    }
  }

  /// Makes a transcript of a session's cells; of a cell that was run again the last run counts. What only asked the
  /// prompt for something is left out: it would mean nothing, or be refused, in a script.
  ///
  /// - Parameter number: the cell that asks for it, which is left out.
  public init(session: Session, excluding number: Int? = nil) {
    document = NotebookDocument()
    var last: [Int: ExecutedCell] = [:]
    for cell in session.cells { last[cell.number] = cell }
    for cell in last.values.sorted(by: { $0.number < $1.number }) where cell.number != number {
      let code = trimmedEnd(cell.code)
      if CellSegment.split(Array(code.utf8)).allSatisfy(\.isForPrompt) { continue }
      let made = NotebookCell(code: code, title: cell.title, outputs: OutputLines.lines(of: cell.events))
      events[document.cells.count] = cell.events
      document.cells.append(made)
    }
    if !document.cells.isEmpty { document.cells[document.cells.count - 1].trailer = "" }
  }

  private func trimmedEnd(_ code: String) -> String {
    String(code[..<(code.lastIndex { !$0.isWhitespace }.map { code.index(after: $0) } ?? code.startIndex)])
  }

  /// What a cell showed: its events where it was run, else its recorded lines as text.
  func shown(_ place: Int) -> [DisplayEvent] {
    if let events = events[place] { return events }
    let lines = document.cells[place].outputs
    return lines.isEmpty ? [] : [.text(lines.joined(separator: "\n") + "\n")]
  }

  /// Writes the transcript in the format that the path's ending names.
  ///
  /// - Throws: `SessionError.unknownFormat`, `FileError`.
  public func write(to path: String) throws { try writeFile(path, bytes(for: path)) }

  /// The bytes of the format that a path's ending names.
  ///
  /// - Throws: `SessionError.unknownFormat`.
  public func bytes(for path: String) throws(SessionError) -> [UInt8] {
    switch Self.formats.first(where: { path.hasSuffix($0) }) {
    case ".nb": return document.bytes
    case ".ipynb": return IPythonNotebook.bytes(of: self)
    case ".html": return Array(HTMLPage(self, name: path).text.utf8)
    case ".md": return Array(markdown.utf8)
    default: throw .unknownFormat(path: path, known: Self.formats)
    }
  }
}
