import SourceText

/// Turns tokens that come one by one into text, holding back what may still become another character.
public struct StreamingDecoder {
  private let tokenizer: Tokenizer
  private let skipSpecialTokens: Bool
  /// Bytes of an unfinished character, where pieces are bytes.
  private var pending: [UInt8] = []
  /// Tokens decoded together, where pieces are not: those already shown first.
  private var ids: [Int32] = []
  private var shownCount = 0

  /// Makes a decoder at the begin of a text.
  public init(_ tokenizer: Tokenizer, skipSpecialTokens: Bool = false) {
    self.tokenizer = tokenizer
    self.skipSpecialTokens = skipSpecialTokens
  }

  /// The text that is certain after one more token; empty while a character is unfinished.
  public mutating func append(_ id: Int32) -> String {
    if tokenizer.decoder.isPlainBytes {
      pending += tokenizer.piece(of: id, skipSpecialTokens: skipSpecialTokens) ?? []
      let end = pending.count - unfinishedCount(pending)
      let text = String(decoding: pending[..<end], as: UTF8.self)
      pending.removeFirst(end)
      return text
    }
    guard tokenizer.piece(of: id, skipSpecialTokens: skipSpecialTokens) != nil else { return "" }
    ids.append(id)
    let shown = decoded(ids.prefix(shownCount))
    let all = decoded(ids[...])
    if all.suffix(3) == [0xEF, 0xBF, 0xBD] { return "" }
    // Tokens that show nothing by themselves stay: the decoder treats the first text of all in a way of its own.
    if !decoded(ids.dropFirst(shownCount)).isEmpty { ids.removeFirst(shownCount) }
    shownCount = ids.count
    return String(decoding: all.dropFirst(shown.count), as: UTF8.self)
  }

  /// What was held back, an unfinished character as U+FFFD; the decoder is at the begin of a text again.
  public mutating func finish() -> String {
    defer {
      pending = []
      ids = []
      shownCount = 0
    }
    if tokenizer.decoder.isPlainBytes { return String(decoding: pending, as: UTF8.self) }
    return String(decoding: decoded(ids[...]).dropFirst(decoded(ids.prefix(shownCount)).count), as: UTF8.self)
  }

  private func decoded(_ ids: ArraySlice<Int32>) -> [UInt8] {
    Array(tokenizer.decode(Array(ids), skipSpecialTokens: skipSpecialTokens).utf8)
  }

  /// The number of bytes at the end that begin a character and do not end it.
  private func unfinishedCount(_ bytes: [UInt8]) -> Int {
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte & 0xC0 == 0x80 { continue }
      let length =
        byte >= 0xF0 && byte < 0xF5 ? 4 : byte >= 0xE0 && byte < 0xF0 ? 3 : byte >= 0xC2 && byte < 0xE0 ? 2 : 1
      guard length > back else { return 0 }
      return isBegin(bytes.suffix(back)) ? back : 0
    }
    return 0
  }

  /// Whether bytes, with fitting ones after them, can be one character.
  private func isBegin(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, bytes.count > 1 else { return true }
    let second = bytes[bytes.startIndex + 1]
    switch first {
    case 0xE0: return second >= 0xA0
    case 0xED: return second < 0xA0
    case 0xF0: return second >= 0x90
    case 0xF4: return second < 0x90
    default: return true
    }
  }
}
