/// A named text that knows where its lines begin: a file, a cell, a template.
public final class Source: Sendable {
  /// The name that errors show: a path, `cell 3`, `chat template`.
  public let name: String

  /// The text's bytes.
  public let bytes: [UInt8]

  /// The line number that the first line has in what the person sees (a cell inside a file starts further down).
  public let firstLine: Int

  private let lineStarts: [Int]

  /// Makes a source; `firstLine` counts from 1.
  public init(name: String, bytes: [UInt8], firstLine: Int = 1) {
    self.name = name
    self.bytes = bytes
    self.firstLine = firstLine
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    lineStarts = starts
  }

  /// Makes a source of a string.
  public convenience init(name: String, _ text: String, firstLine: Int = 1) {
    self.init(name: name, bytes: Array(text.utf8), firstLine: firstLine)
  }

  /// A line and column as people count them, from 1; the column counts code points.
  public struct Position: Equatable, Sendable {
    /// The line, from 1 plus the source's `firstLine` offset.
    public let line: Int

    /// The column in code points, from 1.
    public let column: Int
  }

  /// The place of a byte offset.
  ///
  /// - Complexity: O(log lines + length of the line).
  public func position(of offset: Int) -> Position {
    let index = lineIndex(of: offset)
    let column = bytes[lineStarts[index]..<min(max(offset, 0), bytes.count)].count { $0 & 0xC0 != 0x80 }
    return Position(line: firstLine + index, column: column + 1)
  }

  /// The text of the line that holds a byte offset, without its line end.
  public func lineText(at offset: Int) -> String {
    let index = lineIndex(of: offset)
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
