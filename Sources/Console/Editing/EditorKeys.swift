import CLibEdit
import Display

#if canImport(Glibc)
  import Glibc
#endif

/// What the keys do that libedit leaves to us: Return, Tab, the arrows in a cell of several lines, pasting.
///
/// A key's function that ends in one of libedit's own presses that one's private key: libedit offers no other call.
enum EditorKeys {
  private static let accept = "\u{1B}[9001~"
  private static let previousCell = "\u{1B}[9002~"
  private static let nextCell = "\u{1B}[9003~"

  static func bind(_ editor: OpaquePointer) {
    tunebook_add_function(editor, "tunebook-return") { editor, _ in EditorKeys.pressReturn(editor) }
    tunebook_add_function(editor, "tunebook-tab") { editor, _ in EditorKeys.pressTab(editor) }
    tunebook_add_function(editor, "tunebook-up") { editor, _ in EditorKeys.pressUp(editor) }
    tunebook_add_function(editor, "tunebook-down") { editor, _ in EditorKeys.pressDown(editor) }
    tunebook_add_function(editor, "tunebook-paste") { editor, _ in EditorKeys.paste(editor) }
    tunebook_add_function(editor, "tunebook-backspace") { editor, _ in EditorKeys.pressBackspace(editor) }
    tunebook_add_function(editor, "tunebook-newline") { editor, _ in EditorKeys.insertLineEnd(editor) }
    let keys = [
      ("\r", "tunebook-return"), ("\n", "tunebook-return"), ("\t", "tunebook-tab"), ("\u{1B}[A", "tunebook-up"),
      ("\u{1B}OA", "tunebook-up"), ("\u{1B}[B", "tunebook-down"), ("\u{1B}OB", "tunebook-down"),
      ("\u{1B}[200~", "tunebook-paste"), ("\u{7F}", "tunebook-backspace"), ("\u{8}", "tunebook-backspace"),
      ("\u{1B}\r", "tunebook-newline"), ("\u{1B}\n", "tunebook-newline"), (accept, "ed-newline"),
      (previousCell, "ed-prev-history"), (nextCell, "ed-next-history"), ("\u{12}", "em-inc-search-prev"),
      ("\u{1B}[H", "ed-move-to-beg"), ("\u{1B}[F", "ed-move-to-end"), ("\u{1B}[1~", "ed-move-to-beg"),
      ("\u{1B}[4~", "ed-move-to-end"), ("\u{1B}[3~", "ed-delete-next-char"), ("\u{1B}[1;5D", "ed-prev-word"),
      ("\u{1B}[1;5C", "em-next-word"),
    ]
    for (key, function) in keys { tunebook_bind(editor, key, function) }
  }

  private static func pressReturn(_ pointer: OpaquePointer?) -> UInt8 {
    guard let editor = LineEditor.of(pointer) else { return UInt8(CC_NEWLINE) }
    if editor.readsText {
      el_push(editor.editor, accept)
      return UInt8(CC_NORM)
    }
    let (before, after) = editor.buffer
    let text = editor.held.whole(editor.withoutMargin(before + after))
    // Return inside of an earlier line inserts one, but for a cell of a single line, which it ends from anywhere.
    let isInside = after.contains("\n")
    let indentation = editor.questions.indentationIfIncomplete(
      isInside ? editor.held.whole(editor.withoutMargin(before)) : text)
    if isInside || indentation != nil {
      editor.insert("\n" + String(repeating: " ", count: editor.promptWidth + (indentation ?? 0)))
      return UInt8(CC_REFRESH)
    }
    el_push(editor.editor, accept)
    return UInt8(CC_NORM)
  }

  private static func insertLineEnd(_ pointer: OpaquePointer?) -> UInt8 {
    guard let editor = LineEditor.of(pointer) else { return UInt8(CC_ERROR) }
    editor.insert("\n" + String(repeating: " ", count: editor.promptWidth))
    return UInt8(CC_REFRESH)
  }

  /// Moves within the cell while there is a line in the direction, else to another cell of the history.
  private static func pressUp(_ pointer: OpaquePointer?) -> UInt8 {
    guard let editor = LineEditor.of(pointer) else { return UInt8(CC_ERROR) }
    let lines = editor.buffer.before.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, let current = lines.last else {
      el_push(editor.editor, previousCell)
      return UInt8(CC_NORM)
    }
    let above = lines[lines.count - 2].unicodeScalars.count
    let column = current.unicodeScalars.count - (lines.count == 2 ? editor.promptWidth : 0)
    let target = min(above, max(0, column))
    el_cursor(editor.editor, Int32(-(current.unicodeScalars.count + 1 + above - target)))
    return UInt8(CC_CURSOR)
  }

