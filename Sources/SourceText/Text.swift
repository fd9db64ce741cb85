/// Text as its exact UTF-8 bytes: equal only where every byte is equal.
///
/// Swift's `String` compares canonically equal texts as the same and counts CRLF as one character, so a vocabulary
/// or a JSON object keyed by `String` loses entries. `Text` is for keys, tokens and lexing; `String` is for people.
public struct Text: Hashable, Sendable {
  /// The UTF-8 bytes. They may hold an ill-formed sequence where a file held one.
  public let bytes: [UInt8]

  /// Makes a text of bytes as they are.
  @inlinable public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Makes a text of a slice of bytes as they are.
  @inlinable public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// Makes a text of a string's UTF-8.
  @inlinable public init(_ string: String) { bytes = Array(string.utf8) }

  /// The text for people; ill-formed sequences become U+FFFD.
  @inlinable public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether there are no bytes.
  @inlinable public var isEmpty: Bool { bytes.isEmpty }

  /// The number of bytes.
  @inlinable public var count: Int { bytes.count }
}

extension Text: ExpressibleByStringLiteral {
  /// Makes a text of a literal's UTF-8.
  @inlinable public init(stringLiteral value: String) { self.init(value) }
}

extension Text: CustomStringConvertible {
  /// The text for people.
  public var description: String { string }
}

extension Text: Comparable {
  /// Orders by bytes, which for UTF-8 is the order of code points.
  @inlinable public static func < (left: Text, right: Text) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
