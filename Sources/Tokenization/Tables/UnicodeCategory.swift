/// The general categories of Unicode, in the order of the generated table.
enum UnicodeCategory: UInt8, CaseIterable {
  case uppercaseLetter, lowercaseLetter, titlecaseLetter, modifierLetter, otherLetter
  case nonspacingMark, spacingMark, enclosingMark
  case decimalNumber, letterNumber, otherNumber
  case connectorPunctuation, dashPunctuation, openPunctuation, closePunctuation
  case initialPunctuation, finalPunctuation, otherPunctuation
  case mathSymbol, currencySymbol, modifierSymbol, otherSymbol
  case spaceSeparator, lineSeparator, paragraphSeparator
  case control, format, surrogate, privateUse, unassigned

  /// The two-letter names of UAX 44, in the same order.
  static let shortNames = [
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm",
    "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
  ]
}

/// A set of general categories, as `\p{L}` or `\p{Lu}` names one.
struct CategorySet: Equatable, Sendable {
  /// Bit n stands for the category of raw value n.
  var bits: UInt32

  static let letters = CategorySet(bits: 0b11111)
  static let marks = CategorySet(bits: 0b111 << 5)
  static let numbers = CategorySet(bits: 0b111 << 8)
  static let punctuation = CategorySet(bits: 0b111_1111 << 11)

  /// The set of a name of one letter (`L`) or two (`Lu`), of a long name (`Letter`), or nil.
  init?(name: String) {
    let long = [
      "Letter": "L", "Mark": "M", "Number": "N", "Punctuation": "P", "Symbol": "S", "Separator": "Z", "Other": "C",
    ]
    let short = long[name] ?? name
    bits = 0
    for (index, category) in UnicodeCategory.shortNames.enumerated() where category.hasPrefix(short) {
      bits |= 1 << UInt32(index)
    }
    if bits == 0 || short.isEmpty { return nil }
  }

  init(bits: UInt32) { self.bits = bits }

  /// Whether a code point's category is in the set.
  @inline(__always) func contains(_ scalar: UInt32) -> Bool {
    bits >> UInt32(CodePoints.category(of: scalar)) & 1 == 1
  }
}
