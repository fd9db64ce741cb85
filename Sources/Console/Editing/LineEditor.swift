import CLibEdit
import Display
import Notebook

#if canImport(Glibc)
  import Glibc
#endif

/// Edits one cell at a time in the terminal, on libedit: several lines as one buffer, pasting as one insertion,
/// history by whole cells.
///
/// Lines after the first stand under the first one's text: the buffer holds them with as many spaces before them as
/// the prompt is wide, which are taken away again before anyone sees the cell.
final class LineEditor: CellReader {
  /// What the editor asks about the text in it.
  struct Questions {
    /// Whether a line end finishes the cell, and if not, how many spaces the next line begins with.
    var indentationIfIncomplete: (String) -> Int?
    /// What can stand before the cursor; the text up to the cursor is given.
    var completion: (String) -> Completions
  }

  let editor: OpaquePointer
  private let list: OpaquePointer
  let questions: Questions
  private let colored: Bool
  private var promptText: UnsafeMutablePointer<CChar>
  private var cells: [String] = []
  private var earlierCells: (() -> [String])?
  var promptWidth = 0
  /// Pasted texts too large for the buffer.
  var held = HeldPastes()
  var terminalWidth: () -> Int
  /// Whether what is typed is a line of text and no cell.
  private(set) var readsText = false

  /// Opens the terminal; nil where libedit cannot.
  ///
  /// - Parameter earlierCells: the cells of earlier sessions, oldest first; asked for once, when a prompt stands already.
  init?(
    questions: Questions, usesColor: Bool, terminalWidth: @escaping () -> Int,
    earlierCells: @escaping () -> [String] = { [] }
  ) {
    guard tunebook_use_utf8() != 0, let editor = tunebook_editor("tunebook"), let list = history_init() else {
      return nil
    }
    self.editor = editor
    self.list = list
    self.questions = questions
    self.terminalWidth = terminalWidth
    self.earlierCells = earlierCells
    colored = usesColor
    promptText = strdup("")
    tunebook_history_limit(list, Int32(HistoryFile.limit))
    tunebook_use_emacs_keys(editor)
    tunebook_leave_signals(editor)
    tunebook_read_keys_with(editor) { KeyInput.read($0, $1) }
    tunebook_set_client_data(editor, Unmanaged.passUnretained(self).toOpaque())
    tunebook_set_prompt(editor) { LineEditor.of($0)?.promptText }
    tunebook_use_history(editor, list)
    EditorKeys.bind(editor)
  }

  deinit {
    el_end(editor)
    history_end(list)
    free(promptText)
  }

  static func of(_ editor: OpaquePointer?) -> LineEditor? {
    guard let editor, let data = tunebook_client_data(editor) else { return nil }
    return Unmanaged<LineEditor>.fromOpaque(data).takeUnretainedValue()
  }

  /// Reads a cell.
  ///
  /// - Parameter prompt: ASCII.
  func read(_ prompt: String) -> ReadOutcome { read(prompt, asText: false) }

  func readText(_ prompt: String) -> ReadOutcome { read(prompt, asText: true) }

  private func read(_ prompt: String, asText: Bool) -> ReadOutcome {
    readsText = asText
    setPrompt(prompt)
    setBracketedPaste(true)
    held = HeldPastes()
    defer { setBracketedPaste(false) }
    Signals.clear(endsAtSecond: false)
    var count: Int32 = 0
    guard let line = el_gets(editor, &count) else {
      el_reset(editor)
      defer { Signals.clear(endsAtSecond: false) }
      if Signals.isInterrupted { writeToTerminal("^C\n") }
      return Signals.isInterrupted ? .interrupted : .ended
    }
    return count == 0 ? .ended : .cell(held.whole(withoutMargin(String(cString: line))))
  }

  /// Adds a cell to what the arrow keys recall.
  func remember(_ cell: String) {
    guard cells.last != cell, cell.utf8.count <= HistoryFile.largestCell else { return }
    cells.append(cell)
    if cells.count > HistoryFile.limit { cells.removeFirst() }
    tunebook_history_add(list, withMargin(cell))
  }

