/// One line of text at a size, with an optional raised ending (the exponent of 10²).
struct TextLine: Equatable {
  var text: String
  var raised = ""
  /// The size in pixels of the em square.
  var size: Double

  /// Upper and lower edge of ordinary letters, in shares of the size, so that lines of one size stand alike.
  static let ascent = 0.76
  static let descent = 0.24
  private static let raisedShare = 0.7

  /// The height from the descenders to the ascenders.
  var height: Double { size * (Self.ascent + Self.descent) }

  /// The width in pixels.
  func width(_ fonts: FontBook?) -> Double {
    guard let fonts, fonts.hasFonts else { return 0 }
    return advance(text, size, fonts) + advance(raised, size * Self.raisedShare, fonts)
  }

  private func advance(_ text: String, _ size: Double, _ fonts: FontBook) -> Double {
    text.unicodeScalars.reduce(0) { $0 + (fonts.glyph($1, size: size)?.advance ?? size * 0.65) }
  }

  /// Adds the letters to a mask; `origin` is the begin of the base line. A missing letter becomes a box.
  func draw(at origin: Point, isTurned: Bool, _ fonts: FontBook, _ freeType: FreeType, into mask: inout Mask) {
    var pen = origin
    for (part, share, rise) in [(text, 1.0, 0.0), (raised, Self.raisedShare, 0.38)] {
      for character in part.unicodeScalars {
        let letterSize = size * share
        let base = Point(x: pen.x - (isTurned ? rise * size : 0), y: pen.y + (isTurned ? 0 : rise * size))
        let glyph = fonts.glyph(character, size: letterSize)
        if let glyph {
          fonts.draw(glyph, size: letterSize, at: base, isTurned: isTurned, into: &mask)
        } else {
          drawBox(base, letterSize, isTurned, freeType, &mask)
        }
        let step = glyph?.advance ?? letterSize * 0.65
        if isTurned { pen.y += step } else { pen.x += step }
      }
    }
  }

  private func drawBox(
    _ base: Point, _ size: Double, _ isTurned: Bool, _ freeType: FreeType, _ mask: inout Mask
  ) {
    let (left, right, top) = (0.08 * size, 0.57 * size, 0.72 * size)
    let corners = [(left, 0.0), (right, 0), (right, top), (left, top), (left, 0)].map { along, up in
      isTurned ? Point(x: base.x - up, y: base.y + along) : Point(x: base.x + along, y: base.y + up)
    }
    freeType.stroke(corners, width: max(1, size / 14), into: &mask)
  }
}
