import Display

/// The picture that a running cell keeps drawing anew, shown in its place above the progress line: as a picture where
/// the terminal can, else in braille dots.
final class LivePicture {
  private let output: OutputChannel
  private let pictures: InlinePictures
  private var shown: Picture?
  private var drawnRows = 0

  /// Makes the place for a picture.
  init(output: OutputChannel, pictures: InlinePictures) {
    self.output = output
    self.pictures = pictures
  }

  /// Whether it stands on the screen.
  var isDrawn: Bool { drawnRows > 0 }

  /// Takes the newest form of a picture.
  func replace(_ picture: Picture?) { shown = picture }

  /// Takes the picture away, because something else is to be written. The cursor stands in the line below it.
  func clear() {
    guard isDrawn else { return }
    output.write((pictures.removal ?? "") + "\u{1B}[\(drawnRows)A\u{1B}[J\r")
    drawnRows = 0
  }

  /// Draws the picture where a line begins, unless the terminal is too low for it.
  func draw() {
    guard let shown, !isDrawn, output.takesEscapes, output.height >= 16 else { return }
    let rows = min(18, output.height / 2)
    if let codes = pictures.codes(for: shown, rows: rows) {
      // The lines are made first, so that the picture does not scroll the screen.
      output.write(String(repeating: "\n", count: rows) + "\u{1B}[\(rows)A\u{1B}7\(codes)\u{1B}8\u{1B}[\(rows)B\r")
      drawnRows = rows
    } else if let lines = shown.plot?.lines(width: output.width - 1, height: min(10, rows - 3)) {
      output.write(lines.map { Palette.text($0, colored: output.takesColors) + "\n" }.joined())
      drawnRows = lines.count
    }
  }
}
