/// The number of terminal columns that a text takes: Chinese, Japanese and Korean characters and emoji take two,
/// combining marks and control characters none.
///
/// - Complexity: O(length).
public func displayWidth(of text: String) -> Int {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
  return text.reduce(0) { $0 + displayWidth(of: $1) }
}

/// The number of terminal columns that one character takes: 0, 1 or 2.
public func displayWidth(of character: Character) -> Int {
  var width = 0
  for scalar in character.unicodeScalars {
    if scalar.value == 0xFE0F { return width == 0 ? 0 : 2 }
    width = max(width, columns(of: scalar))
  }
  return width
}

/// The longest start of a text, in whole characters, that takes at most so many columns.
public func prefix(of text: String, width limit: Int) -> String {
  var used = 0
  var end = text.startIndex
  for index in text.indices {
    used += displayWidth(of: text[index])
    if used > limit { break }
    end = text.index(after: index)
  }
  return String(text[..<end])
}

/// The text with spaces appended until it takes so many columns.
public func padded(_ text: String, toWidth width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(of: text)))
}

private func columns(of scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) { return 0 }
  if scalar.value < 0x300 { return scalar.value == 0xAD ? 0 : 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control, .surrogate, .lineSeparator, .paragraphSeparator: return 0
  default: break
  }
  if (0x1160...0x11FF).contains(scalar.value) { return 0 }
  return isWide(scalar.value) || scalar.properties.isEmojiPresentation ? 2 : 1
}

/// Source: Unicode's EastAsianWidth.txt, classes W and F; emoji are known to the standard library.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4C6,
  0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
  0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
]

private func isWide(_ value: UInt32) -> Bool {
  var low = 0
  var high = wideRanges.count
  while low < high {
    let middle = (low + high) / 2
    if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
  }
  return low < wideRanges.count && wideRanges[low].contains(value)
}
