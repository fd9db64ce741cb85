import CLibEdit

#if canImport(Glibc)
  import Glibc
#endif

/// Reads a key for libedit: UTF-8 into code points, a Ctrl-C as an error, a change of the window's size as a redraw.
enum KeyInput {
  /// libedit's form of a reading function: 1 with a character, 0 at the end, -1 with errno.
  static func read(_ editor: OpaquePointer?, _ character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    guard let character else { return -1 }
    LineEditor.of(editor)?.recallEarlierCells()
    var bytes: [UInt8] = []
    while true {
      var byte: UInt8 = 0
      let count = Glibc.read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR {
        if Signals.isInterrupted {
          LineEditor.of(editor)?.leaveCell()
          errno = EINTR
          return -1
        }
        if Signals.takeResize() { LineEditor.of(editor)?.redrawAtNewSize() }
        continue
      }
      guard count == 1 else { return Int32(count) }
      bytes.append(byte)
      if let scalar = scalar(of: bytes) {
        character.pointee = wchar_t(bitPattern: scalar.value)
        return 1
      }
    }
  }

  /// The code point of a finished UTF-8 sequence; U+FFFD for a wrong one; nil where bytes are still to come.
  static func scalar(of bytes: [UInt8]) -> Unicode.Scalar? {
    guard let first = bytes.first else { return nil }
    let length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    let areWellFormed = bytes.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
    guard length > 0, areWellFormed else { return "\u{FFFD}" }
    guard bytes.count == length else { return nil }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.first
  }
}
