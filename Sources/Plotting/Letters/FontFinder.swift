/// A font file and the number of the face in it.
struct FontFile: Hashable, Sendable {
  let path: String
  let face: Int
}

/// Finds fonts; a test puts its own in the place of the system's.
protocol FontFinder {
  /// The font for a character: one that has it, or nil. Without a character, the font for ordinary text.
  func font(for character: Unicode.Scalar?) -> FontFile?
}
