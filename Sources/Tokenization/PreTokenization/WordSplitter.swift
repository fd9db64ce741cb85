/// Splits text as the pattern of Qwen2, Llama 3 and GPT-4 does, written out by hand.
///
/// The pattern: contractions | one other character and letters | numbers | a space, other characters and newlines |
/// white space up to its last newline | white space before white space | white space. It covers every text.
struct WordSplitter: Sendable {
  /// The most digits of a piece.
  let mostDigits: Int

  /// The pattern of Qwen2.
  static let qwenPattern =
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

  /// The splitter of a pattern by its text, or nil where the pattern is another one.
  init?(pattern: String) {
    let tail = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
    let heads = [
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|",
      "(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|",
    ]
    if pattern == heads[0] + "\\p{N}" + tail {
      mostDigits = 1
    } else if pattern == heads[0] + "\\p{N}{1,3}" + tail {
      mostDigits = 3
    } else {
      return nil
    }
  }

  /// Hands out the pieces of a stretch of text in order.
  ///
  /// - Complexity: O(bytes).
  @inline(__always)
  func split(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    ScalarKind.table.withUnsafeBufferPointer { table in
      var scan = WordScan(bytes: UnsafeBufferPointer(rebasing: bytes[..<range.upperBound]), table: table)
      var start = range.lowerBound
      while start < range.upperBound {
        let end = scan.pieceEnd(from: start, mostDigits: mostDigits)
        body(start..<end)
        start = end
      }
    }
  }
}

/// The scan for the end of one piece.
private struct WordScan {
  let bytes: UnsafeBufferPointer<UInt8>
  let table: UnsafeBufferPointer<UInt8>

  @inline(__always) private func kind(at offset: Int) -> (kind: UInt8, length: Int) {
    let first = bytes[offset]
    if first < 0x80 { return (table[Int(first)], 1) }
    if first >= 0xE5, first <= 0xE9, offset + 2 < bytes.count { return (ScalarKind.letter.rawValue, 3) }
    let scalar = decodeScalar(bytes, at: offset)
    if scalar.value < 0x10000 { return (table[Int(scalar.value)], scalar.length) }
    return (ScalarKind.kind(of: scalar.value).rawValue, scalar.length)
  }

  @inline(__always) private func run(of kind: ScalarKind, from offset: Int) -> Int {
    var end = offset
    while end < bytes.count {
      let next = self.kind(at: end)
      if next.kind != kind.rawValue { break }
      end += next.length
    }
    return end
  }

  mutating func pieceEnd(from start: Int, mostDigits: Int) -> Int {
    let first = kind(at: start)
    let second = start + first.length
    switch first.kind {
    case ScalarKind.letter.rawValue: return run(of: .letter, from: second)
    case ScalarKind.number.rawValue: return numberEnd(second, mostDigits)
    case ScalarKind.newline.rawValue: return spaceEnd(from: start)
    default: break
    }
    if bytes[start] == 0x27, let end = contractionEnd(start) { return end }
    if second < bytes.count {
      let next = kind(at: second)
      if next.kind == ScalarKind.letter.rawValue { return run(of: .letter, from: second + next.length) }
      if bytes[start] == 0x20, next.kind == ScalarKind.other.rawValue { return otherEnd(from: second) }
    }
    return first.kind == ScalarKind.other.rawValue ? otherEnd(from: start) : spaceEnd(from: start)
  }

  private func numberEnd(_ second: Int, _ mostDigits: Int) -> Int {
    var end = second
    var count = 1
    while count < mostDigits, end < bytes.count {
      let next = kind(at: end)
      if next.kind != ScalarKind.number.rawValue { break }
      end += next.length
      count += 1
    }
    return end
  }

  private func otherEnd(from start: Int) -> Int {
    var end = run(of: .other, from: start)
    while end < bytes.count, bytes[end] == 0x0A || bytes[end] == 0x0D { end += 1 }
    return end
  }

  private func spaceEnd(from start: Int) -> Int {
    var end = start
    var last = start
    var afterNewline = -1
    while end < bytes.count {
      let next = kind(at: end)
      if next.kind != ScalarKind.space.rawValue, next.kind != ScalarKind.newline.rawValue { break }
      last = end
      end += next.length
      if next.kind == ScalarKind.newline.rawValue { afterNewline = end }
    }
    if afterNewline >= 0 { return afterNewline }
    return end == bytes.count || last == start ? end : last
  }

  private func contractionEnd(_ start: Int) -> Int? {
    guard start + 1 < bytes.count else { return nil }
    let second = bytes[start + 1] | 0x20
    if bytes[start + 1] < 0x80, [0x73, 0x74, 0x6D, 0x64].contains(second) { return start + 2 }
    guard start + 2 < bytes.count else { return nil }
    if bytes[start + 1] == 0xC5, bytes[start + 2] == 0xBF { return start + 3 }
    switch (second, bytes[start + 2] | 0x20) {
    case (0x72, 0x65), (0x76, 0x65), (0x6C, 0x6C): return start + 3
    default: return nil
    }
  }
}
