/// What ranks tell each other beside their work.
enum LinkMessage: Equatable {
  /// I am here.
  case beat
  /// My part of the run has failed, and how.
  case failed(String)
  /// The run ends on every rank; who says so has told people why.
  case end
  /// I leave, as all do.
  case goodbye

  private var kind: UInt8 {
    switch self {
    case .beat: 0
    case .failed: 1
    case .end: 2
    case .goodbye: 3
    }
  }

  /// One byte for the kind, four for the length of the text, the text.
  var bytes: [UInt8] {
    var text: [UInt8] = []
    if case .failed(let failure) = self { text = Array(failure.utf8.prefix(LinkReader.longestText)) }
    return [kind] + withUnsafeBytes(of: UInt32(text.count).littleEndian) { Array($0) } + text
  }

  init?(kind: UInt8, text: ArraySlice<UInt8>) {
    switch kind {
    case 0: self = .beat
    case 1: self = .failed(String(decoding: text, as: UTF8.self))
    case 2: self = .end
    case 3: self = .goodbye
    default: return nil
    }
  }
}

/// Takes the messages out of a stream of bytes.
struct LinkReader {
  /// The longest text of a message, in bytes; more is no message of ours.
  static let longestText = 64 << 10

  private var pending: [UInt8] = []

  /// The messages that are whole with some more bytes; nil where the bytes are none.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> [LinkMessage]? {
    pending += bytes
    var messages: [LinkMessage] = []
    while pending.count >= 5 {
      let length = (1...4).reduce(0) { $0 | Int(pending[$1]) << (8 * ($1 - 1)) }
      guard length <= Self.longestText else { return nil }
      guard pending.count >= 5 + length else { break }
      guard let message = LinkMessage(kind: pending[0], text: pending[5..<5 + length]) else { return nil }
      messages.append(message)
      pending.removeFirst(5 + length)
    }
    return messages
  }
}
