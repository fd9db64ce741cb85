/// How a normalised text is cut into the pieces that are merged one by one.
struct PreTokenizer: Sendable {
  /// One step; the steps run one inside the other.
  enum Step: Sendable {
    /// Cuts.
    case split(Splitter)
    /// Puts text before a piece that does not begin with it; before none but the original's first where asked.
    case prefix([UInt8], onlyFirst: Bool)
    /// Replaces each space.
    case replaceSpaces([UInt8])
  }

  let steps: [Step]

  /// Hands out the pieces in order: the text they lie in and their range there.
  func pieces(of text: NormalizedText, _ body: (NormalizedText, UnsafeBufferPointer<UInt8>, Range<Int>) -> Void) {
    text.bytes.withUnsafeBufferPointer { run(0, text, $0, 0..<$0.count, body) }
  }

  private func run(
    _ index: Int, _ text: NormalizedText, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
    _ body: (NormalizedText, UnsafeBufferPointer<UInt8>, Range<Int>) -> Void
  ) {
    if range.isEmpty { return }
    guard index < steps.count else { return body(text, bytes, range) }
    switch steps[index] {
    case .split(let splitter):
      if index + 1 == steps.count {
        splitter.split(bytes, range) { body(text, bytes, $0) }
      } else {
        splitter.split(bytes, range) { run(index + 1, text, bytes, $0, body) }
      }
    case .prefix(let prefix, let onlyFirst):
      let isBare = onlyFirst && text.origin(of: range).lowerBound > 0
      if isBare || bytes[range].starts(with: prefix) { return run(index + 1, text, bytes, range, body) }
      restart(index + 1, text.part(range).prepending(prefix), body)
    case .replaceSpaces(let replacement):
      let spaces = range.filter { bytes[$0] == 0x20 }.map { $0 - range.lowerBound..<$0 - range.lowerBound + 1 }
      restart(index + 1, text.part(range).replacing(spaces, with: replacement), body)
    }
  }

  private func restart(
    _ index: Int, _ text: NormalizedText,
    _ body: (NormalizedText, UnsafeBufferPointer<UInt8>, Range<Int>) -> Void
  ) {
    text.bytes.withUnsafeBufferPointer { run(index, text, $0, 0..<$0.count, body) }
  }
}
