/// Pasted texts that are too large to be edited: the buffer shows a mark, which becomes the text when the cell is read.
struct HeldPastes {
  /// The most bytes that are put into the buffer, which is drawn anew at every key.
  static let largestInserted = 1 << 16

  private var texts: [(mark: String, text: String)] = []

  /// The mark of a text that is too large; nil for one that fits into the buffer.
  mutating func taking(_ text: String) -> String? {
    guard text.utf8.count > Self.largestInserted else { return nil }
    let lines = text.utf8.count { $0 == 0x0A } + 1
    let mark = "⟦pasted text \(texts.count + 1): \(lines) lines, \(text.utf8.count) bytes⟧"
    texts.append((mark, text))
    return mark
  }

  /// The buffer's text with the pasted texts in place of their marks.
  func whole(_ text: String) -> String {
    texts.reduce(text) { text, held in
      text.split(separator: held.mark, omittingEmptySubsequences: false).joined(separator: held.text)
    }
  }
}
