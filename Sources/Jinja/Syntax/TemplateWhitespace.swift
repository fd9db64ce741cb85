/// Python's white space (`str.isspace`) in UTF-8 bytes.
enum TemplateWhitespace {
  /// The offset after the white space that begins at `start`.
  static func end(in bytes: [UInt8], after start: Int) -> Int {
    var offset = start
    while offset < bytes.count {
      let length = length(in: bytes, at: offset)
      if length == 0 { break }
      offset += length
    }
    return offset
  }

  /// The offset where the white space that ends at `end` begins, not before `limit`.
  static func start(in bytes: [UInt8], before end: Int, from limit: Int) -> Int {
    var offset = end
    while offset > limit {
      var start = offset - 1
      while start > limit, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      guard length(in: bytes, at: start) == offset - start else { break }
      offset = start
    }
    return offset
  }

  /// The number of bytes of the white space character at an offset, 0 where there is none.
  private static func length(in bytes: [UInt8], at offset: Int) -> Int {
    let first = bytes[offset]
    if first < 0x80 { return (0x09...0x0D).contains(first) || (0x1C...0x20).contains(first) ? 1 : 0 }
    if first == 0xC2, offset + 1 < bytes.count { return [0x85, 0xA0].contains(bytes[offset + 1]) ? 2 : 0 }
    guard offset + 2 < bytes.count else { return 0 }
    let isSpace =
      switch (first, bytes[offset + 1], bytes[offset + 2]) {
      case (0xE1, 0x9A, 0x80), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): true
      case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): true
      default: false
      }
    return isSpace ? 3 : 0
  }
}
