/// A range of bytes in a source, half open.
public struct SourceSpan: Hashable, Sendable {
  /// The first byte's offset.
  public var start: Int

  /// The offset after the last byte.
  public var end: Int

  /// Makes the span of `start ..< end`.
  @inlinable public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// The smallest span that holds both.
  @inlinable public func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(min(start, other.start), max(end, other.end))
  }
}
