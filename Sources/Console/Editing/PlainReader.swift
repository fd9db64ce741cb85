import Notebook

#if canImport(Glibc)
  import Glibc
#endif

/// Reads cells line by line from a terminal that knows no escape codes.
final class PlainReader: CellReader {
  private let output: OutputChannel

  init(output: OutputChannel) { self.output = output }

  func read(_ prompt: String) -> ReadOutcome {
    var text = ""
    output.write(prompt)
    while true {
      switch readLine() {
      case .cell(let line):
        text += text.isEmpty ? line : "\n" + line
        guard case .incomplete = CellCompleteness(text) else { return .cell(text) }
        output.write(String(repeating: " ", count: max(0, prompt.utf8.count - 5)) + "...: ")
      case .ended where !text.isEmpty: return .cell(text)
      case let end: return end
      }
    }
  }

  func readText(_ prompt: String) -> ReadOutcome {
    output.write(prompt)
    return readLine()
  }

  func remember(_ cell: String) {}

  private func readLine() -> ReadOutcome {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count = Glibc.read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR {
        if Signals.isInterrupted {
          Signals.clear(endsAtSecond: false)
          output.write("\n")
          return .interrupted
        }
        continue
      }
      if count <= 0 { return bytes.isEmpty ? .ended : .cell(String(decoding: bytes, as: UTF8.self)) }
      if byte == 0x0A {
        output.noteLineEnd()
        return .cell(String(decoding: bytes, as: UTF8.self))
      }
      bytes.append(byte)
    }
  }
}
