/// What the word patterns ask of a code point.
enum ScalarKind: UInt8 {
  case other
  case letter
  case number
  case space
  case newline

  /// The kind of every code point below U+10000.
  static let table: [UInt8] = (0..<UInt32(0x10000)).map { kind(of: $0).rawValue }

  /// The kind of a code point by the Unicode tables.
  static func kind(of scalar: UInt32) -> ScalarKind {
    if scalar == 0x0A || scalar == 0x0D { return .newline }
    if CodePoints.isWhiteSpace(scalar) { return .space }
    if CategorySet.letters.contains(scalar) { return .letter }
    return CategorySet.numbers.contains(scalar) ? .number : .other
  }
}
