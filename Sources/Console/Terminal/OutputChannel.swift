#if canImport(Glibc)
  import Glibc
#endif

/// One of the process's two outputs: what it is, and where its text stands.
///
/// Every piece of text is written at once, so that results and errors keep their order and `tail -f` sees them.
final class OutputChannel {
  /// Standard output or standard error.
  let descriptor: Int32

  /// Whether a person's terminal is at the other end.
  let isTerminal: Bool

  /// Whether escape codes may be written: a terminal that is not `dumb`.
  let takesEscapes: Bool

  /// Whether colours may be written: escape codes, and NO_COLOR is not set.
  let takesColors: Bool

  /// Whether the last text ended with a line end.
  private(set) var isAtLineStart = true

  private let capture: ((String) -> Void)?

  /// Opens one of the process's outputs.
  init(descriptor: Int32, environment: (String) -> String?) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    let kind = environment("TERM") ?? ""
    takesEscapes = isTerminal && kind != "dumb" && !kind.isEmpty
    takesColors = takesEscapes && (environment("NO_COLOR") ?? "").isEmpty
    capture = nil
  }

  /// Makes a channel that hands its text to a closure, for tests and for files.
  init(isTerminal: Bool = false, takesColors: Bool = false, _ capture: @escaping (String) -> Void) {
    descriptor = -1
    self.isTerminal = isTerminal
    takesEscapes = isTerminal
    self.takesColors = takesColors
    self.capture = capture
  }

  /// The terminal's columns; 80 where there is none.
  var width: Int { size.map { Int($0.ws_col) } ?? 80 }

  /// The terminal's lines; 24 where there is none.
  var height: Int { size.map { Int($0.ws_row) } ?? 24 }

  private var size: winsize? {
    var size = winsize()
    guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return size
  }

  /// Takes note that the person ended the line by Return.
  func noteLineEnd() { isAtLineStart = true }

  /// Writes text.
  func write(_ text: String) {
    guard let last = text.utf8.last else { return }
    isAtLineStart = last == 0x0A || last == 0x0D
    if let capture { return capture(text) }
    var text = text
    text.withUTF8 { buffer in
      var rest = UnsafeRawBufferPointer(buffer)[...]
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest)
        let written = Glibc.write(descriptor, piece.baseAddress, piece.count)
        if written < 0, errno == EINTR || errno == EAGAIN { continue }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
      }
    }
  }
}
