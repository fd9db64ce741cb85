import PythonValues

/// The last message of a conversation that the model is to continue.
struct FinalMessage {
  private let content: [UInt8]

  init(_ message: Value) throws {
    var content = (try? message.item("content")) ?? .none
    if let parts = content.elements {
      content = parts.last { $0.dict?["text"] != nil }?.dict?["text"] ?? .none
    }
    guard case .str(let text) = content else { throw ChatTemplateError.finalMessageMissing }
    self.content = text.bytes
  }

  /// The rendered text up to the end of the message, as transformers cuts it.
  func continued(_ rendered: [UInt8]) throws -> [UInt8] {
    let trimmedEnd = content.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
    let trimmedStart = content.firstIndex { !isSpace($0) } ?? 0
    let trimmed = Array(content[min(trimmedStart, trimmedEnd)..<trimmedEnd])
    guard let place = lastPlace(of: trimmed, in: rendered) else { throw ChatTemplateError.finalMessageMissing }
    let withTail = Array(content[trimmedStart...])
    let keepsTail = rendered[place...].starts(with: withTail) && trimmedStart == 0
    return Array(rendered[..<(place + (keepsTail ? withTail.count : trimmed.count))])
  }

  private func isSpace(_ byte: UInt8) -> Bool { (0x09...0x0D).contains(byte) || byte == 0x20 }

  private func lastPlace(of part: [UInt8], in whole: [UInt8]) -> Int? {
    guard part.count <= whole.count else { return nil }
    return stride(from: whole.count - part.count, through: 0, by: -1).first { whole[$0...].starts(with: part) }
  }
}