  private static func pressDown(_ pointer: OpaquePointer?) -> UInt8 {
    guard let editor = LineEditor.of(pointer) else { return UInt8(CC_ERROR) }
    let (before, after) = editor.buffer
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    let below = after.split(separator: "\n", omittingEmptySubsequences: false)
    guard below.count > 1 else {
      el_push(editor.editor, nextCell)
      return UInt8(CC_NORM)
    }
    let column = (lines.last?.unicodeScalars.count ?? 0) + (lines.count == 1 ? editor.promptWidth : 0)
    let target = min(below[1].unicodeScalars.count, column)
    el_cursor(editor.editor, Int32(below[0].unicodeScalars.count + 1 + target))
    return UInt8(CC_CURSOR)
  }

  /// Deletes a character; in the margin of a later line, the margin and the line end before it.
  private static func pressBackspace(_ pointer: OpaquePointer?) -> UInt8 {
    guard let editor = LineEditor.of(pointer) else { return UInt8(CC_ERROR) }
    let before = editor.buffer.before
    guard let last = before.unicodeScalars.last else { return UInt8(CC_NORM) }
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    var count = 1
    if lines.count > 1, let line = lines.last, last == " ", line.allSatisfy({ $0 == " " }) {
      let beyond = line.utf8.count - editor.promptWidth
      count = beyond <= 0 ? line.utf8.count + 1 : (beyond - 1) % 4 + 1
    }
    el_deletestr(editor.editor, Int32(count))
    // libedit leaves the last line of a cell that has lost one on the screen.
    return UInt8(count > 1 ? CC_REDISPLAY : CC_REFRESH)
  }

  /// Takes in all that the terminal marks as pasted, as one insertion.
  private static func paste(_ pointer: OpaquePointer?) -> UInt8 {
    guard let editor = LineEditor.of(pointer) else { return UInt8(CC_ERROR) }
    let end = Array("\u{1B}[201~".unicodeScalars)
    var scalars: [Unicode.Scalar] = []
    var wide: wchar_t = 0
    while el_wgetc(editor.editor, &wide) == 1 {
      if scalars.count > 1 << 26 { scalars.removeSubrange((1 << 25)..<(scalars.count - end.count)) }
      scalars.append(Unicode.Scalar(UInt32(bitPattern: wide)) ?? "\u{FFFD}")
      if scalars.suffix(end.count).elementsEqual(end) {
        scalars.removeLast(end.count)
        break
      }
    }
    editor.insert(editor.held.taking(pastedText(scalars)) ?? editor.withMargin(pastedText(scalars)))
    return UInt8(CC_REFRESH)
  }

  /// What is inserted for pasted text: `\n` line ends, none at the end, no other control characters than tabs, which
  /// become four spaces.
  static func pastedText(_ scalars: [Unicode.Scalar]) -> String {
    var text = String.UnicodeScalarView()
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case "\n" where place > 0 && scalars[place - 1] == "\r": break
      case "\n", "\r": text.append("\n")
      case "\t": text.append(contentsOf: "    ".unicodeScalars)
      default: if scalar.value >= 0x20, scalar.value != 0x7F { text.append(scalar) }
      }
    }
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }

  private static func pressTab(_ pointer: OpaquePointer?) -> UInt8 {
    guard let editor = LineEditor.of(pointer), !editor.readsText else { return UInt8(CC_ERROR) }
    let before = editor.buffer.before
    let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    guard line.contains(where: { $0 != " " }) else {
      editor.insert("    ")
      return UInt8(CC_REFRESH)
    }
    let completion = editor.questions.completion(editor.withoutMargin(before))
    guard let first = completion.candidates.first else { return UInt8(CC_ERROR) }
    let common = completion.candidates.dropFirst().reduce(first) { commonPrefix($0, $1) }
    let replaced = String(before.suffix(completion.replacedCount))
    if common.count > replaced.count || completion.candidates.count == 1 {
      el_deletestr(editor.editor, Int32(replaced.unicodeScalars.count))
      editor.insert(common)
      return UInt8(CC_REFRESH)
    }
    let listed = columns(completion.candidates, width: editor.terminalWidth())
    // The rest of the cell is drawn anew below the list.
    editor.writeToTerminal("\r\n" + listed.joined(separator: "\r\n") + "\r\n")
    return UInt8(CC_REDISPLAY)
  }

  private static func commonPrefix(_ left: String, _ right: String) -> String {
    String(zip(left, right).prefix { $0 == $1 }.map(\.0))
  }

  /// Names in as many columns as fit, read downwards.
  static func columns(_ names: [String], width: Int, limit: Int = 200) -> [String] {
    let shown = Array(names.prefix(limit))
    let cell = (shown.map { displayWidth(of: $0) }.max() ?? 0) + 2
    let perLine = max(1, width / max(cell, 1))
    let height = (shown.count + perLine - 1) / perLine
    var lines = (0..<height).map { row in
      stride(from: row, to: shown.count, by: height).map { padded(shown[$0], toWidth: cell) }.joined()
    }
    if names.count > limit { lines.append("… and \(names.count - limit) more") }
    return lines
  }
}
