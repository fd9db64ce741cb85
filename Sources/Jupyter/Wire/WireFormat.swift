import Files
import JSON

/// Why frames are no message: they are dropped.
package enum WireError: Error, Equatable {
  /// There is no `<IDS|MSG>` frame among the first ones.
  case noDelimiter
  /// Frames are missing after the delimiter.
  case tooFewFrames(Int)
  /// A part is longer than any front makes it.
  case tooLong(part: String)
  /// The signature is not the one of the key.
  case badSignature
  /// A message with the same signature came before.
  case repeated
  /// A part is not a JSON object.
  case notAnObject(part: String)
  /// The header does not say what the message is.
  case noType
}

extension WireError: CustomStringConvertible {
  /// What is wrong, in a few words.
  package var description: String {
    switch self {
    case .noDelimiter: "it has no <IDS|MSG>"
    case .tooFewFrames(let count): "it has \(count) frames after <IDS|MSG>, not 5"
    case .tooLong(let part): "its \(part) is too long"
    case .badSignature: "it is not signed with this kernel's key"
    case .repeated: "it came before"
    case .notAnObject(let part): "its \(part) is no JSON object"
    case .noType: "its header does not say what it is"
    }
  }
}

/// Messages as frames, signed, and back.
///
/// Source: Jupyter's "Messaging in Jupyter", the wire protocol.
package struct WireFormat: Sendable {
  private static let delimiter = Array("<IDS|MSG>".utf8)

  /// The most frames before the delimiter: one, and one for every proxy in between.
  private static let identityLimit = 32

  /// The most bytes of header, parent header and metadata.
  private static let headLimit = 1 << 20

  private let key: [UInt8]
  private var seen = RecentSignatures(limit: 1 << 14)

  /// Makes a format.
  ///
  /// - Parameter key: what signs messages; an empty one signs nothing and takes everything, as the protocol has it.
  package init(key: [UInt8]) { self.key = key }

  /// A message's frames.
  package func frames(of message: JupyterMessage) -> [[UInt8]] {
    let parts = [message.header, message.parent, message.metadata, message.content].map {
      JSON.object($0).serialized(.compact)
    }
    return message.identities + [Self.delimiter, signature(of: parts[...])] + parts
  }

  /// The message that frames hold.
  ///
  /// - Throws: `WireError`; nothing of what the frames hold is trusted before the signature is right.
  package mutating func message(from frames: [[UInt8]]) throws(WireError) -> JupyterMessage {
    guard let place = frames.prefix(Self.identityLimit).firstIndex(of: Self.delimiter) else { throw .noDelimiter }
    let rest = frames[(place + 1)...]
    guard rest.count >= 5 else { throw .tooFewFrames(rest.count) }
    let parts = rest.dropFirst().prefix(4)
    let names = ["header", "parent_header", "metadata", "content"]
    for (name, part) in zip(names, parts.prefix(3)) where part.count > Self.headLimit { throw .tooLong(part: name) }
    let given = rest[rest.startIndex]
    if !key.isEmpty {
      guard Self.areEqual(given, signature(of: parts)) else { throw .badSignature }
      guard seen.insert(given) else { throw .repeated }
    }
    var objects: [JSONObject] = []
    for (name, part) in zip(names, parts) {
      guard let object = (try? JSON.parse(part))?.object else { throw .notAnObject(part: name) }
      objects.append(object)
    }
    guard let type = objects[0]["msg_type"]?.text, !type.isEmpty, type.count <= 100 else { throw .noType }
    return JupyterMessage(
      identities: Array(frames[..<place]), header: objects[0], parent: objects[1], metadata: objects[2],
      content: objects[3])
  }

  private func signature(of parts: ArraySlice<[UInt8]>) -> [UInt8] {
    guard !key.isEmpty else { return [] }
    var code = HMACSHA256(key: key)
    for part in parts { code.update(part) }
    return Array(code.hexadecimal().utf8)
  }

  /// Compares in a time that tells nothing of where they differ.
  private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// The signatures of the last messages: one that comes again was recorded and is played back.
private struct RecentSignatures: Sendable {
  private let limit: Int
  private var order: [[UInt8]] = []
  private var next = 0
  private var members: Set<[UInt8]> = []

  init(limit: Int) { self.limit = limit }

  /// Remembers a signature; false where it is known.
  mutating func insert(_ signature: [UInt8]) -> Bool {
    guard members.insert(signature).inserted else { return false }
    if order.count < limit {
      order.append(signature)
    } else {
      members.remove(order[next])
      order[next] = signature
      next = (next + 1) % limit
    }
    return true
  }
}
