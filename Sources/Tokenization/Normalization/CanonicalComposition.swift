/// Canonical decomposition and composition of Unicode 14.
///
/// Source: UAX 15; Hangul by the arithmetic of the Unicode Standard, section 3.12.
struct CanonicalComposition: Sendable {
  private var combiningClasses: [UInt32: UInt8] = [:]
  private var decompositions: [UInt32: [UInt32]] = [:]
  private var compositions: [UInt64: UInt32] = [:]
  /// Whether a code point below U+10000 can change, or can change with its neighbours.
  private var isActive = [Bool](repeating: false, count: 0x10000)

  /// The tables, read once.
  static let shared = CanonicalComposition()

  private init() {
    for entry in Self.entries(CanonicalMappings.combiningClasses) {
      for scalar in entry.values[0]..<entry.values[0] + entry.values[1] {
        combiningClasses[scalar] = UInt8(truncatingIfNeeded: entry.values[2])
        mark(scalar)
      }
    }
    for entry in Self.entries(CanonicalMappings.decompositions) {
      let (scalar, parts) = (entry.values[0], Array(entry.values.dropFirst()))
      decompositions[scalar] = parts
      if entry.isMarked {
        mark(scalar)
      } else {
        compositions[UInt64(parts[0]) << 32 | UInt64(parts[1])] = scalar
        mark(parts[1])
      }
    }
    for scalar in UInt32(0x1161)...0x11C2 { mark(scalar) }
  }

  private mutating func mark(_ scalar: UInt32) { if scalar < 0x10000 { isActive[Int(scalar)] = true } }

  private static func entries(_ text: StaticString) -> [(values: [UInt32], isMarked: Bool)] {
    "\(text)".split(separator: " ").map { word in
      let isMarked = word.hasPrefix("!")
      return (word.drop { $0 == "!" }.split(separator: "-").compactMap { UInt32($0, radix: 16) }, isMarked)
    }
  }

  /// Whether composition leaves a text as it is for certain.
  ///
  /// - Complexity: O(bytes).
  func isInert(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    isActive.withUnsafeBufferPointer { isActive in
      var offset = 0
      while offset < bytes.count {
        let first = bytes[offset]
        if first < 0xCC {
          offset += first < 0x80 ? 1 : 2
        } else if first >= 0xE4, first <= 0xE9 {
          offset += 3
        } else {
          let scalar = decodeScalar(bytes, at: offset)
          if scalar.value >= 0x10000 || isActive[Int(scalar.value)] { return false }
          offset += scalar.length
        }
      }
      return true
    }
  }

  private func combiningClass(_ scalar: UInt32) -> UInt8 {
    scalar < 0x300 ? 0 : combiningClasses[scalar] ?? 0
  }

  /// A text decomposed, and composed again where asked.
  ///
  /// - Complexity: O(n log n) for n code points.
  func normalize(_ text: NormalizedText, composes: Bool) -> NormalizedText {
    var marks: [Mark] = []
    text.bytes.withUnsafeBufferPointer { buffer in
      var offset = 0
      while offset < buffer.count {
        let scalar = decodeScalar(buffer, at: offset)
        let origin = text.origin(of: offset..<offset + scalar.length)
        if scalar.value == 0xFFFD, scalar.length == 1 {
          marks.append(Mark(scalar: 0x11_0000 + UInt32(buffer[offset]), combiningClass: 0, origin: origin))
        } else {
          decompose(scalar.value) { part in
            marks.append(Mark(scalar: part, combiningClass: combiningClass(part), origin: origin))
          }
        }
        offset += scalar.length
      }
    }
    reorder(&marks)
    if composes { compose(&marks) }
    var result = NormalizedText(bytes: [], origins: [], offset: text.offset)
    for mark in marks {
      var bytes: [UInt8] = []
      if mark.scalar >= 0x11_0000 {
        bytes.append(UInt8(mark.scalar & 0xFF))
      } else {
        appendScalar(mark.scalar, to: &bytes)
      }
      result.append(bytes, from: mark.origin)
    }
    return result
  }

  private struct Mark {
    /// The code point; from 0x110000 on an ill-formed byte, kept as it is.
    var scalar: UInt32
    let combiningClass: UInt8
    var origin: Range<Int>
  }

  private func decompose(_ scalar: UInt32, _ body: (UInt32) -> Void) {
    if scalar < 0xC0 { return body(scalar) }
    if scalar >= 0xAC00, scalar < 0xD7A4 {
      let index = scalar - 0xAC00
      body(0x1100 + index / 588)
      body(0x1161 + index % 588 / 28)
      if index % 28 > 0 { body(0x11A7 + index % 28) }
    } else if let parts = decompositions[scalar] {
      for part in parts { decompose(part, body) }
    } else {
      body(scalar)
    }
  }

  private func reorder(_ marks: inout [Mark]) {
    var index = 0
    while index < marks.count {
      guard marks[index].combiningClass > 0 else {
        index += 1
        continue
      }
      var end = index
      while end < marks.count, marks[end].combiningClass > 0 { end += 1 }
      if end - index > 1 {
        let sorted = marks[index..<end].enumerated().sorted {
          ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset)
        }
        marks.replaceSubrange(index..<end, with: sorted.map(\.element))
      }
      index = end
    }
  }

  private func compose(_ marks: inout [Mark]) {
    var written = 0
    var starter: Int?
    var lastClass = 0
    for index in marks.indices {
      let mark = marks[index]
      let isBlocked = starter.map { $0 + 1 < written && lastClass >= Int(mark.combiningClass) } ?? true
      if let starter, !isBlocked, let joined = composition(marks[starter].scalar, mark.scalar) {
        marks[starter].scalar = joined
        let origin = marks[starter].origin
        marks[starter].origin =
          min(origin.lowerBound, mark.origin.lowerBound)..<max(origin.upperBound, mark.origin.upperBound)
        continue
      }
      if mark.combiningClass == 0 { starter = written }
      lastClass = Int(mark.combiningClass)
      marks[written] = mark
      written += 1
    }
    marks.removeLast(marks.count - written)
  }

  private func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first >= 0x1100, first < 0x1113, second >= 0x1161, second < 0x1176 {
      return 0xAC00 + (first - 0x1100) * 588 + (second - 0x1161) * 28
    }
    if first >= 0xAC00, first < 0xD7A4, (first - 0xAC00) % 28 == 0, second > 0x11A7, second < 0x11C3 {
      return first + second - 0x11A7
    }
    return compositions[UInt64(first) << 32 | UInt64(second)]
  }
}
