import CFontconfig
import Synchronization

/// Fonts by fontconfig, the system's own choice for the characters at hand.
///
/// Answers are kept for the life of the program: a training plots a hundred times with the same letters.
struct SystemFontFinder: FontFinder {
  private static let answers = Mutex<[Unicode.Scalar?: FontFile?]>([:])

  func font(for character: Unicode.Scalar?) -> FontFile? {
    Self.answers.withLock { answers in
      if let known = answers[character] { return known }
      let found = search(character)
      answers[character] = found
      return found
    }
  }

  private func search(_ character: Unicode.Scalar?) -> FontFile? {
    guard FcInit() != 0, let pattern = FcPatternCreate() else { return nil }
    defer { FcPatternDestroy(pattern) }
    for family in ["DejaVu Sans", "sans-serif"] {
      FcPatternAddString(pattern, "family", Array(family.utf8) + [0])
    }
    FcPatternAddBool(pattern, "scalable", 1)
    if let character, let set = FcCharSetCreate() {
      FcCharSetAddChar(set, character.value)
      FcPatternAddCharSet(pattern, "charset", set)
      FcCharSetDestroy(set)
    }
    FcConfigSubstitute(nil, pattern, FcMatchPattern)
    FcDefaultSubstitute(pattern)
    var result = FcResultNoMatch
    guard let match = FcFontMatch(nil, pattern, &result) else { return nil }
    defer { FcPatternDestroy(match) }
    // Fontconfig answers even where no font has the character.
    if let character {
      var characters: OpaquePointer?
      guard FcPatternGetCharSet(match, "charset", 0, &characters) == FcResultMatch, let characters,
        FcCharSetHasChar(characters, character.value) != 0
      else { return nil }
    }
    var path: UnsafeMutablePointer<FcChar8>?
    var face: Int32 = 0
    guard FcPatternGetString(match, "file", 0, &path) == FcResultMatch, let path else { return nil }
    FcPatternGetInteger(match, "index", 0, &face)
    return FontFile(path: String(cString: path), face: Int(face))
  }
}