  /// Fetches the cells of earlier sessions, which nobody waits for: the prompt is on the screen.
  func recallEarlierCells() {
    guard let load = earlierCells else { return }
    earlierCells = nil
    for cell in load() { remember(cell) }
  }

  private func setPrompt(_ prompt: String) {
    free(promptText)
    // libedit shows codes with the character that follows them: the last ones stand before the prompt's space.
    let words = prompt.last == " " ? prompt.dropLast() : prompt[...]
    let space = prompt.dropFirst(words.count)
    promptText = strdup(colored ? "\u{1}\u{1B}[32m\u{1}\(words)\u{1}\u{1B}[0m\u{1}\(space)" : prompt)
    guard prompt.utf8.count != promptWidth else { return }
    promptWidth = prompt.utf8.count
    tunebook_history_clear(list)
    for cell in cells { tunebook_history_add(list, withMargin(cell)) }
  }

  private func setBracketedPaste(_ isOn: Bool) {
    writeToTerminal(isOn ? "\u{1B}[?2004h" : "\u{1B}[?2004l")
  }
}

extension LineEditor {
  /// The text as the buffer holds it.
  func withMargin(_ text: String) -> String {
    let margin = String(repeating: " ", count: promptWidth)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.joined(separator: "\n" + margin)
  }

  /// The text without the spaces that the buffer has before its later lines, and without its line end.
  func withoutMargin(_ buffer: String) -> String {
    var lines = buffer.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    return lines.enumerated().map { index, line in
      var rest = line
      var left = index == 0 ? 0 : promptWidth
      while left > 0, rest.first == " " {
        rest.removeFirst()
        left -= 1
      }
      return String(rest)
    }.joined(separator: "\n")
  }

  /// The buffer's text before and after the cursor, in code points.
  var buffer: (before: String, after: String) {
    guard let info = el_wline(editor) else { return ("", "") }
    let text: (UnsafePointer<wchar_t>?, UnsafePointer<wchar_t>?) -> String = { start, end in
      guard let start, let end, end > start else { return "" }
      let scalars = UnsafeBufferPointer(start: start, count: end - start).map {
        Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}"
      }
      return String(String.UnicodeScalarView(scalars))
    }
    let line = info.pointee
    return (text(line.buffer, line.cursor), text(line.cursor, line.lastchar))
  }

  /// Draws the cell anew after the window's size has changed: libedit takes the cursor's place for the prompt's.
  func redrawAtNewSize() {
    let above = place(after: buffer.before).row
    writeToTerminal("\r" + (above > 0 ? "\u{1B}[\(above)A" : "") + "\u{1B}[J")
    tunebook_resize(editor)
  }

  /// Puts the cursor behind the cell's last line, so that what comes next is not written into the cell.
  func leaveCell() {
    let (before, after) = buffer
    let (cursor, end) = (place(after: before), place(after: before + after))
    let down = end.row > cursor.row ? "\u{1B}[\(end.row - cursor.row)B" : ""
    writeToTerminal(down + "\r" + (end.column > 0 ? "\u{1B}[\(end.column)C" : ""))
  }

  /// The row and the column of the screen, from the prompt's, where a text of the buffer ends.
  private func place(after text: String) -> (row: Int, column: Int) {
    let width = max(1, terminalWidth())
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let widths = lines.enumerated().map { index, line in
      displayWidth(of: String(line)) + (index == 0 ? promptWidth : 0)
    }
    return (widths.reduce(0) { $0 + $1 / width } + lines.count - 1, (widths.last ?? 0) % width)
  }

  /// Puts text before the cursor.
  func insert(_ text: String) {
    var wide = text.unicodeScalars.map { wchar_t(bitPattern: $0.value) }
    wide.append(0)
    _ = el_winsertstr(editor, wide)
  }

  func writeToTerminal(_ text: String) {
    tunebook_flush()
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
