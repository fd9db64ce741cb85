/// What CPython calls characters: the classes behind `isalpha`, `isspace` and their like.
///
/// Source: CPython's `Objects/unicodectype.c`, the Unicode Character Database.
enum CharacterClasses {
  static func properties(_ point: UInt32) -> Unicode.Scalar.Properties? { Unicode.Scalar(point)?.properties }

  static func isAlphabetic(_ point: UInt32) -> Bool {
    if point < 0x80 { return point | 0x20 >= 0x61 && point | 0x20 <= 0x7A }
    switch properties(point)?.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
  }

  static func isDecimal(_ point: UInt32) -> Bool {
    point < 0x80 ? point >= 0x30 && point <= 0x39 : properties(point)?.generalCategory == .decimalNumber
  }

  static func isDigit(_ point: UInt32) -> Bool {
    if point < 0x80 { return isDecimal(point) }
    let type = properties(point)?.numericType
    return type == .digit || type == .decimal
  }

  static func isNumeric(_ point: UInt32) -> Bool {
    point < 0x80 ? isDecimal(point) : properties(point)?.numericType != nil
  }

  static func isAlphanumeric(_ point: UInt32) -> Bool { isAlphabetic(point) || isNumeric(point) }

  static func isSpace(_ point: UInt32) -> Bool {
    switch point {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  static func isLineEnd(_ point: UInt32) -> Bool {
    switch point {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  static func isUpper(_ point: UInt32) -> Bool {
    point < 0x80 ? point >= 0x41 && point <= 0x5A : properties(point)?.isUppercase ?? false
  }

  static func isLower(_ point: UInt32) -> Bool {
    point < 0x80 ? point >= 0x61 && point <= 0x7A : properties(point)?.isLowercase ?? false
  }

  static func isTitle(_ point: UInt32) -> Bool { properties(point)?.generalCategory == .titlecaseLetter }

  static func isCased(_ point: UInt32) -> Bool { isUpper(point) || isLower(point) || isTitle(point) }

  static func isIdentifierStart(_ point: UInt32) -> Bool {
    point == 0x5F || (point < 0x80 ? isAlphabetic(point) : properties(point)?.isXIDStart ?? false)
  }

  static func isIdentifierPart(_ point: UInt32) -> Bool {
    point < 0x80
      ? point == 0x5F || isAlphabetic(point) || isDecimal(point) : properties(point)?.isXIDContinue ?? false
  }
}

/// Upper, lower and title case of whole texts.
enum CaseMapping {
  static func upper(_ points: [UInt32]) -> [UInt32] { points.flatMap { map($0) { $0.uppercaseMapping } } }

  static func lower(_ points: [UInt32]) -> [UInt32] {
    points.indices.flatMap { lower(points, at: $0) }
  }

  /// The lower case of one letter in its text.
  static func lower(_ points: [UInt32], at index: Int) -> [UInt32] {
    points[index] == 0x3A3 ? [finalSigma(points, index)] : map(points[index]) { $0.lowercaseMapping }
  }

  static func title(_ point: UInt32) -> [UInt32] { map(point) { $0.titlecaseMapping } }

  /// Folds the case away. Swift has no folding table; upper then lower case differs from it in a few rare letters.
  static func fold(_ points: [UInt32]) -> [UInt32] {
    points.flatMap { point -> [UInt32] in
      if point < 0x80 { return [point >= 0x41 && point <= 0x5A ? point + 32 : point] }
      if point == 0x131 || (0x13A0...0x13FF).contains(point) { return [point] }
      return map(point) { $0.uppercaseMapping }.flatMap { map($0) { $0.lowercaseMapping } }
    }
  }

  private static func map(_ point: UInt32, _ mapping: (Unicode.Scalar.Properties) -> String) -> [UInt32] {
    guard let scalar = Unicode.Scalar(point) else { return [point] }
    return mapping(scalar.properties).unicodeScalars.map(\.value)
  }

  /// The small sigma: at a word's end another one.
  private static func finalSigma(_ points: [UInt32], _ index: Int) -> UInt32 {
    func isIgnorable(_ point: UInt32) -> Bool { CharacterClasses.properties(point)?.isCaseIgnorable ?? false }
    let before = points[..<index].last { !isIgnorable($0) }
    let after = points[(index + 1)...].first { !isIgnorable($0) }
    let isFinal = before.map(CharacterClasses.isCased) ?? false && !(after.map(CharacterClasses.isCased) ?? false)
    return isFinal ? 0x3C2 : 0x3C3
  }
}
