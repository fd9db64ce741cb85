import SourceText

/// A string as Python's: code points, indexed by code point, held as UTF-8 (a lone surrogate in its three-byte form).
public final class PyString {
  /// The UTF-8 bytes.
  public private(set) var bytes: [UInt8]

  private var knownCount = -1
  private var knownHash = 0
  private var landmarks: [Int] = []

  /// Makes a string of bytes that are UTF-8.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Makes a string of bytes whose number of code points is known.
  init(bytes: [UInt8], count: Int) {
    self.bytes = bytes
    knownCount = count
  }

  /// Makes a string of a Swift string.
  public convenience init(_ string: String) { self.init(bytes: Array(string.utf8)) }

  /// Makes a string of a text.
  public convenience init(_ text: Text) { self.init(bytes: text.bytes) }

  /// Makes a string of code points; surrogates are kept.
  public convenience init(codePoints: some Sequence<UInt32>) {
    var bytes: [UInt8] = []
    for point in codePoints { appendCodePoint(point, to: &bytes) }
    self.init(bytes: bytes)
  }

  /// The text for people; ill-formed parts become U+FFFD.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// The exact text.
  public var text: Text { Text(bytes: bytes) }

  /// Whether there are no code points.
  public var isEmpty: Bool { bytes.isEmpty }

  /// Whether all code points are ASCII: byte offsets are code point offsets then.
  public var isASCII: Bool { count == bytes.count }

  /// The number of code points.
  ///
  /// - Complexity: O(bytes) the first time, then O(1).
  public var count: Int {
    if knownCount < 0 { knownCount = countCodePoints(bytes) }
    return knownCount
  }

  /// The hash of the bytes, remembered.
  public var hash: Int {
    if knownHash == 0 {
      var hasher = Hasher()
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
      let value = hasher.finalize()
      knownHash = value == 0 ? 1 : value
    }
    return knownHash
  }

  /// Appends in place. Only for a string that nobody else holds.
  public func append(_ other: PyString) {
    let count = knownCount >= 0 && other.knownCount >= 0 ? knownCount + other.knownCount : -1
    bytes.append(contentsOf: other.bytes)
    knownCount = count
    knownHash = 0
    landmarks = []
  }

  /// The byte offset of a code point offset in `0 ... count`.
  ///
  /// - Complexity: O(1) for ASCII, else O(64) after a first pass.
  public func byteOffset(of index: Int) -> Int {
    if isASCII { return index }
    if landmarks.isEmpty { makeLandmarks() }
    var offset = landmarks[min(index >> 6, landmarks.count - 1)]
    var left = index - min(index >> 6, landmarks.count - 1) << 6
    while left > 0 {
      offset += sequenceLength(bytes[offset])
      left -= 1
    }
    return offset
  }

  private func makeLandmarks() {
    var marks: [Int] = []
    var point = 0
    for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if point & 63 == 0 { marks.append(offset) }
      point += 1
    }
    landmarks = marks
  }

  /// The code points `start ..< end` as a string of their own.
  public func slice(_ start: Int, _ end: Int) -> PyString {
    guard start < end else { return PyString(bytes: [], count: 0) }
    return PyString(bytes: Array(bytes[byteOffset(of: start)..<byteOffset(of: end)]), count: end - start)
  }

  /// One code point as a string.
  public func character(at index: Int) -> PyString { slice(index, index + 1) }

  /// The code points in order.
  public var codePoints: [UInt32] {
    var points: [UInt32] = []
    points.reserveCapacity(bytes.count)
    var offset = 0
    while offset < bytes.count { points.append(decodeCodePoint(bytes, &offset)) }
    return points
  }
}

extension PyString: Hashable {
  /// Equal bytes.
  public static func == (left: PyString, right: PyString) -> Bool {
    left === right || left.bytes == right.bytes
  }

  /// Feeds the hash.
  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// The length of the UTF-8 sequence that a lead byte begins; 1 for a stray byte.
@inline(__always) func sequenceLength(_ lead: UInt8) -> Int {
  lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
}

private func countCodePoints(_ bytes: [UInt8]) -> Int {
  var count = 0
  for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
  return count
}

/// Reads the code point at an offset and moves the offset behind it; lenient about ill-formed bytes.
func decodeCodePoint(_ bytes: [UInt8], _ offset: inout Int) -> UInt32 {
  let lead = bytes[offset]
  let length = sequenceLength(lead)
  offset += 1
  if length == 1 { return UInt32(lead) }
  var point = UInt32(lead) & (0x7F >> UInt32(length))
  for _ in 1..<length where offset < bytes.count && bytes[offset] & 0xC0 == 0x80 {
    point = point << 6 | UInt32(bytes[offset] & 0x3F)
    offset += 1
  }
  return point
}

/// Writes a code point as UTF-8, a surrogate in its three-byte form.
func appendCodePoint(_ point: UInt32, to bytes: inout [UInt8]) {
  switch point {
  case 0..<0x80: bytes.append(UInt8(point))
  case 0x80..<0x800:
    bytes.append(UInt8(0xC0 | point >> 6))
    bytes.append(UInt8(0x80 | point & 0x3F))
  case 0x800..<0x10000:
    bytes.append(UInt8(0xE0 | point >> 12))
    bytes.append(UInt8(0x80 | point >> 6 & 0x3F))
    bytes.append(UInt8(0x80 | point & 0x3F))
  default:
    bytes.append(UInt8(0xF0 | point >> 18 & 0x07))
    bytes.append(UInt8(0x80 | point >> 12 & 0x3F))
    bytes.append(UInt8(0x80 | point >> 6 & 0x3F))
    bytes.append(UInt8(0x80 | point & 0x3F))
  }
}
