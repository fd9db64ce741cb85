import CFreeType

/// The open fonts, and which of them draws which character.
final class FontBook {
  /// A letter ready to be placed: its face, its number there, how far it moves on.
  struct Glyph {
    let face: FT_Face
    let index: FT_UInt
    let advance: Double
  }

  private let freeType: FreeType
  private let finder: any FontFinder
  private var faces: [FontFile: FT_Face] = [:]
  private var faceOfCharacter: [Unicode.Scalar: FT_Face?] = [:]
  private lazy var mainFace: FT_Face? = finder.font(for: nil).flatMap(open)

  /// Characters that no font has, in the order met.
  private(set) var missing: [Unicode.Scalar] = []

  init(_ freeType: FreeType, finder: any FontFinder) {
    self.freeType = freeType
    self.finder = finder
  }

  deinit { for face in faces.values { FT_Done_Face(face) } }

  /// Whether there is any font.
  var hasFonts: Bool { mainFace != nil }

  private func open(_ file: FontFile) -> FT_Face? {
    if let face = faces[file] { return face }
    var face: FT_Face?
    guard FT_New_Face(freeType.library, file.path, FT_Long(file.face), &face) == 0, let face else { return nil }
    faces[file] = face
    return face
  }

  private func face(for character: Unicode.Scalar) -> FT_Face? {
    if let known = faceOfCharacter[character] { return known }
    var found: FT_Face?
    if let mainFace, FT_Get_Char_Index(mainFace, FT_ULong(character.value)) != 0 {
      found = mainFace
    } else if mainFace != nil, let other = finder.font(for: character).flatMap(open),
      FT_Get_Char_Index(other, FT_ULong(character.value)) != 0
    {
      found = other
    } else {
      missing.append(character)
    }
    faceOfCharacter[character] = found
    return found
  }

  /// The letter of a character at a size in pixels; nil where no font has it.
  func glyph(_ character: Unicode.Scalar, size: Double) -> Glyph? {
    guard let face = face(for: character) else { return nil }
    FT_Set_Char_Size(face, 0, FT_F26Dot6((size * 64).rounded()), 72, 72)
    let index = FT_Get_Char_Index(face, FT_ULong(character.value))
    guard FT_Load_Glyph(face, index, FT_Int32(FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP)) == 0 else { return nil }
    return Glyph(face: face, index: index, advance: Double(face.pointee.glyph.pointee.linearHoriAdvance) / 65536)
  }

  /// Adds a letter's outline to a mask: at a place, upright or turned a quarter to the left.
  func draw(_ glyph: Glyph, size: Double, at origin: Point, isTurned: Bool, into mask: inout Mask) {
    let face = glyph.face
    FT_Set_Char_Size(face, 0, FT_F26Dot6((size * 64).rounded()), 72, 72)
    guard FT_Load_Glyph(face, glyph.index, FT_Int32(FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP)) == 0,
      let slot = face.pointee.glyph, slot.pointee.format == FT_GLYPH_FORMAT_OUTLINE
    else { return }
    if isTurned {
      var matrix = FT_Matrix(xx: 0, xy: -0x10000, yx: 0x10000, yy: 0)
      FT_Outline_Transform(&slot.pointee.outline, &matrix)
    }
    FT_Outline_Translate(
      &slot.pointee.outline, FT_Pos((origin.x * 64).rounded()), FT_Pos((origin.y * 64).rounded()))
    freeType.render(&slot.pointee.outline, into: &mask)
  }
}
