/// A text on its way to tokens, with the place in the original that each of its bytes came from.
struct NormalizedText {
  /// The bytes as changed so far.
  var bytes: [UInt8]

  /// Where each byte came from, in bytes of the original; nil while nothing has changed: then byte n is byte
  /// `offset + n`.
  var origins: [Range<Int>]?

  /// The place of the first byte in the original, while `origins` is nil.
  var offset = 0

  /// The stretch of the original that a stretch of bytes came from.
  func origin(of range: Range<Int>) -> Range<Int> {
    guard let origins else { return range.lowerBound + offset..<range.upperBound + offset }
    guard let first = range.first, let last = range.last, last < origins.count else {
      let place =
        range.lowerBound < origins.count ? origins[range.lowerBound].lowerBound : origins.last?.upperBound ?? offset
      return place..<place
    }
    return origins[first].lowerBound..<max(origins[first].lowerBound, origins[last].upperBound)
  }

  /// A part as a text of its own.
  func part(_ range: Range<Int>) -> NormalizedText {
    NormalizedText(
      bytes: Array(bytes[range]), origins: origins.map { Array($0[range]) }, offset: offset + range.lowerBound)
  }

  /// The text with a stretch of bytes put in the place of each of some stretches, which come in order.
  func replacing(_ ranges: [Range<Int>], with content: [UInt8]) -> NormalizedText {
    var result = NormalizedText(bytes: [], origins: [])
    var done = 0
    for range in ranges {
      result.append(self, done..<range.lowerBound)
      result.append(content, from: origin(of: range))
      done = range.upperBound
    }
    result.append(self, done..<bytes.count)
    return result
  }

  /// The text with bytes put before it, which count as coming from its first character.
  func prepending(_ content: [UInt8]) -> NormalizedText {
    guard !bytes.isEmpty else { return self }
    let length = bytes.withUnsafeBufferPointer { decodeScalar($0, at: 0).length }
    var result = NormalizedText(bytes: [], origins: [], offset: offset)
    result.append(content, from: origin(of: 0..<length))
    result.append(self, 0..<bytes.count)
    return result
  }

  /// Appends bytes that all came from one stretch.
  mutating func append(_ content: [UInt8], from origin: Range<Int>) {
    bytes += content
    origins?.append(contentsOf: repeatElement(origin, count: content.count))
  }

  /// Appends a part of another text.
  mutating func append(_ other: NormalizedText, _ range: Range<Int>) {
    bytes += other.bytes[range]
    for index in range { origins?.append(other.origin(of: index..<index + 1)) }
  }
}
