/// A set of code points, as a character class of a regular expression names one.
struct ScalarSet: Sendable {
  /// One part of a class.
  indirect enum Item: Sendable {
    case range(UInt32, UInt32)
    case categories(CategorySet)
    case whiteSpace
    case word
    case rustWord
    case alphabetic
    case punctuation
    case set(ScalarSet)
    case intersection(ScalarSet, ScalarSet)
  }

  private let items: [Item]
  private let isNegated: Bool
  private let low: UInt64
  private let high: UInt64

  init(_ items: [Item], isNegated: Bool = false) {
    self.items = items
    self.isNegated = isNegated
    var bits: (low: UInt64, high: UInt64) = (0, 0)
    for scalar in 0..<UInt32(128) where items.contains(where: { $0.contains(scalar) }) != isNegated {
      if scalar < 64 { bits.low |= 1 << scalar } else { bits.high |= 1 << (scalar - 64) }
    }
    (low, high) = bits
  }

  /// The set of everything that is not in this one.
  var inverted: ScalarSet { ScalarSet(items, isNegated: !isNegated) }

  /// Whether a code point is in the set.
  func contains(_ scalar: UInt32) -> Bool {
    if scalar < 64 { return low >> scalar & 1 == 1 }
    if scalar < 128 { return high >> (scalar - 64) & 1 == 1 }
    return items.contains { $0.contains(scalar) } != isNegated
  }

  /// The set that holds each member's other case too.
  var foldingCase: ScalarSet {
    var more: [Item] = [.set(self)]
    for scalar in 0..<UInt32(128) where contains(scalar) {
      for other in Self.caseVariants(scalar) where other != scalar { more.append(.range(other, other)) }
    }
    for case .range(let low, let high) in items where !isNegated && high >= 128 && high - max(low, 128) < 1024 {
      for scalar in max(low, 128)...high {
        for other in Self.caseVariants(scalar) where other != scalar { more.append(.range(other, other)) }
      }
    }
    return more.count == 1 ? self : ScalarSet(more)
  }

  /// A code point and those that differ from it in case only.
  static func caseVariants(_ scalar: UInt32) -> [UInt32] {
    var variants = [scalar]
    switch scalar {
    case 0x73, 0x53: variants.append(0x17F)
    case 0x6B, 0x4B: variants.append(0x212A)
    case 0x17F: variants += [0x73, 0x53]
    case 0x212A: variants += [0x6B, 0x4B]
    default: break
    }
    guard let unicode = Unicode.Scalar(scalar) else { return variants }
    for mapped in [unicode.properties.lowercaseMapping, unicode.properties.uppercaseMapping] {
      let scalars = Array(mapped.unicodeScalars)
      if scalars.count == 1, !variants.contains(scalars[0].value) { variants.append(scalars[0].value) }
    }
    return variants
  }
}

extension ScalarSet.Item {
  fileprivate func contains(_ scalar: UInt32) -> Bool {
    switch self {
    case .range(let low, let high): low <= scalar && scalar <= high
    case .categories(let set): set.contains(scalar)
    case .whiteSpace: CodePoints.isWhiteSpace(scalar)
    case .word: CodePoints.isWord(scalar)
    case .rustWord: CodePoints.isRustWord(scalar)
    case .alphabetic: CodePoints.isAlphabetic(scalar)
    case .punctuation: CodePoints.isPunctuation(scalar)
    case .set(let set): set.contains(scalar)
    case .intersection(let left, let right): left.contains(scalar) && right.contains(scalar)
    }
  }
}
