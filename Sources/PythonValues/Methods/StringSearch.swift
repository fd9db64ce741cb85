extension PyString {
  /// The byte offset of the first occurrence of a string at or after an offset, or nil.
  func firstOffset(of part: PyString, from start: Int = 0, to end: Int? = nil) -> Int? {
    let end = end ?? bytes.count
    let size = part.bytes.count
    guard size <= end - start else { return nil }
    guard let first = part.bytes.first else { return start }
    return bytes.withUnsafeBufferPointer { bytes in
      part.bytes.withUnsafeBufferPointer { part in
        var offset = start
        while offset <= end - size {
          if bytes[offset] == first {
            var index = 1
            while index < size, bytes[offset + index] == part[index] { index += 1 }
            if index == size { return offset }
          }
          offset += 1
        }
        return nil
      }
    }
  }

  /// The byte offset of the last occurrence of a string within a range, or nil.
  func lastOffset(of part: PyString, from start: Int = 0, to end: Int? = nil) -> Int? {
    let end = end ?? bytes.count
    let size = part.bytes.count
    guard size <= end - start else { return nil }
    var offset = end - size
    while offset >= start {
      if bytes[offset..<offset + size].elementsEqual(part.bytes) { return offset }
      offset -= 1
    }
    return nil
  }

  /// The code point offset of a byte offset.
  func codePointOffset(ofByte offset: Int) -> Int {
    if isASCII { return offset }
    var count = 0
    for byte in bytes[..<offset] where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
